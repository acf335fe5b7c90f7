package io.github.localflows.cli;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.apache.spark.deploy.k8s.SparkKubernetesClientFactory;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The pod of a driver that was submitted with {@code --deploy-mode cluster}. Spark waits for its end and does not say what
 * it was: a command that failed would look like one that is done.
 */
final class DriverPod {
    private static final String PREFIX = "k8s://";

    /** The system property that names the pod, set by submit/localflows when there is one. */
    static final String PROPERTY = "localflows.pod";

    private static final String NAMESPACE = "localflows.namespace";

    /** What Spark calls the driver's container; beside it others may be of the cluster's. */
    private static final String DRIVER = "spark-kubernetes-driver";

    /** What Spark reads the credentials of the user who submits from. */
    private static final String CREDENTIALS = "spark.kubernetes.authenticate.submission";

    private DriverPod() {}

    /** Where to read what the driver's pod says; empty when there is none. */
    static Optional<String> announcement() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(pod -> "the driver's pod is " + pod + "; kubectl --namespace "
                        + System.getProperty(NAMESPACE, "default") + " logs --follow " + pod + " shows what it says");
    }

    /** How the driver ended, of which spark-submit was given these arguments; empty when Spark was told not to wait for it. */
    static Optional<Ending> ending(String name, String[] arguments) {
        SparkSubmitArguments submitted = new SparkSubmitArguments(
                CollectionConverters.asScala(List.of(arguments)).toSeq(),
                scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(System.getenv())));
        SparkConf conf = submitted.toSparkConf(Option.empty());
        if (!conf.getBoolean("spark.kubernetes.submission.waitAppCompletion", true)) {
            return Optional.empty();
        }
        String namespace = conf.get("spark.kubernetes.namespace", "default");
        try (KubernetesClient client = SparkKubernetesClientFactory.createKubernetesClient(
                submitted.maybeMaster().get().substring(PREFIX.length()),
                Option.apply(namespace),
                CREDENTIALS,
                SparkKubernetesClientFactory.ClientType$.MODULE$.Submission(),
                conf,
                Option.empty())) {
            return Optional.of(ending(
                    name, client.pods().inNamespace(namespace).withName(name).get()));
        }
    }

    /** How a driver ended, with its exit code. */
    static Ending ending(String name, Pod pod) {
        if (pod == null) {
            return new Ending(Ending.FAILURE, "the driver's pod " + name + " was deleted: submit the command again");
        }
        String phase = pod.getStatus().getPhase();
        Optional<ContainerStateTerminated> end = pod.getStatus().getContainerStatuses().stream()
                .filter(container -> DRIVER.equals(container.getName()))
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .map(ContainerState::getTerminated)
                .filter(Objects::nonNull)
                .findFirst();
        if ("Succeeded".equals(phase)) {
            return new Ending(0, "");
        }
        int code = end.map(ContainerStateTerminated::getExitCode)
                .filter(one -> one > 0)
                .orElse(Ending.FAILURE);
        String reason = end.map(ContainerStateTerminated::getReason)
                .or(() -> Optional.ofNullable(pod.getStatus().getReason()))
                .orElse("no reason given");
        return new Ending(
                code,
                "the driver's pod " + name + " ended as " + phase + " with exit code " + code + " (" + reason
                        + "): kubectl --namespace " + System.getProperty(NAMESPACE, "default") + " logs " + name
                        + " shows why");
    }
}
