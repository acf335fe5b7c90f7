package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Durations;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.NoRun;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import io.github.localflows.config.Wrapped;
import io.github.localflows.report.ChangedKey;
import io.github.localflows.report.ReadReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Says what a run directory holds: what was made, from what, by what, and how accurate it is. */
public final class DescribeRun {
    private DescribeRun() {}

    /** What stands behind the numbers of a data set. */
    public enum Column {
        /** By which command it was made and from what. */
        MADE("made by, from") {
            @Override
            String of(Manifest manifest) {
                return manifest.making();
            }
        },
        /** The checksum of its content: equal ones mean equal content. */
        CHECKSUM("checksum") {
            @Override
            String of(Manifest manifest) {
                return manifest.checksum();
            }
        };

        private final String heading;

        Column(String heading) {
            this.heading = heading;
        }

        abstract String of(Manifest manifest);
    }

    /**
     * What is said of a run.
     *
     * @param lines a table of the finished data sets, one line each, their accuracy, and what there is besides
     * @param damaged those of the data sets that are not what their manifests say
     */
    public record Description(List<String> lines, List<Path> damaged) {
        public Description {
            lines = List.copyOf(lines);
            damaged = List.copyOf(damaged);
        }
    }

    /**
     * Describes a run.
     *
     * @param last what stands behind the numbers of a data set
     * @throws UserError when the directory is not there or holds nothing finished
     */
    public static Description run(RunDirectory run, Column last) throws IOException {
        List<Path> directories = run.finished();
        if (directories.isEmpty()) {
            throw NoRun.in(run);
        }
        List<String> lines = new ArrayList<>();
        lines.add("run " + run);
        lines.addAll(software(run, directories));
        lines.add("");
        DataSetTable table = new DataSetTable(List.of("data set", "rows", "size", "time", last.heading));
        List<Path> damaged = new ArrayList<>();
        for (Path directory : directories) {
            Optional<String> damage = run.damage(directory);
            damage.ifPresent(how -> damaged.add(directory));
            String state = damage.isPresent() ? "damaged: " + damage.get() : outdated(run, directory);
            table.add(cells(run, directory, last), state);
        }
        lines.addAll(table.lines());
        for (Path directory : run.unfinished()) {
            lines.add(relative(run, directory) + "  unfinished: it has no " + RunDirectory.MANIFEST);
        }
        lines.add("");
        lines.addAll(ReadReport.accuracy(run));
        addConfiguration(run, lines);
        List<String> besides = besides(run);
        if (!besides.isEmpty()) {
            lines.add("");
            lines.addAll(besides);
        }
        return new Description(lines, damaged);
    }

    /** With what the data sets were made, a line for each combination of versions. */
    private static List<String> software(RunDirectory run, List<Path> directories) throws IOException {
        Map<String, Integer> versions = new LinkedHashMap<>();
        for (Path directory : directories) {
            run.readable(directory)
                    .map(Manifest::software)
                    .ifPresent(software -> versions.merge(
                            Shown.text(String.format(
                                    "LocalFlows %s on Spark %s, ND4J %s, Java %s, %s %s",
                                    software.localflows(),
                                    software.spark(),
                                    software.nd4j(),
                                    first(software.java(), "-"),
                                    first(software.os(), " "),
                                    software.arch())),
                            1,
                            Integer::sum));
        }
        List<String> lines = new ArrayList<>();
        versions.forEach((version, count) ->
                lines.add("made by " + version + (versions.size() == 1 ? "" : ": " + count + " of the data sets")));
        return lines;
    }

    /** A version as far as people want to know it; manifests have the rest. */
    private static String first(String version, String end) {
        return version.split("[ (" + end + "]", 2)[0];
    }

    /** What a run has beside its data sets. */
    private static List<String> besides(RunDirectory run) throws IOException {
        Map<Path, String> others = new LinkedHashMap<>();
        others.put(run.configuration(), "the configuration, with all defaults filled in");
        others.put(run.figures(), "pictures of it");
        others.put(run.reportMarkdown(), "accuracy, training, time and throughput in full");
        others.put(run.reportJson(), "the same for programs");
        others.put(run.logs(), "what each command did, for programs");
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Path, String> other : others.entrySet()) {
            if (run.fileSystem().exists(other.getKey())) {
                lines.add(String.format("%-12s %s", relative(run, other.getKey()), other.getValue()));
            }
        }
        return lines;
    }

    private static String outdated(RunDirectory run, Path directory) throws IOException {
        return run.outdated(directory).map(what -> "out of date: " + what).orElse("");
    }

    /** Of a data set whose manifest cannot be read the name alone. */
    private static List<String> cells(RunDirectory run, Path directory, Column last) throws IOException {
        return run.readable(directory)
                .map(manifest -> List.of(
                        relative(run, directory),
                        String.format(Locale.ROOT, "%,d", manifest.rows()),
                        String.format(Locale.ROOT, "%,.1f MB", manifest.bytes() / 1e6),
                        Durations.text(manifest.wallSeconds()),
                        Shown.text(last.of(manifest))))
                .orElseGet(() -> List.of(relative(run, directory)));
    }

    /** What users were warned of, as the report repeats it, and the keys that are not the default. */
    private static void addConfiguration(RunDirectory run, List<String> lines) throws IOException {
        Optional<Config> config;
        try {
            config = RunConfiguration.galaxy(run, List.of());
        } catch (UserError e) {
            addWarnings(Warnings.of(run), lines);
            lines.add("");
            lines.add("keys that are not the default are not known");
            lines.addAll(item(e.getMessage()));
            return;
        }
        addWarnings(config.isPresent() ? Warnings.of(run, config.get()) : Warnings.of(run), lines);
        List<ChangedKey> keys = config.map(ChangedKeys::of).orElse(List.of());
        if (!keys.isEmpty()) {
            lines.add("");
            lines.add("keys that are not the default (which stands in brackets)");
            keys.forEach(key -> lines.addAll(item(Shown.text(key.inWords()))));
        }
    }

    private static void addWarnings(List<String> warnings, List<String> lines) {
        if (!warnings.isEmpty()) {
            lines.add("");
            lines.add("warnings");
            warnings.forEach(warning -> lines.addAll(item(Shown.line(warning))));
        }
    }

    /** Of a list, on as many lines as it takes. */
    private static List<String> item(String text) {
        return Wrapped.text("- ", List.of(text.split(" "))).lines().toList();
    }

    private static String relative(RunDirectory run, Path path) {
        return run.root().toUri().relativize(path.toUri()).getPath();
    }
}
