package io.github.localflows.submit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code submit/localflows} as a user starts it, with the Spark and the job jar that the build has just made. */
final class Launcher {
    /** No command of these tests takes longer. */
    private static final long LONGEST_MINUTES = 8;

    private final Path directory;
    private final List<String> options;
    private final Map<String, String> environment = new TreeMap<>();

    /**
     * @param directory where logs and what is printed go
     * @param options spark-submit's
     */
    Launcher(Path directory, String... options) {
        this.directory = directory;
        this.options = List.of(options);
        environment.put("SPARK_HOME", Checkout.SPARK.toString());
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        environment.put("LOCALFLOWS_LOG", directory.resolve("spark.log").toString());
    }

    Launcher with(String key, Object value) {
        environment.put(key, value.toString());
        return this;
    }

    /** Runs a command to its end. */
    Ended run(String... command) throws IOException, InterruptedException {
        return start(command).end();
    }

    /** Starts a command. */
    Running start(String... command) throws IOException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        List<String> line = new ArrayList<>(List.of(Checkout.LAUNCHER.toString()));
        line.addAll(options);
        line.addAll(List.of(command));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    /** How a command ended. */
    record Ended(int code, String out, String err) {
        /** Makes sure that it ended well. */
        Ended well() {
            if (code != 0) {
                throw new AssertionError("exit code " + code + ": " + err);
            }
            return this;
        }
    }

    /** A command that runs. */
    record Running(Process process, Path out, Path err) {
        Ended end() throws IOException, InterruptedException {
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                kill();
                throw new AssertionError("the command does not end: " + said());
            }
            return new Ended(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8), said());
        }

        String said() throws IOException {
            return Files.readString(err, StandardCharsets.UTF_8);
        }

        /** Ends it as {@code kill -9} does, with all that it started. */
        void kill() throws InterruptedException {
            try (Stream<ProcessHandle> children = process.descendants()) {
                children.forEach(ProcessHandle::destroyForcibly);
            }
            process.destroyForcibly().waitFor();
        }
    }
}
