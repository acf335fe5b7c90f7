package io.github.localflows.stage.weakform;

import com.typesafe.config.Config;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.expansion.PotentialBasis;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.phase.Region;
import io.github.localflows.stage.FieldPlaces;
import io.github.localflows.stage.PotentialFunctions;
import io.github.localflows.starset.SetNames;
import java.util.ArrayList;
import java.util.List;

/**
 * Which star sets the weak form is solved for and how, from the keys of {@code weakForm} and those of {@link FieldPlaces}.
 *
 * @param datasets the star sets
 * @param shape the functions, in the training volume
 * @param places where the potential is found and told
 */
public record WeakFormSettings(List<String> datasets, WeakFormShape shape, FieldPlaces places) {
    /** The stage. */
    static final String STAGE = "weak-form";

    private static final Shape DEGREE = new Shape.Whole(0, PotentialBasis.MOST_DEGREE);

    private static final Shape HEIGHTS = new Shape.Items(Ranges.decimal(1e-4, 100, ""), 0);

    /** The keys of {@code weakForm}. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .withoutEffect("datasets", Ranges.SETS)
            .with("potential", KeyGroup.keys().with("degree", DEGREE).with("heights", HEIGHTS))
            .with(
                    "tests",
                    KeyGroup.keys()
                            .with("degreeR", DEGREE)
                            .with("degreeV", new Shape.Whole(1, PotentialBasis.MOST_DEGREE))
                            .with("heights", HEIGHTS));

    /** Copies. */
    public WeakFormSettings {
        datasets = List.copyOf(datasets);
    }

    /** The part of a checked configuration that a solution depends on, beside its stars. */
    public static StageConfiguration recipe(Config config) {
        List<String> keys = new ArrayList<>(FieldPlaces.KEYS);
        keys.add("weakForm");
        return StageConfiguration.of(config, keys, List.of("weakForm.datasets"));
    }

    /** The settings of a checked configuration. */
    public static WeakFormSettings from(Config config) {
        List<String> datasets = SetNames.of(config, "weakForm.datasets");
        SetNames.checkWithin(datasets, "weakForm.datasets", SetNames.from(config), "datasets");
        FieldPlaces places = FieldPlaces.from(config);
        return new WeakFormSettings(datasets, shape(config, places.volume()), places);
    }

    private static WeakFormShape shape(Config config, Region volume) {
        try {
            return new WeakFormShape(
                    volume,
                    PotentialFunctions.degree(config),
                    PotentialFunctions.heights(config, volume),
                    config.getInt("weakForm.tests.degreeR"),
                    PotentialFunctions.heights(config, "weakForm.tests.heights", volume),
                    config.getInt("weakForm.tests.degreeV"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("weakForm: " + e.getMessage(), e);
        }
    }
}
