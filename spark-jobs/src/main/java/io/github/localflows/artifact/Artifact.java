package io.github.localflows.artifact;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that a run holds, or is to hold: a star set, a flow, a field. It is there or not there, is made in pieces that
 * survive a kill, and is committed whole with a manifest. All stages make what they make through this.
 *
 * @param run the run
 * @param directory its place in the run
 * @param recipe all that decides its content
 * @param rows what its rows are called, in the plural: stars, positions, ...
 */
public record Artifact(RunDirectory run, Path directory, Recipe recipe, String rows) {
    private static final Logger LOG = LoggerFactory.getLogger(Artifact.class);

    /** Refuses what is missing. */
    public Artifact {
        for (Object part : new Object[] {run, directory, recipe, rows}) {
            Objects.requireNonNull(part, "artifact");
        }
    }

    /** Makes the content of an artifact. */
    @FunctionalInterface
    public interface Maker {
        /**
         * Makes it.
         *
         * @param pending where its files go; what earlier attempts at the same content have kept is there
         */
        Made make(PendingDirectory pending) throws IOException;
    }

    /**
     * The outcome when it is there already, made by the same recipe and whole.
     *
     * @return empty when it is to be made
     * @throws io.github.localflows.config.UserError when one made by another recipe is there, or a damaged one, and must not
     *     be overwritten, or something else is in its place
     */
    public Optional<StageOutcome> there(boolean overwrite) throws IOException {
        return run.finished(directory, recipe, overwrite)
                .map(manifest -> StageOutcome.there(manifest, run.inWords(directory), rows));
    }

    /**
     * Makes it, unless it is there.
     *
     * @param overwrite whether one made by another recipe may be replaced
     */
    public StageOutcome make(boolean overwrite, Maker maker) throws IOException {
        Optional<StageOutcome> there = there(overwrite);
        if (there.isPresent()) {
            return there.get();
        }
        try (PendingDirectory pending = begin()) {
            // Another process may have finished it while this one waited for its place.
            Optional<StageOutcome> meanwhile = there(overwrite);
            return meanwhile.isPresent() ? meanwhile.get() : commit(pending, maker.make(pending));
        }
    }

    /** Goes on where an earlier attempt at the same content stopped, or begins; the receiver closes it. */
    public PendingDirectory begin() throws IOException {
        return run.resume(directory, recipe.key());
    }

    /** Puts what was made into its place, and tells what is doubtful about it. */
    public StageOutcome commit(PendingDirectory pending, Made made) throws IOException {
        Manifest manifest = pending.commit(Manifest.of(recipe, made));
        warnings(directory, manifest).forEach(LOG::warn);
        return StageOutcome.made(manifest, run.inWords(directory), rows);
    }

    /** What the manifest in a directory of a run warns of, each with the name of what it is about. */
    public static List<String> warnings(Path directory, Manifest manifest) {
        return warnings(directory, manifest.warnings());
    }

    /** The same of what a manifest is going to warn of. */
    public static List<String> warnings(Path directory, List<String> warnings) {
        String name = directory.getParent().getName() + "/" + directory.getName();
        return warnings.stream().map(warning -> name + ": " + warning).toList();
    }
}
