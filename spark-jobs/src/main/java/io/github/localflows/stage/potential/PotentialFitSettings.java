package io.github.localflows.stage.potential;

import com.typesafe.config.Config;
import io.github.localflows.config.Choice;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.expansion.PotentialBasis;
import io.github.localflows.field.MassDensity;
import io.github.localflows.phase.Region;
import io.github.localflows.stage.FieldPlaces;
import io.github.localflows.stage.PotentialFunctions;
import io.github.localflows.starset.SetNames;
import java.util.ArrayList;
import java.util.List;

/**
 * Of which star sets a potential is fitted to the accelerations and how, from the keys of {@code potentialFit}, those of {@code weakForm.potential}
 * for its functions, and those of {@link FieldPlaces}.
 *
 * @param datasets the star sets
 * @param basis the functions
 * @param absZmin how far from the plane accelerations are that are fitted to [kpc]: nearer to it flows smooth a thin disc
 * @param densityNotNegative whether the density must not be negative anywhere on the grid
 * @param places where it is found and told
 * @param edge beyond which, from the edge of the volume, nothing is known of the accelerations [kpc]
 * @param window over which the curl is found
 */
public record PotentialFitSettings(
        List<String> datasets,
        PotentialBasis basis,
        double absZmin,
        boolean densityNotNegative,
        FieldPlaces places,
        double edge,
        MassDensity.Window window) {
    /** The stage. */
    static final String STAGE = "potential";

    /** The keys of {@code potentialFit}. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .withoutEffect("datasets", Ranges.SETS)
            .with("absZmin", Ranges.orAuto(Ranges.WIDTH))
            .with("symmetry", Ranges.word(Symmetry.class))
            .with("density", Ranges.word(DensityBound.class));

    /** What is asked of the potential above and below the plane. */
    enum Symmetry {
        /** Both sides are alike. */
        EVEN,
        /** They may differ. */
        NONE
    }

    /** What is asked of the density. */
    enum DensityBound {
        /** It is negative nowhere on the grid. */
        NOT_NEGATIVE,
        /** It is what it is. */
        NONE
    }

    /** Copies. */
    public PotentialFitSettings {
        datasets = List.copyOf(datasets);
    }

    /** The part of a checked configuration that a potential depends on, beside its accelerations. */
    public static StageConfiguration recipe(Config config) {
        List<String> keys = new ArrayList<>(FieldPlaces.KEYS);
        keys.addAll(List.of(
                "accelerations.edge",
                "accelerations.density.halfWidthR",
                "accelerations.density.halfWidthz",
                "weakForm.potential",
                "potentialFit"));
        return StageConfiguration.of(config, keys, List.of("potentialFit.datasets"));
    }

    /** The part that a potential of both flows and moments depends on, beside these two. */
    public static StageConfiguration combinedRecipe(Config config) {
        List<String> keys = new ArrayList<>(FieldPlaces.KEYS);
        keys.add("potentialFit.density");
        return StageConfiguration.of(config, keys, List.of());
    }

    /** The settings of a checked configuration. */
    public static PotentialFitSettings from(Config config) {
        List<String> datasets = SetNames.of(config, "potentialFit.datasets");
        SetNames.checkWithin(
                datasets,
                "potentialFit.datasets",
                SetNames.of(config, "accelerations.datasets"),
                "accelerations.datasets");
        FieldPlaces places = FieldPlaces.from(config);
        Config density = config.getConfig("accelerations.density");
        return new PotentialFitSettings(
                datasets,
                PotentialFunctions.basis(
                        config,
                        places.volume(),
                        Choice.of(Symmetry.class, config.getString("potentialFit.symmetry")) == Symmetry.EVEN),
                config.getDouble("potentialFit.absZmin"),
                Choice.of(DensityBound.class, config.getString("potentialFit.density")) == DensityBound.NOT_NEGATIVE,
                places,
                config.getDouble("accelerations.edge"),
                new MassDensity.Window(density.getDouble("halfWidthR"), density.getDouble("halfWidthz")));
    }

    /** Where accelerations are known. */
    public Region reach() {
        Region volume = places.volume();
        return new Region(volume.Rmin() + edge, volume.Rmax() - edge, volume.absZmax() - edge);
    }
}
