package io.github.localflows.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.k8s.KubernetesUtils;
import org.apache.spark.deploy.k8s.SparkPod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

/** The files of submit/kubernetes, and the image as the Dockerfile lays it out. */
class KubernetesImageIT {
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (\\S+) (\\S+)$");

    private static final Path IMAGE = Checkout.TOP.resolve("submit/target/image");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"driver", "executor"})
    void sparkReadsTheTemplates(String kind) throws IOException {
        Path template = Checkout.KUBERNETES.resolve(kind + ".yaml");
        SparkPod pod;
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            pod = KubernetesUtils.loadPodFromTemplate(
                    client, template.toString(), Option.empty(), new SparkConf(false));
        }
        assertEquals("spark-kubernetes-" + kind, pod.container().getName());
        // The fields that the file has, all of which are Kubernetes's.
        Pod parsed = Serialization.unmarshal(Files.readString(template), Pod.class);
        assertEquals(Map.of(), parsed.getSpec().getAdditionalProperties());
        assertEquals(Map.of(), parsed.getSpec().getContainers().get(0).getAdditionalProperties());
        assertEquals(List.of(), parsed.getSpec().getContainers().get(0).getEnvFrom());
    }

    @Test
    void theServiceAccountMayMakeWhatSparkMakes() throws IOException {
        List<HasMetadata> made;
        try (KubernetesClient client = new KubernetesClientBuilder().build();
                InputStream file = Files.newInputStream(Checkout.KUBERNETES.resolve("service-account.yaml"))) {
            made = client.load(file).items();
        }
        assertEquals(
                List.of(ServiceAccount.class, Role.class, RoleBinding.class),
                made.stream().map(Object::getClass).toList());
        Role role = (Role) made.get(1);
        assertEquals(
                List.of("pods", "services", "configmaps", "persistentvolumeclaims"),
                role.getRules().get(0).getResources());
        assertEquals("localflows", ((RoleBinding) made.get(2)).getRoleRef().getName());
    }

    @Test
    void theImageRunsTheLauncher() throws IOException, InterruptedException {
        assertEquals(0, run("localflows", "--help").code());
    }

    @Test
    void anExecutorIsStartedWithSparksVariables() throws IOException, InterruptedException {
        Path java = Files.createDirectories(directory.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertTrue(java.toFile().setExecutable(true));
        Ended ended = run(
                Map.ofEntries(
                        Map.entry("JAVA_HOME", java.getParent().getParent().toString()),
                        Map.entry("SPARK_JAVA_OPT_0", "-Dfirst=a b"),
                        Map.entry("SPARK_JAVA_OPT_1", "-Dsecond=*"),
                        Map.entry("SPARK_JAVA_OPT_10", "-Dlast=c"),
                        Map.entry("SPARK_JAVA_OPT_2", "-Dthird=d"),
                        Map.entry("SPARK_CLASSPATH", "/job.jar"),
                        Map.entry("SPARK_CONF_DIR", "/opt/spark/conf"),
                        Map.entry("SPARK_EXECUTOR_MEMORY", "4096m"),
                        Map.entry("SPARK_DRIVER_URL", "spark://CoarseGrainedScheduler@driver:7078"),
                        Map.entry("SPARK_EXECUTOR_ID", "3"),
                        Map.entry("SPARK_EXECUTOR_CORES", "2"),
                        Map.entry("SPARK_APPLICATION_ID", "spark-1"),
                        Map.entry("SPARK_EXECUTOR_POD_IP", "10.0.0.3"),
                        Map.entry("SPARK_RESOURCE_PROFILE_ID", "0"),
                        Map.entry("SPARK_EXECUTOR_POD_NAME", "exec-3")),
                "executor");
        assertEquals(0, ended.code(), ended.said());
        assertEquals(
                List.of(
                        "-Dorg.bytedeco.javacpp.cachedir=/var/cache/localflows",
                        "-Dfirst=a b",
                        "-Dsecond=*",
                        "-Dthird=d",
                        "-Dlast=c",
                        "-Xms4096m",
                        "-Xmx4096m",
                        "-cp",
                        "/opt/spark/conf:/job.jar:" + image().resolve("submit/target/spark/jars") + "/*",
                        "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend",
                        "--driver-url",
                        "spark://CoarseGrainedScheduler@driver:7078",
                        "--executor-id",
                        "3",
                        "--cores",
                        "2",
                        "--app-id",
                        "spark-1",
                        "--hostname",
                        "10.0.0.3",
                        "--resourceProfileId",
                        "0",
                        "--podName",
                        "exec-3"),
                ended.said().lines().toList());
    }

    private record Ended(int code, String said) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    /** What the image does, of which the parts lie as the Dockerfile says. */
    private Ended run(Map<String, String> variables, String... arguments) throws IOException, InterruptedException {
        Path home = lay();
        List<String> command = new ArrayList<>(
                List.of(home.resolve("submit/kubernetes/entrypoint").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("SPARK_HOME");
        builder.environment().putAll(variables);
        builder.environment().merge("PATH", home.resolve("submit").toString(), (path, first) -> first + ":" + path);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        return new Ended(process.exitValue(), said);
    }

    private static Path image() {
        return IMAGE.resolve("opt/localflows");
    }

    private static Path lay() throws IOException {
        String docker = Files.readString(Checkout.KUBERNETES.resolve("Dockerfile"));
        String context = Files.readString(Checkout.KUBERNETES.resolve("Dockerfile.dockerignore"));
        var copies = COPY.matcher(docker);
        int count = 0;
        while (copies.find()) {
            Path source = Checkout.TOP.resolve(copies.group(1));
            assertTrue(Files.exists(source), source + " is not there");
            assertTrue(
                    context.lines().anyMatch(("!" + copies.group(1))::equals)
                            || context.contains("!" + copies.group(1).replaceFirst("/[^/]*$", "") + "\n"),
                    copies.group(1) + " is not sent to the builder");
            lay(source, IMAGE.resolve(copies.group(2).substring(1)));
            count++;
        }
        assertTrue(count > 4, docker);
        assertTrue(docker.contains("ENTRYPOINT [\"/opt/localflows/submit/kubernetes/entrypoint\"]"));
        assertFalse(docker.contains("USER root"));
        return image();
    }

    /** A copy, of jars a link. */
    private static void lay(Path source, Path target) throws IOException {
        if (Files.isDirectory(source)) {
            try (var files = Files.list(source)) {
                for (Path file : files.toList()) {
                    lay(file, target.resolve(file.getFileName().toString()));
                }
            }
            return;
        }
        Files.createDirectories(target.getParent());
        Files.deleteIfExists(target);
        if (source.toString().endsWith(".jar")) {
            Files.createSymbolicLink(target, source);
        } else {
            Files.copy(source, target);
        }
    }
}
