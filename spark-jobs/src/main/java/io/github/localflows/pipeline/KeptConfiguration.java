package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.starset.Density;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code config.conf} of a run: the configuration of the last work that agreed with what is there.
 *
 * <p>It is written before the work, so that a run that was killed on its first stars knows its configuration, unless it
 * disagrees with something that is there: then it is written when the work has replaced that. Work that is refused, and has
 * made nothing, leaves what was there before; where nothing was, also no empty directory.
 */
public final class KeptConfiguration {
    /**
     * What is done in a run.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T run() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(KeptConfiguration.class);

    private KeptConfiguration() {}

    /**
     * Does some work in a run and keeps its configuration there.
     *
     * @param config the checked configuration of the work
     * @param extent how far it goes
     * @param work makes its data sets, or refuses to
     */
    public static <T> T during(RunDirectory run, Config config, Stage.Extent extent, Work<T> work) throws IOException {
        checkWritable(run);
        String text = StageConfiguration.whole(config).rendered();
        Optional<String> before = RunConfiguration.text(run);
        Optional<Path> missing = run.missing();
        List<Path> made = made(run, Stage.Extent.ALL);
        boolean early = agrees(run, config, extent)
                && (!made.isEmpty() || extent == Stage.Extent.DRAWN || extent == Stage.Extent.ALL);
        if (early) {
            keep(run, text);
        }
        try {
            T result = work.run();
            keep(run, text);
            return result;
        } catch (UserError e) {
            if (early && made(run, Stage.Extent.ALL).equals(made)) {
                restore(run, before);
            }
            throw e;
        } finally {
            missing.ifPresent(first -> removeEmpty(run, first));
        }
    }

    /** What keeps an empty directory from being removed is not what the work failed of. */
    private static void removeEmpty(RunDirectory run, Path first) {
        try {
            run.removeEmpty(first);
        } catch (IOException e) {
            LOG.debug("{} cannot be removed", run, e);
        }
    }

    /** Before hours of work, not after it. */
    private static void checkWritable(RunDirectory run) throws IOException {
        try {
            run.checkWritable(List.of(run.configuration()));
        } catch (UserError e) {
            throw new UserError(
                    e.getMessage() + " (changes of a configuration are given by --set, or in a file by --config)", e);
        }
    }

    private static void keep(RunDirectory run, String text) throws IOException {
        if (!RunConfiguration.text(run).equals(Optional.of(text))) {
            run.writeText(run.configuration(), text);
        }
    }

    private static void restore(RunDirectory run, Optional<String> before) throws IOException {
        if (before.isPresent()) {
            keep(run, before.get());
            return;
        }
        run.fileSystem().delete(run.configuration(), false);
    }

    /** Whether all that is there was made with this configuration. */
    private static boolean agrees(RunDirectory run, Config config, Stage.Extent extent) throws IOException {
        for (Path directory : made(run, extent)) {
            Optional<StageConfiguration> expected = expected(config, directory);
            if (expected.isPresent() && !agrees(run, directory, expected.get())) {
                return false;
            }
        }
        return true;
    }

    private static boolean agrees(RunDirectory run, Path directory, StageConfiguration expected) throws IOException {
        try {
            Manifest there = run.required(directory, "pipeline");
            return Recipe.of(there.stage(), there.dataset(), expected, there.inputs())
                    .settings()
                    .equals(there.configuration());
        } catch (UserError e) {
            // Damaged, which the stage that needs it will say.
            return false;
        }
    }

    private static List<Path> made(RunDirectory run, Stage.Extent extent) throws IOException {
        List<Path> made = new ArrayList<>();
        for (Kind kind : extent.kinds()) {
            for (String name : run.finished(kind)) {
                if (extent.reaches(name)) {
                    made.add(run.of(kind, name));
                }
            }
        }
        return made;
    }

    /** What a directory of a run must have been made with; empty when the configuration knows none of that name. */
    private static Optional<StageConfiguration> expected(Config config, Path directory) {
        String name = FieldNames.source(directory.getName());
        Kind kind = Kind.ofDirectory(directory.getParent().getName());
        if (kind == Kind.STARS) {
            return KnownSets.find(Density.set(name), config).map(StarSet::settings);
        }
        Config own = KnownSets.find(Density.set(name), config)
                .map(set -> set.of(config))
                .orElse(config);
        StageConfiguration recipe = Sections.recipes(own).get(kind);
        return Optional.of(name.equals(FieldNames.CONTROL) ? recipe.and(ModelSettings.recipe(config)) : recipe);
    }
}
