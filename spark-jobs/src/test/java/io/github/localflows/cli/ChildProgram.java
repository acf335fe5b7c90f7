package io.github.localflows.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.deploy.SparkSubmit;
import org.apache.spark.launcher.SparkLauncher;

/** The program in a Java virtual machine of its own, for what would end or bend the tests' own one. */
final class ChildProgram {
    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment;
    private final Path directory;
    private final ProcessBuilder builder = new ProcessBuilder();
    private List<String> main = List.of(LocalFlows.class.getName());

    /** @param directory where what it prints is kept */
    ChildProgram(Path directory) {
        this.directory = directory;
        environment = builder.environment();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-") || option.startsWith("-XX") || option.startsWith("-Djdk"))
                .forEach(command::add);
        property("java.awt.headless", "true");
        property(
                "log4j2.configurationFile", Path.of("../conf/log4j2.properties").toAbsolutePath());
        property("spark.master", "local[2]");
        property("spark.ui.enabled", "false");
        property("spark.driver.host", "127.0.0.1");
        property("spark.driver.bindAddress", "127.0.0.1");
    }

    ChildProgram property(String key, Object value) {
        command.add("-D" + key + "=" + value);
        return this;
    }

    ChildProgram environment(String key, Object value) {
        environment.put(key, value.toString());
        return this;
    }

    /** Has Spark's own spark-submit start it, in client mode. */
    ChildProgram bySparkSubmit() {
        main = List.of(
                SparkSubmit.class.getName(),
                "--class",
                LocalFlows.class.getName(),
                "--deploy-mode",
                "client",
                SparkLauncher.NO_RESOURCE);
        return this;
    }

    /** Starts a command. */
    Running start(Object... arguments) throws IOException {
        Path out = Files.createTempFile(directory, "out", null);
        Path err = Files.createTempFile(directory, "err", null);
        command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
        command.addAll(main);
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        Process process = builder.command(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Running(process, out, err);
    }

    /** Runs a command to its end. */
    Program run(Object... arguments) throws IOException, InterruptedException {
        return start(arguments).end();
    }

    /** A command that runs. */
    record Running(Process process, Path out, Path err) {
        /** Its end, with what it printed but for what Java says of the Vector API when it starts. */
        Program end() throws IOException, InterruptedException {
            int code = process.waitFor();
            String said = Files.readString(err, StandardCharsets.UTF_8)
                    .replace("WARNING: Using incubator modules: jdk.incubator.vector\n", "");
            return new Program(code, Files.readString(out, StandardCharsets.UTF_8), said);
        }
    }
}
