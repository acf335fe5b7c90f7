package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.report.FigureMeanings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Runs of tests: where they are and how they are configured. */
public final class TestRuns {
    private TestRuns() {}

    /** The run of a name below a test's directory. */
    public static RunDirectory at(Path directory, String name) {
        return RunDirectory.at(
                directory.resolve(name).toString(),
                SharedSpark.session().sparkContext().hadoopConfiguration());
    }

    /** What a manifest of stars from a table counts. */
    static SortedMap<String, Double> counts(Manifest stars) {
        SortedMap<String, Double> counts = new TreeMap<>(stars.figures());
        counts.keySet().removeIf(name -> !name.startsWith("rows") && !name.startsWith("stars"));
        return counts;
    }

    /** All that a run's manifests say in figures, docs/tables.md explains. */
    static void assertFiguresAreExplained(RunDirectory run) throws IOException {
        List<Pattern> explained = FigureMeanings.all().values().stream()
                .flatMap(List::stream)
                .flatMap(meaning -> Arrays.stream(meaning.name().split(", ")))
                .map(name -> Pattern.compile(Pattern.quote(name).replace("*", "\\E.*\\Q")))
                .toList();
        Set<String> unexplained = new TreeSet<>();
        List<org.apache.hadoop.fs.Path> directories = new ArrayList<>(run.finished());
        for (String flows : run.flowDatasets()) {
            directories.add(run.flow(flows, 0));
        }
        for (org.apache.hadoop.fs.Path directory : directories) {
            run.checked(directory).figures().keySet().stream()
                    .filter(figure -> explained.stream()
                            .noneMatch(name -> name.matcher(figure).matches()))
                    .forEach(unexplained::add);
        }
        assertEquals(Set.of(), unexplained, "figures that FigureMeanings lacks");
    }

    /** The reference configuration with a test's settings over it, and one run's own over those. */
    public static Config config(List<String> settings, String... more) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of(more));
        return ConfigLoader.reference(all);
    }
}
