package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What whoever operates the program sees of it: Spark's metrics and event log, and the run's own log. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsTest {
    private static final List<String> TINY = List.of(
            "sample.seeds=4",
            "sample.starsPerSeed=2000",
            "datasets=[fiducial, perturbed-200myr]",
            "train.datasets=[fiducial]",
            "train.members=2",
            "train.layers=2",
            "train.hidden=16",
            "train.epochs=3",
            "train.batch=100",
            "accelerations.datasets=[fiducial]",
            "accelerations.grid.R=3",
            "accelerations.grid.z=3",
            "accelerations.profiles.points=3",
            "accelerations.velocities.count=50",
            "slices.points=11");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Path directory;
    private Path metrics;
    private Path events;
    private RunDirectory run;
    private Program program;

    @BeforeAll
    void runThePipeline(@TempDir Path temporary) throws Exception {
        directory = temporary;
        metrics = Files.createDirectory(directory.resolve("metrics"));
        events = Files.createDirectory(directory.resolve("events"));
        run = RunDirectory.at(directory.resolve("run").toString(), new Configuration());
        program = pipeline();
        assertEquals(0, program.code(), program.err());
    }

    private Program pipeline(String... more) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of(
                "pipeline", "--config", Path.of("../conf/reference.conf").toAbsolutePath(), "--run", run.root()));
        for (String setting : Stream.concat(TINY.stream(), Stream.of(more)).toList()) {
            arguments.add("--set");
            arguments.add(setting);
        }
        return new ChildProgram(directory)
                .property("spark.metrics.conf.driver.sink.csv.class", "org.apache.spark.metrics.sink.CsvSink")
                .property("spark.metrics.conf.driver.sink.csv.directory", metrics)
                .property("spark.metrics.conf.driver.sink.csv.period", 3600)
                .property("spark.eventLog.enabled", true)
                .property("spark.eventLog.dir", events)
                .property("spark.eventLog.compress", false)
                .run(arguments.toArray());
    }

    /** The last that Spark's sink has written of a meter. */
    private long count(String meter) throws IOException {
        try (Stream<Path> files = Files.list(metrics)) {
            Path file = files.filter(one -> one.toString().endsWith(".driver.localflows." + meter + ".csv"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no file of " + meter));
            List<String> lines = Files.readAllLines(file);
            assertTrue(lines.get(0).startsWith("t,count,mean_rate,m1_rate,"), lines.get(0));
            return Long.parseLong(lines.get(lines.size() - 1).split(",")[1]);
        }
    }

    @Test
    void sparksMetricsSayWhatTheManifestsSay() throws IOException {
        assertEquals(run.manifest(run.stars("fiducial")).orElseThrow().rows(), count("sample.stars"));
        long evolved = run.manifest(run.stars("perturbed-200myr")).orElseThrow().rows();
        assertEquals(evolved, count("evolve.stars"));
        double epochs = 0;
        double starEpochs = 0;
        for (int member = 0; member < 2; member++) {
            Manifest flow = run.manifest(run.flow("fiducial", member)).orElseThrow();
            epochs += flow.figures().get("epochs");
            starEpochs += flow.rows() * flow.figures().get("epochs");
        }
        assertEquals(epochs, count("train.epochs"));
        assertEquals(starEpochs, count("train.starEpochs"));
        long artifacts = run.accelerationDatasets().size()
                + run.spiralDatasets().size()
                + run.finished(io.github.localflows.artifact.Kind.SLICES).size();
        assertEquals(artifacts, count("accelerations.artifacts"));
        assertTrue(count("accelerations.positions") > 0);
    }

    @Test
    void sparksEventLogNamesJobs() throws IOException {
        List<String> descriptions = new ArrayList<>();
        try (Stream<Path> files = Files.walk(events)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode event = line.startsWith("{") ? JSON.readTree(line) : JSON.createObjectNode();
                    if (event.path("Event").asText().equals("SparkListenerJobStart")) {
                        descriptions.add(event.path("Properties")
                                .path("spark.job.description")
                                .asText());
                    }
                }
            }
        }
        assertTrue(
                descriptions.contains("sample+perturb+evolve fiducial, perturbed-0myr, perturbed-200myr: seeds 0-3"),
                descriptions.toString());
        assertFalse(descriptions.contains(""), descriptions.toString());
    }

    @Test
    void aCommandLeavesALogOfItsStagesInTheRun() throws IOException {
        List<JsonNode> lines = log(0);
        for (JsonNode line : lines) {
            assertTrue(Instant.parse(line.path("time").asText()).isBefore(Instant.now()));
            assertEquals("INFO", line.path("level").asText(), line.toString());
            assertEquals("pipeline", line.path("command").asText());
        }
        assertEquals("begins", lines.get(0).path("message").asText());
        assertEquals("done", lines.get(lines.size() - 1).path("message").asText());
        JsonNode made = lines.stream()
                .filter(line -> line.path("dataset").asText().equals("fiducial")
                        && line.path("stage").asText().equals("sample"))
                .findFirst()
                .orElseThrow();
        assertEquals("made", made.path("message").asText());
        assertEquals(
                run.manifest(run.stars("fiducial")).orElseThrow().rows(),
                made.path("figures").path("rows").asLong());
        JsonNode ends = lines.stream()
                .filter(line -> line.path("stage").asText().equals("train")
                        && line.path("message").asText().equals("ends"))
                .findFirst()
                .orElseThrow();
        assertTrue(ends.path("figures").path("peakHeapBytes").asLong() > 1 << 20, ends.toString());
        assertTrue(program.out().matches("(?s).*\ntrain +memory +at most [0-9,]+ MB of heap.*"), program.out());
    }

    @Test
    void theLogIsNobodysDataAndARefusalLeavesNone() throws Exception {
        Program described = Program.run("describe", "--run", Path.of(run.root().toUri()));
        assertEquals(0, described.code(), described.err());
        assertTrue(described.out().contains("\nlogs  "), described.out());
        Program refused = Program.run("train", "--run", Path.of(run.root().toUri()), "--set", "train.epochs=4");
        assertEquals(2, refused.code());
        try (Stream<Path> logs = Files.list(Path.of(run.logs().toUri()))) {
            assertEquals(1, logs.count());
        }
        Program replaced =
                Program.run("train", "--run", Path.of(run.root().toUri()), "--set", "train.epochs=4", "--overwrite");
        assertEquals(0, replaced.code(), replaced.err());
    }

    /** The lines of the n-th log. */
    private List<JsonNode> log(int n) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(run.logs().toUri()))) {
            List<JsonNode> lines = new ArrayList<>();
            for (String line :
                    Files.readAllLines(files.sorted().skip(n).findFirst().orElseThrow())) {
                lines.add(JSON.readTree(line));
            }
            return lines;
        }
    }
}
