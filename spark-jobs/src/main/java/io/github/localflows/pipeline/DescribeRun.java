package io.github.localflows.pipeline;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
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
     * What is said of a run.
     *
     * @param lines a table of the finished data sets, one line each, and what there is besides
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
     * @throws UserError when the directory is not there or holds nothing finished
     */
    public static Description run(RunDirectory run) throws IOException {
        if (!run.exists()) {
            throw new UserError("there is no run directory " + run
                    + ": give the --run of one that exists, or make it with `pipeline`");
        }
        List<Path> directories = run.finished();
        if (directories.isEmpty()) {
            throw new UserError(run + " holds no finished data set: make some with `pipeline` first");
        }
        List<String> lines = new ArrayList<>();
        lines.add("run " + run);
        lines.add(String.format(LINE, "data set", "rows", "measure", "size", "time", "checksum")
                .stripTrailing());
        List<Path> damaged = new ArrayList<>();
        for (Path directory : directories) {
            Optional<String> damage = run.damage(directory);
            damage.ifPresent(how -> damaged.add(directory));
            String state = damage.isPresent() ? "  damaged: " + damage.get() : outdated(run, directory);
            lines.add(line(run, directory) + state);
        }
        for (Path directory : run.unfinished()) {
            lines.add(relative(run, directory) + "  unfinished: it has no " + RunDirectory.MANIFEST);
        }
        for (Path other :
                List.of(run.configuration(), run.figures(), run.reportMarkdown(), run.reportJson(), run.logs())) {
            if (run.fileSystem().exists(other)) {
                lines.add(relative(run, other));
            }
        }
        return new Description(lines, damaged);
    }

    private static String outdated(RunDirectory run, Path directory) throws IOException {
        return run.outdated(directory).map(what -> "  out of date: " + what).orElse("");
    }

    private static String line(RunDirectory run, Path directory) throws IOException {
        Manifest manifest;
        try {
            manifest = run.manifest(directory)
                    .orElseThrow(() -> new UserError(directory + " has lost its manifest in this moment"));
        } catch (UserError unreadable) {
            return relative(run, directory);
        }
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
