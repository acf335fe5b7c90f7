package io.github.localflows.stage;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.InputName;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.df.Measure;
import io.github.localflows.df.Selection;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.starset.SeenStars;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.StarSets;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * What a stage is asked to do: where, with which configuration, for which star sets.
 *
 * @param spark the session
 * @param run the run directory
 * @param config a checked configuration
 * @param stars the star sets of the run
 * @param recipes gives of each kind of artifact but star sets the part of a configuration that one depends on
 * @param overwrite whether what was made with another configuration may be replaced
 */
public record Job(
        SparkSession spark,
        RunDirectory run,
        Config config,
        StarSets stars,
        Function<Config, Map<Kind, StageConfiguration>> recipes,
        boolean overwrite) {
    /**
     * The manifest of a star set that is needed, made with the configuration that now holds.
     *
     * @throws io.github.localflows.config.UserError when it is not there, damaged, made with another configuration, or
     *     out of date
     */
    public Manifest required(StarSet set) throws IOException {
        Manifest stars = run.required(run.stars(set.name()), set.stage(), set.settings());
        run.refuseOutdated(run.stars(set.name()));
        return stars;
    }

    /**
     * The manifest of an artifact of a star set that is needed, made with the configuration that now holds for that set.
     *
     * @param name of the artifact
     * @param stage the command that makes it, for the message
     * @throws io.github.localflows.config.UserError when it is not there, damaged, made with another configuration, or
     *     out of date
     */
    public Manifest required(Kind kind, String name, StarSet set, String stage) throws IOException {
        Path directory = run.of(kind, name);
        Manifest there =
                run.required(directory, stage, recipes.apply(set.of(config)).get(kind));
        run.refuseOutdated(directory);
        return there;
    }

    /** What the control of accelerations depends on, which is of no star set. */
    public StageConfiguration controlRecipe() {
        // The exact f is axisymmetric, whatever flows see.
        Config axisymmetric = config.withValue(TrainingVolume.AZIMUTH, ConfigValueFactory.fromAnyRef(0));
        return recipes.apply(axisymmetric).get(Kind.ACCELERATIONS).and(ModelSettings.recipe(config));
    }

    /**
     * Which of the stars that there are a set has; empty when it is not known that any is missing.
     *
     * @throws io.github.localflows.config.UserError when it is said by a table that is not there, or is none
     */
    public Optional<Selection> selection(StarSet set) throws IOException {
        Optional<SeenStars> seen = set.known().seen();
        return seen.isPresent() ? Optional.of(seen.get().selection(spark)) : Optional.empty();
    }

    /** What of the selection of a set's stars an artifact depends on beside the stars, as an input of its recipe. */
    public Map<String, String> selectionInput(StarSet set) throws IOException {
        Optional<SeenStars> seen = set.known().seen();
        Optional<String> state = seen.isPresent() ? seen.get().state(run.hadoop()) : Optional.empty();
        return state.map(known -> Map.of(InputName.selection(set.name()), known))
                .orElse(Map.of());
    }

    /** The stars of a set as an artifact of this run. */
    public Artifact artifact(StarSet set, Map<String, String> inputs) {
        Recipe recipe = Recipe.of(set.stage(), set.name(), set.settings(), inputs);
        return new Artifact(run, run.stars(set.name()), recipe, "stars");
    }

    /** What the manifest of a star set, and of what is made from it, says of the stars. */
    public Origin origin(StarSet set, Measure measure) {
        Map<String, String> lineage = new TreeMap<>(Map.of(Origin.BY, set.stage()));
        set.from().ifPresent(from -> lineage.put(Origin.FROM, from));
        set.known().seen().ifPresent(seen -> lineage.put(Origin.SEEN, seen.description()));
        return new Origin(
                measure, lineage, set.truth().isEmpty() ? Map.of() : Recipe.settings(ModelSettings.recipe(config)));
    }
}
