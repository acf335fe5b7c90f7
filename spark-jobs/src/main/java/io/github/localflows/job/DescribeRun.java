package io.github.localflows.job;

import io.github.localflows.config.UserError;
import io.github.localflows.dataset.Manifest;
import io.github.localflows.dataset.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Says what a run directory holds, from the manifests. */
public final class DescribeRun {
    private static final String LINE = "%-36s %14s %8s %10s %8s  %s";

    private DescribeRun() {}

    /**
     * A table of the finished data sets, one line each.
     *
     * @throws UserError when the directory is not there or holds nothing finished
     */
    public static List<String> run(RunDirectory run) throws IOException {
        if (!run.exists()) {
            throw new UserError("there is no run directory " + run
                    + ": give the --run of one that exists, or make it with `pipeline`");
        }
        List<String> lines = new ArrayList<>();
        lines.add("run " + run);
        lines.add(String.format(LINE, "data set", "rows", "measure", "size", "time", "checksum")
                .stripTrailing());
        for (String dataset : run.starDatasets()) {
            lines.add(line(run, run.stars(dataset)));
        }
        for (String dataset : run.flowDatasets()) {
            lines.add(line(run, run.flows(dataset)));
        }
        for (String dataset : run.accelerationDatasets()) {
            lines.add(line(run, run.accelerations(dataset)));
        }
        for (String dataset : run.spiralDatasets()) {
            lines.add(line(run, run.spiral(dataset)));
        }
        if (lines.size() == 2) {
            throw new UserError(run + " holds no finished data set: run `sample` (or `pipeline`) first");
        }
        for (Path other : List.of(run.configuration(), run.figures(), run.reportMarkdown(), run.reportJson())) {
            if (run.fileSystem().exists(other)) {
                lines.add(relative(run, other));
            }
        }
        return lines;
    }

    private static String line(RunDirectory run, Path directory) throws IOException {
        Optional<Manifest> there = run.manifest(directory);
        Manifest manifest = there.orElseThrow(() -> new IllegalStateException(directory + " has lost its manifest"));
        return String.format(
                Locale.ROOT,
                LINE,
                relative(run, directory),
                String.format(Locale.ROOT, "%,d", manifest.rows()),
                // What comes from f itself, not from stars, has no measure.
                manifest.measure() == null ? "-" : manifest.measure().toString().toLowerCase(Locale.ROOT),
                String.format(Locale.ROOT, "%,.1f MB", manifest.bytes() / 1e6),
                String.format(Locale.ROOT, "%,.1f s", manifest.wallSeconds()),
                manifest.checksum());
    }

    private static String relative(RunDirectory run, Path path) {
        return run.root().toUri().relativize(path.toUri()).getPath();
    }
}
