package io.github.localflows.submit;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What a node of Kubernetes does, with processes of this machine in place of containers: it runs the entry point of the
 * image with the arguments, variables and volumes of a pod, and says how it goes. Paths of the image and of mounts become
 * those of the checkout and of a directory; names of services become this machine's.
 */
final class PodProcesses implements AutoCloseable {
    private static final String IMAGE_HOME = "/opt/localflows";
    private static final String HERE = "127.0.0.1";

    private final KubernetesClient client;
    private final Path directory;
    private final Path nativeLibraries;
    private final List<Process> processes = new ArrayList<>();

    PodProcesses(KubernetesClient client, Path directory, Path nativeLibraries) {
        this.client = client;
        this.directory = directory;
        this.nativeLibraries = nativeLibraries;
    }

    /** Starts a pod; what it says goes to a file of its name. */
    void start(Pod pod) throws IOException {
        String name = pod.getMetadata().getName();
        Container container = pod.getSpec().getContainers().get(0);
        Map<String, String> mounts = mounts(pod, container);
        List<String> command = new ArrayList<>(
                List.of(Checkout.KUBERNETES.resolve("entrypoint").toString()));
        container.getArgs().forEach(argument -> command.add(moved(argument, mounts)));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(pod).toFile());
        builder.environment().remove("SPARK_HOME");
        for (EnvVar variable : container.getEnv()) {
            // The address of the pod is all that Spark asks for.
            String value = variable.getValueFrom() == null ? moved(variable.getValue(), mounts) : HERE;
            builder.environment().put(variable.getName(), value);
        }
        Process process = builder.start();
        processes.add(process);
        report(name, "Running", null);
        process.onExit()
                .thenAccept(ended -> report(name, ended.exitValue() == 0 ? "Succeeded" : "Failed", ended.exitValue()));
    }

    Path log(Pod pod) {
        return directory.resolve(pod.getMetadata().getName() + ".log");
    }

    /** Where the directories are that a container has by other names. */
    private Map<String, String> mounts(Pod pod, Container container) throws IOException {
        Map<String, String> mounts = new HashMap<>();
        mounts.put(IMAGE_HOME, Checkout.TOP.toString());
        for (VolumeMount mount : container.getVolumeMounts()) {
            Volume volume = pod.getSpec().getVolumes().stream()
                    .filter(one -> one.getName().equals(mount.getName()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(mount.getName() + " is no volume of the pod"));
            Path place = mount.getName().equals("native-libraries")
                    ? nativeLibraries
                    : Files.createDirectories(
                            directory.resolve(pod.getMetadata().getName()).resolve(mount.getName()));
            mounts.put(mount.getMountPath(), place.toString());
            if (volume.getConfigMap() != null) {
                ConfigMap map = map(volume.getConfigMap().getName());
                for (var item : volume.getConfigMap().getItems()) {
                    Files.writeString(
                            place.resolve(item.getPath()), map.getData().get(item.getKey()));
                }
            }
        }
        // The properties name files of the image, of mounts, and the service that leads to the driver.
        for (String place : List.copyOf(mounts.values())) {
            Path properties = Path.of(place, "spark.properties");
            if (Files.exists(properties)) {
                String text = moved(Files.readString(properties), mounts);
                Files.writeString(properties, text.replaceAll("(?m)^(spark.driver.host=).*$", "$1" + HERE));
            }
        }
        return mounts;
    }

    /** Spark makes the map after the pod; a node tries again until it is there. */
    private ConfigMap map(String name) {
        return client.configMaps().withName(name).waitUntilCondition(Objects::nonNull, 30, TimeUnit.SECONDS);
    }

    private static String moved(String text, Map<String, String> mounts) {
        String moved = text;
        for (Entry<String, String> mount : mounts.entrySet()) {
            moved = moved.replace(mount.getKey(), mount.getValue());
        }
        return moved;
    }

    private void report(String name, String phase, Integer exitCode) {
        client.pods().withName(name).editStatus(pod -> pod == null ? null : status(pod, phase, exitCode));
    }

    static Pod status(Pod pod, String phase, Integer exitCode) {
        var container = new PodBuilder(pod)
                .withNewStatus()
                .withPhase(phase)
                .withPodIP(HERE)
                .addNewContainerStatus()
                .withName(pod.getSpec().getContainers().get(0).getName())
                .withImage("image")
                .withNewState();
        return exitCode == null
                ? container
                        .withNewRunning()
                        .endRunning()
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build()
                : container
                        .withNewTerminated()
                        .withExitCode(exitCode)
                        .endTerminated()
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build();
    }

    @Override
    public void close() {
        processes.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }
}
