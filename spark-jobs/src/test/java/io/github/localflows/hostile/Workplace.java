package io.github.localflows.hostile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The directory of one input, and whole things to damage. */
final class Workplace {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final WholeRun whole;

    /** @param directory which is there and empty */
    Workplace(Path directory, WholeRun whole) {
        this.directory = directory;
        this.whole = whole;
    }

    /** A place in the directory. */
    Path at(String name) {
        return directory.resolve(name);
    }

    /** A text as a file in UTF-8. */
    Path write(String name, String text) throws IOException {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A file. */
    Path write(String name, byte[] bytes) throws IOException {
        Files.createDirectories(at(name).getParent());
        return Files.write(at(name), bytes);
    }

    /** A valid configuration, that of the whole run. */
    Path configuration() throws IOException {
        return write("whole.conf", WholeRun.CONFIGURATION);
    }

    /** A copy of a whole run, to be damaged. */
    Path run() throws IOException {
        copy(whole.directory(), at("run"));
        return at("run");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    /**
     * Makes the manifest of a directory say of a file what that file is now, so that only what reads the file can find fault
     * with it.
     */
    static void reseal(Path file) throws IOException {
        Path manifest = file.resolveSibling(RunDirectory.MANIFEST);
        ObjectNode root = (ObjectNode) JSON.readTree(manifest.toFile());
        ObjectNode said =
                (ObjectNode) root.path("content").path(file.getFileName().toString());
        said.put("bytes", Files.size(file));
        if (said.hasNonNull("sha256")) {
            said.put("sha256", Sha256.of(Files.readAllBytes(file)));
        }
        JSON.writeValue(manifest.toFile(), root);
    }

    /** A command with a valid configuration, in a run that is or is not there. */
    List<String> command(String name, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                name, "--config", configuration().toString(), "--run", at("run").toString()));
        arguments.addAll(Arrays.asList(more));
        return arguments;
    }

    /** A question about a run. */
    List<String> sql(String query) {
        return List.of("sql", "--run", at("run").toString(), query);
    }

    /** The evaluation of a table of points, with a valid configuration. */
    List<String> evaluate(Path points, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "evaluate",
                "--config",
                configuration().toString(),
                "--points",
                points.toString(),
                "--out",
                at("evaluated").toString()));
        arguments.addAll(Arrays.asList(more));
        return arguments;
    }

    /** A table that something reads: two times of three the evaluation of some quantities, else the ingest. */
    HostileInput read(Path table, Draw draw, String... quantities) throws IOException {
        return new HostileInput(
                table.toString(),
                draw.between(0, 2) > 0 ? evaluate(table, "--quantities", draw.of(quantities)) : ingest(table));
    }

    /** The ingest of a table of stars. */
    List<String> ingest(Path table) throws IOException {
        Path file = write(
                "mine.conf",
                "stars { mine { table = \"" + table + "\" } }\ndatasets = [mine]\n"
                        + "train.datasets = [mine], accelerations.datasets = [mine]\n");
        return List.of("ingest", "--config", file.toString(), "--run", at("run").toString());
    }

    /** The evaluation of flows at two sound points. */
    List<String> evaluateFlows(Path flows) throws IOException {
        Path points = write("points.csv", "R,z,vR,vphi,vz\n8.0,0.1,5,220,3\n8.2,-0.4,-20,210,8\n");
        return evaluate(points, "--flow", flows.toString());
    }
}
