package io.github.localflows.artifact;

import io.github.localflows.config.Messages;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What to tell a user who looks for a run where nothing finished is: what is there, and which runs are near. */
public final class NoRun {
    private NoRun() {}

    /** Of a directory in which no data set is finished. */
    public static UserError in(RunDirectory run) throws IOException {
        FileSystem fileSystem = run.fileSystem();
        if (run.exists() && fileSystem.exists(run.configuration())) {
            return new UserError(run + " holds no finished data set yet: make some with `pipeline` first");
        }
        String what = run.exists()
                ? "there is no run in " + run + ", which has neither a "
                        + run.configuration().getName() + " nor a finished data set"
                : "there is no run directory " + run;
        for (Path near : near(run)) {
            List<String> names = runs(fileSystem, near);
            if (!names.isEmpty()) {
                List<String> told = names.subList(0, Math.min(Messages.TOLD, names.size()));
                return new UserError(what + ": give the --run of one that exists; in "
                        + Shown.text(run.inWords(near)) + " there " + (names.size() == 1 ? "is " : "are ")
                        + Messages.first(told, names.size()));
            }
        }
        return new UserError(what + ": give the --run of one that exists, or make it with `pipeline`");
    }

    /** Somebody may have named the directory of all runs, or one of another name in it. */
    private static List<Path> near(RunDirectory run) {
        Path above = run.root().getParent();
        return above == null ? List.of(run.root()) : List.of(run.root(), above);
    }

    /** The names of the directories in one that have the configuration of a run, sorted. */
    private static List<String> runs(FileSystem fileSystem, Path directory) {
        FileStatus[] children;
        try {
            children = fileSystem.listStatus(directory);
        } catch (IOException e) {
            // Not there, or one that may not be looked into: it has nothing to offer.
            return List.of();
        }
        return Arrays.stream(children)
                .filter(FileStatus::isDirectory)
                .map(FileStatus::getPath)
                .filter(child -> isRun(fileSystem, child))
                .map(child -> Shown.text(child.getName()))
                .sorted()
                .toList();
    }

    private static boolean isRun(FileSystem fileSystem, Path directory) {
        try {
            return fileSystem.exists(new Path(directory, RunDirectory.CONFIGURATION));
        } catch (IOException e) {
            // One that may not be looked into is none that can be given.
            return false;
        }
    }
}
