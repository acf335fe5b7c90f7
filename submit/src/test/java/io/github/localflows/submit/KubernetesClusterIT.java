package io.github.localflows.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** submit/localflows on a Kubernetes of which the API server is a mock and the nodes are {@link PodProcesses}. */
class KubernetesClusterIT {
    private static final String IMAGE = "registry/localflows:1";
    private static final String SECRET = "not-for-others";
    private static final long PATIENCE_SECONDS = 120;

    private final MockApi api = new MockApi();
    private final KubernetesClient client = api.client();

    @TempDir
    private Path directory;

    private final BlockingQueue<Pod> made = new LinkedBlockingQueue<>();
    private final List<Process> launched = new ArrayList<>();
    private final Map<Process, Path> outputs = new HashMap<>();

    @BeforeEach
    void watch() {
        client.pods().watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                if (action == Action.ADDED) {
                    made.add(pod);
                }
            }

            @Override
            public void onClose(WatcherException cause) {}
        });
    }

    @AfterEach
    void end() {
        launched.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        api.close();
    }

    @Tag("cluster")
    @Test
    void aCommandRunsInTheDriversPodAndItsTasksInExecutorsPods() throws Exception {
        Path config = Files.writeString(directory.resolve("mine.conf"), "include \"base.conf\"\nsample.seeds = 2\n");
        Files.writeString(directory.resolve("base.conf"), "sample.starsPerSeed = 100\ndatasets = [fiducial]\n");
        Path run = directory.resolve("run");
        Process launcher = launch(
                cluster() + " --conf spark.kubernetes.container.image=" + IMAGE
                        + " --executor-memory 600m --driver-memory 700m --num-executors 1"
                        + " --conf spark.kubernetes.authenticate.driver.serviceAccountName=localflows"
                        + " --conf spark.kubernetes.driver.master=" + api.url()
                        + " --conf spark.driver.port=" + freePort()
                        + " --conf spark.driver.blockManager.port=" + freePort(),
                "sample",
                "--config",
                config.toString(),
                "--run",
                run.toString());
        try (PodProcesses nodes = nodes()) {
            Pod driver = next(launcher);
            checkDriver(driver, run);
            nodes.start(driver);
            Pod executor = next(launcher, () -> text(nodes.log(driver)));
            checkExecutor(executor);
            nodes.start(executor);
            assertEquals(0, code(launcher), () -> said(launcher) + text(nodes.log(driver)) + text(nodes.log(executor)));
            // The executors' image has the jar.
            assertFalse(text(nodes.log(executor)).contains("Fetching spark://"), () -> text(nodes.log(executor)));
            assertTrue(
                    text(nodes.log(driver)).startsWith("sample        fiducial         200 stars"),
                    text(nodes.log(driver)));
        }
        assertTrue(Files.exists(run.resolve("stars/fiducial/_manifest.json")));
        assertTrue(said(launcher).startsWith("localflows: the driver's pod is localflows-sample-"), said(launcher));
        assertEquals(1, said(launcher).lines().count(), said(launcher));
    }

    private void checkDriver(Pod pod, Path run) {
        assertTrue(
                pod.getMetadata().getName().startsWith("localflows-sample-"),
                pod.getMetadata().getName());
        assertEquals("localflows", pod.getSpec().getServiceAccountName());
        Container container = pod.getSpec().getContainers().get(0);
        checkContainer(pod, container, "1724Mi");
        assertEquals(
                List.of(
                        "driver",
                        "--properties-file",
                        "/opt/spark/conf/spark.properties",
                        "--class",
                        "io.github.localflows.cli.LocalFlows",
                        "local:///opt/localflows/spark-jobs/target/localflows.jar",
                        "sample",
                        "--sent-config"),
                container.getArgs().subList(0, 8));
        // With what it includes, and nothing to be found elsewhere.
        assertEquals(
                "{\"datasets\":[\"fiducial\"],\"sample\":{\"seeds\":2,\"starsPerSeed\":100}}",
                sent(container.getArgs().get(8)));
        assertEquals(List.of("--run", run.toString()), container.getArgs().subList(9, 11));
        String map = pod.getSpec().getVolumes().stream()
                .filter(volume ->
                        volume.getConfigMap() != null && volume.getName().startsWith("spark-conf"))
                .map(volume -> volume.getConfigMap().getName())
                .findFirst()
                .orElseThrow();
        ConfigMap conf = client.configMaps()
                .withName(map)
                .waitUntilCondition(Objects::nonNull, PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(conf.getData().get("spark.properties").contains("spark.executorEnv.OMP_NUM_THREADS=1"));
        // What the environment of the user holds stays there.
        assertFalse(pod.toString().contains(SECRET));
        assertFalse(conf.toString().contains(SECRET));
        assertEquals(List.of(), client.secrets().list().getItems());
    }

    private static String sent(String argument) {
        return new String(
                Base64.getUrlDecoder().decode(argument.substring(argument.indexOf(':') + 1)), StandardCharsets.UTF_8);
    }

    private static void checkExecutor(Pod pod) {
        assertEquals(false, pod.getSpec().getAutomountServiceAccountToken());
        Container container = pod.getSpec().getContainers().get(0);
        checkContainer(pod, container, "1624Mi");
        assertEquals(List.of("executor"), container.getArgs());
    }

    private static void checkContainer(Pod pod, Container container, String memory) {
        assertEquals(IMAGE, container.getImage());
        assertEquals(
                new Quantity(memory), container.getResources().getRequests().get("memory"));
        assertEquals(new Quantity(memory), container.getResources().getLimits().get("memory"));
        Map<String, String> variables = container.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        assertEquals("1", variables.get("OMP_NUM_THREADS"));
        assertEquals("1", variables.get("OPENBLAS_NUM_THREADS"));
        assertEquals("/var/cache/localflows", variables.get("LOCALFLOWS_NATIVE_CACHE"));
        assertTrue(container.getVolumeMounts().stream()
                .anyMatch(mount -> mount.getName().equals("native-libraries")
                        && mount.getMountPath().equals("/var/cache/localflows")));
        assertTrue(pod.getSpec().getVolumes().stream()
                .anyMatch(volume -> volume.getName().equals("native-libraries") && volume.getEmptyDir() != null));
        assertTrue(pod.getSpec().getSecurityContext().getRunAsNonRoot());
        assertEquals(10001, pod.getSpec().getSecurityContext().getRunAsUser());
        assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
        assertNull(container.getSecurityContext().getPrivileged());
    }

    @Test
    void theExitCodeIsThatOfTheDriver() throws Exception {
        Path properties = Files.writeString(
                directory.resolve("mine.conf"),
                Files.readString(Checkout.KUBERNETES.resolve("spark-defaults.conf"))
                        .replace("https://HOST:6443", api.url())
                        .replace("NAMESPACE", client.getNamespace())
                        .replace("REGISTRY/localflows:1", IMAGE));
        Process launcher = launch(
                "--deploy-mode cluster --properties-file " + properties, "report", "--run", "hdfs://head/runs/first");
        Pod driver = next(launcher);
        checkContainer(driver, driver.getSpec().getContainers().get(0), "5120Mi");
        String name = driver.getMetadata().getName();
        client.pods().withName(name).editStatus(pod -> PodProcesses.status(pod, "Failed", 2));
        assertEquals(2, code(launcher), () -> said(launcher));
        assertEquals(
                "localflows: the driver's pod " + name
                        + " ended as Failed with exit code 2 (no reason given): kubectl --namespace "
                        + client.getNamespace()
                        + " logs " + name + " shows why",
                said(launcher).lines().skip(1).collect(Collectors.joining("\n")));
    }

    @Test
    void mistakesAreOneLine() throws Exception {
        for (List<String> mistake : List.of(
                List.of(
                        cluster() + " --conf spark.kubernetes.container.image=" + IMAGE,
                        "--deploy-mode cluster needs --run",
                        "train"),
                List.of(
                        cluster() + " --conf spark.kubernetes.container.image=" + IMAGE,
                        "--run runs/first is a path below this machine's working directory",
                        "train",
                        "--run",
                        "runs/first"),
                List.of(
                        cluster() + " --conf spark.kubernetes.container.image=" + IMAGE,
                        "no.conf",
                        "train",
                        "--run=/r",
                        "--config=no.conf"),
                List.of(cluster(), "Kubernetes needs an image", "train", "--run=/r"))) {
            Process launcher =
                    launch(mistake.get(0), mistake.subList(2, mistake.size()).toArray(String[]::new));
            assertEquals(2, code(launcher), () -> said(launcher));
            assertTrue(said(launcher).contains(mistake.get(1)), said(launcher));
            assertEquals(1, said(launcher).lines().count(), said(launcher));
        }
    }

    private String cluster() {
        return "--master k8s://" + api.url() + " --deploy-mode cluster --conf spark.kubernetes.namespace="
                + client.getNamespace();
    }

    /** Starts submit/localflows; options are split at spaces. */
    private Process launch(String options, String... command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(Checkout.LAUNCHER.toString()));
        arguments.addAll(List.of(options.split(" ")));
        arguments.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(
                        Files.createTempFile(directory, "launcher", ".out").toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", SECRET);
        builder.environment()
                .put("TMPDIR", Files.createDirectories(directory.resolve("tmp")).toString());
        builder.environment()
                .put("LOCALFLOWS_LOG", directory.resolve("launcher.log").toString());
        Process process = builder.start();
        launched.add(process);
        outputs.put(process, builder.redirectOutput().file().toPath());
        return process;
    }

    private String said(Process launcher) {
        return text(outputs.get(launcher));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int code(Process launcher) throws InterruptedException {
        assertTrue(launcher.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> said(launcher));
        return launcher.exitValue();
    }

    private Pod next(Process launcher) throws InterruptedException {
        return next(launcher, () -> text(directory.resolve("launcher.log")));
    }

    private Pod next(Process launcher, Supplier<String> more) throws InterruptedException {
        Pod pod = null;
        for (long i = 0; pod == null && i < PATIENCE_SECONDS && launcher.isAlive(); i++) {
            pod = made.poll(1, TimeUnit.SECONDS);
        }
        assertNotNull(pod, () -> said(launcher) + more.get());
        return pod;
    }

    private PodProcesses nodes() {
        return new PodProcesses(client, directory, Path.of(System.getProperty("user.home"), ".javacpp", "cache"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
