package io.github.localflows.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.Shown;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one command has done in a run, for programs: a file of its own in {@code logs/} of the run directory, with an object of JSON on
 * each line. It is written whole, now and then and at the end, for not every file system can append. A run that holds nothing yet gets
 * no log, and no failure to write one is the command's.
 */
final class RunLog {
    /** How the names of logs end. */
    static final String EXTENSION = ".jsonl";

    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Not to write a long file for each of many small artifacts. */
    private static final Duration BETWEEN_WRITINGS = Duration.ofSeconds(10);

    /** How much an event matters. */
    enum Level {
        /** As it should be. */
        INFO,
        /** Something was left out, or is doubtful. */
        WARN,
        /** The command ends with it. */
        ERROR
    }

    private final RunDirectory run;
    private final String command;
    private final Path file;
    private final StringBuilder lines = new StringBuilder();
    private Instant written = Instant.EPOCH;

    RunLog(RunDirectory run, String command) {
        this.run = run;
        this.command = command;
        String name = NAME.format(Instant.now()) + "-" + command + "-"
                + UUID.randomUUID().toString().substring(0, 8) + EXTENSION;
        file = new Path(run.logs(), name);
    }

    /**
     * The command begins.
     *
     * @param facts what it runs as, by name
     */
    void begin(Map<String, String> facts) {
        Map<String, Object> event = event(Level.INFO, "begins");
        event.putAll(new TreeMap<>(facts));
        add(event);
    }

    /**
     * Something has happened.
     *
     * @param stage of the command's; null when it is of the command itself
     * @param dataset null when it is of no data set
     * @param figures by name, with the unit in it
     */
    void add(Level level, String stage, String dataset, String message, Map<String, ? extends Number> figures) {
        Map<String, Object> event = event(level, Shown.line(message));
        if (stage != null) {
            event.put("stage", stage);
        }
        if (dataset != null) {
            event.put("dataset", dataset);
        }
        if (!figures.isEmpty()) {
            event.put("figures", new TreeMap<>(figures));
        }
        add(event);
    }

    private Map<String, Object> event(Level level, String message) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        event.put("level", level.name());
        event.put("command", command);
        event.put("message", message);
        return event;
    }

    private void add(Map<String, Object> event) {
        try {
            lines.append(JSON.writeValueAsString(event)).append('\n');
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event of " + command + " cannot be written as JSON", e);
        }
    }

    /** Writes what there is, unless that has just been done. */
    void writeSoon() {
        if (Duration.between(written, Instant.now()).compareTo(BETWEEN_WRITINGS) >= 0) {
            write();
        }
    }

    /** Writes what there is. */
    void write() {
        try {
            if (run.isBegun()) {
                run.writeText(file, lines.toString());
                written = Instant.now();
            }
            // Hadoop's local file system makes an error of a full disk.
        } catch (IOException | RuntimeException | FSError e) {
            LOG.debug("{} cannot be written", file, e);
        }
    }
}
