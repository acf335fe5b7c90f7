package io.github.localflows.stage.weakform;

import com.typesafe.config.Config;
import io.github.localflows.config.Choice;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.expansion.PotentialBasis;
import io.github.localflows.moments.RotatingShape;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.phase.Region;
import io.github.localflows.stage.FieldPlaces;
import io.github.localflows.stage.PotentialFunctions;
import io.github.localflows.starset.SetNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which star sets the weak form is solved for and how, from the keys of {@code weakForm} and those of {@link FieldPlaces}.
 *
 * @param datasets the star sets
 * @param simex star sets with more errors, from which these are extrapolated to none
 * @param shape the functions of R and z, in the training volume
 * @param azimuth half the width of the sector about the Sun that stars are in whose azimuths count [rad], pi for all around; 0 when stars and
 *     potential are taken as axisymmetric
 * @param places where the potential is found and told
 */
public record WeakFormSettings(
        List<String> datasets, List<String> simex, WeakFormShape shape, double azimuth, FieldPlaces places) {
    /** The stage. */
    static final String STAGE = "weak-form";

    private static final String SIMEX = "weakForm.simex";

    private static final String AZIMUTH = "weakForm.azimuth";

    private static final Shape DEGREE = new Shape.Whole(0, PotentialBasis.MOST_DEGREE);

    private static final Shape HEIGHTS = new Shape.Items(Ranges.decimal(1e-4, 100, ""), 0);

    private static final String SELECTION = "selection";

    private static final String PATH_OF_SELECTION = "weakForm." + SELECTION;

    /** What is known of which fraction of the stars is seen at a place, as the key says it. */
    enum Selection {
        /** All there is to know is in the star set. */
        KNOWN,
        /** It is found with the potential, beside what the star set says. */
        UNKNOWN
    }

    /** The keys of {@code weakForm}. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .withoutEffect("datasets", Ranges.SETS)
            // The sets that are used are inputs of a solution's recipe.
            .withoutEffect("simex", Ranges.SETS)
            .with("azimuth", Ranges.decimal(0, Math.PI, "rad"))
            .with(SELECTION, Ranges.word(Selection.class))
            .with("potential", KeyGroup.keys().with("degree", DEGREE).with("heights", HEIGHTS))
            .with(
                    "tests",
                    KeyGroup.keys()
                            .with("degreeR", DEGREE)
                            .with("degreeV", new Shape.Whole(1, PotentialBasis.MOST_DEGREE))
                            .with("heights", HEIGHTS));

    /** The keys that a declared star set may have values of its own of. */
    public static final KeyGroup OWN = KEYS.only("azimuth", SELECTION);

    /** Sectors that are wider are all around: nobody writes out pi. */
    private static final double AROUND = 3.14;

    /** Copies. */
    public WeakFormSettings {
        datasets = List.copyOf(datasets);
        simex = List.copyOf(simex);
    }

    /** The functions that depend on the azimuth, too; empty when stars and potential are taken as axisymmetric. */
    public Optional<RotatingShape> rotating() {
        return azimuth == 0 ? Optional.empty() : Optional.of(new RotatingShape(shape, azimuth));
    }

    /** The part of a checked configuration that a solution depends on, beside its stars. */
    public static StageConfiguration recipe(Config config) {
        List<String> keys = new ArrayList<>(FieldPlaces.KEYS);
        keys.add("weakForm");
        List<String> without = new ArrayList<>(List.of("weakForm.datasets", SIMEX));
        // What was made before there were these keys is still good.
        if (azimuth(config) == 0) {
            without.add(AZIMUTH);
        }
        if (selection(config) == Selection.KNOWN) {
            without.add(PATH_OF_SELECTION);
        }
        return StageConfiguration.of(config, keys, without);
    }

    /** The settings of a checked configuration. */
    public static WeakFormSettings from(Config config) {
        List<String> datasets = SetNames.of(config, "weakForm.datasets");
        SetNames.checkWithin(datasets, "weakForm.datasets", SetNames.from(config), "datasets");
        FieldPlaces places = FieldPlaces.from(config);
        WeakFormShape shape = shape(config, places.volume());
        double azimuth = azimuth(config);
        if (azimuth > 0 && selection(config) == Selection.UNKNOWN) {
            throw new IllegalArgumentException(PATH_OF_SELECTION + " = unknown goes with stars and a potential that are"
                    + " axisymmetric alone: set " + AZIMUTH + " = 0, or say the selection");
        }
        List<String> simex = SetNames.of(config, SIMEX);
        SetNames.checkWithin(simex, SIMEX, SetNames.from(config), "datasets");
        WeakFormSettings settings = new WeakFormSettings(datasets, simex, shape, azimuth, places);
        try {
            settings.rotating();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("weakForm with " + AZIMUTH + ": " + e.getMessage(), e);
        }
        return settings;
    }

    private static double azimuth(Config config) {
        double azimuth = config.getDouble(AZIMUTH);
        return azimuth >= AROUND ? Math.PI : azimuth;
    }

    private static Selection selection(Config config) {
        return Choice.of(Selection.class, config.getString(PATH_OF_SELECTION));
    }

    private static WeakFormShape shape(Config config, Region volume) {
        try {
            WeakFormShape known = new WeakFormShape(
                    volume,
                    PotentialFunctions.degree(config),
                    PotentialFunctions.heights(config, volume),
                    config.getInt("weakForm.tests.degreeR"),
                    PotentialFunctions.heights(config, "weakForm.tests.heights", volume),
                    config.getInt("weakForm.tests.degreeV"));
            return selection(config) == Selection.KNOWN ? known : known.withUnknownSelection();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("weakForm: " + e.getMessage(), e);
        }
    }
}
