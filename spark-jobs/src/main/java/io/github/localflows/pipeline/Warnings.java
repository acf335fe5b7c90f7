package io.github.localflows.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a run's user was warned of and that still holds, a sentence each: by the configuration, by the manifests of what was made, and, of
 * what was not made, by the log of the last command that tried.
 */
final class Warnings {
    private static final Logger LOG = LoggerFactory.getLogger(Warnings.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Warnings() {}

    /** Of a run with its checked configuration. */
    static List<String> of(RunDirectory run, Config config) throws IOException {
        List<String> all = new ArrayList<>();
        try {
            all.addAll(ConfigLoader.doubts(config));
        } catch (IllegalArgumentException e) {
            // A configuration that makes no grid, which a report may be asked for with.
            all.add(e.getMessage());
        }
        all.addAll(of(run));
        return all;
    }

    /** Of what a run holds and of what was not made of it. */
    static List<String> of(RunDirectory run) throws IOException {
        List<String> all = new ArrayList<>();
        for (Path directory : run.finished()) {
            Optional<Manifest> manifest = run.readable(directory);
            manifest.map(there -> Artifact.warnings(directory, there)).ifPresent(all::addAll);
        }
        all.addAll(leftOut(run));
        return all;
    }

    /** What stages left out, each when it was last run; a pipeline asks all of them, and what it does not run is wanted no more. */
    private static List<String> leftOut(RunDirectory run) throws IOException {
        Map<String, List<String>> last = new LinkedHashMap<>();
        for (Path log : logs(run)) {
            List<JsonNode> events =
                    text(run, log).lines().flatMap(Warnings::event).toList();
            if (events.stream().anyMatch(event -> event.path("command").asText().equals(Stage.PIPELINE.command()))) {
                last.clear();
            }
            last.putAll(byStage(events));
        }
        return last.values().stream().flatMap(List::stream).toList();
    }

    /** In the order of their beginnings, with which their names begin. */
    private static List<Path> logs(RunDirectory run) throws IOException {
        try {
            return Arrays.stream(run.fileSystem().listStatus(run.logs()))
                    .map(FileStatus::getPath)
                    .filter(path -> path.getName().endsWith(RunLog.EXTENSION))
                    .sorted(Comparator.comparing(Path::getName))
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }

    /** No failure to read a log is the report's. */
    private static String text(RunDirectory run, Path log) {
        try {
            return run.readText(log);
        } catch (IOException | UserError e) {
            LOG.debug("{} cannot be read", log, e);
            return "";
        }
    }

    /** An event of a log; none where somebody else has written there: the other lines say what they say. */
    private static Stream<JsonNode> event(String line) {
        try {
            return Stream.of(JSON.readTree(line));
        } catch (JsonProcessingException e) {
            return Stream.empty();
        }
    }

    private static Map<String, List<String>> byStage(List<JsonNode> events) {
        Map<String, List<String>> warnings = new LinkedHashMap<>();
        for (JsonNode event : events) {
            if (event.hasNonNull("stage")) {
                String stage = event.get("stage").asText();
                List<String> ofStage = warnings.computeIfAbsent(stage, none -> new ArrayList<>());
                // Those of a data set are in its manifest.
                if (RunLog.Level.WARN.name().equals(event.path("level").asText()) && !event.has("dataset")) {
                    ofStage.add(stage + ": " + event.path("message").asText());
                }
            }
        }
        return warnings;
    }
}
