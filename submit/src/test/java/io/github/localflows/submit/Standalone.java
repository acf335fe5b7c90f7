package io.github.localflows.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A standalone cluster of Spark's own daemons on this machine: a master, and workers of one core each. */
final class Standalone implements AutoCloseable {
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");
    private static final Pattern EXECUTOR = Pattern.compile("CoarseGrainedExecutorBackend");
    private static final long LONGEST_START_MILLIS = 60_000;

    private final Path directory;
    private final String memory;
    private final Process master;
    private final String url;
    private final List<Process> workers = new ArrayList<>();
    private int started;

    /**
     * Starts the daemons and waits until they know each other.
     *
     * @param directory where their logs and work go
     * @param workers how many workers
     * @param memory of each, as Spark writes it
     */
    Standalone(Path directory, int workers, String memory) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        this.memory = memory;
        Path log = directory.resolve("master.log");
        master = daemon(
                log,
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0");
        try {
            url = await(log, MASTER, master).group(1);
            for (int i = 0; i < workers; i++) {
                addWorker();
            }
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Starts one more worker and waits until the master knows it. */
    void addWorker() throws IOException, InterruptedException {
        Path log = directory.resolve("worker-" + started + ".log");
        Process worker = daemon(
                log,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--cores",
                "1",
                "--memory",
                memory,
                "--webui-port",
                "0",
                "--work-dir",
                directory.resolve("work-" + started).toString(),
                url);
        started++;
        workers.add(worker);
        await(log, REGISTERED, worker);
    }

    /** Spark's URL of the master. */
    String url() {
        return url;
    }

    /** The executors that run, of all workers. */
    List<ProcessHandle> executors() {
        List<ProcessHandle> executors = new ArrayList<>();
        for (Process worker : workers) {
            try (Stream<ProcessHandle> children = worker.descendants()) {
                children.filter(child -> child.info()
                                .commandLine()
                                .filter(line -> EXECUTOR.matcher(line).find())
                                .isPresent())
                        .forEach(executors::add);
            }
        }
        return executors;
    }

    /** Kills a worker, and with it what it runs, as when its machine is switched off. */
    void killWorker(int index) throws InterruptedException {
        Process worker = workers.remove(index);
        List<ProcessHandle> children;
        try (Stream<ProcessHandle> all = worker.descendants()) {
            children = all.toList();
        }
        worker.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private Process daemon(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dspark.master.rest.enabled=false",
                "-Dspark.deploy.maxExecutorRetries=100",
                "-cp",
                Checkout.SPARK_JARS + "/*"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SPARK_HOME", Checkout.SPARK.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return builder.start();
    }

    private static Matcher await(Path log, Pattern line, Process daemon) throws IOException, InterruptedException {
        long end = System.currentTimeMillis() + LONGEST_START_MILLIS;
        while (System.currentTimeMillis() < end && daemon.isAlive()) {
            Matcher found = line.matcher(Files.readString(log));
            if (found.find()) {
                return found;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the daemon did not start: " + Files.readString(log));
    }

    @Override
    public void close() {
        List<Process> all = new ArrayList<>(workers);
        all.add(master);
        for (Process daemon : all) {
            try (Stream<ProcessHandle> children = daemon.descendants()) {
                children.toList().forEach(ProcessHandle::destroyForcibly);
            }
            daemon.destroyForcibly();
        }
    }
}
