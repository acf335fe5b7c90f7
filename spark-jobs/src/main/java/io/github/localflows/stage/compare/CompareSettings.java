package io.github.localflows.stage.compare;

import com.typesafe.config.Config;
import io.github.localflows.comparison.FitSettings;
import io.github.localflows.comparison.JeansBinning;
import io.github.localflows.comparison.StretchSampler;
import io.github.localflows.config.Choice;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.phase.Region;
import io.github.localflows.stage.Nodes;
import io.github.localflows.stage.TrainingVolume;
import io.github.localflows.starset.SetNames;
import java.util.EnumSet;
import java.util.List;

/**
 * Which methods are compared with the flows, on which star sets and how, from the keys of {@code compare}, {@code seed}, those of
 * {@code train} that say where flows learn, and those of {@code accelerations.profiles} that say where accelerations are wanted.
 *
 * @param runSeed number that the random streams of the run start from
 * @param datasets the star sets whose stars are fitted
 * @param methods that fit them
 * @param volume where the flows' stars are, and where all stars that a method needs must be
 * @param profile where accelerations are wanted
 * @param jeans the cells of the Jeans equation
 * @param df1d the stars of the vertical distribution function
 * @param chains how hard the fits try
 */
public record CompareSettings(
        long runSeed,
        List<String> datasets,
        List<Method> methods,
        Region volume,
        Profile profile,
        Jeans jeans,
        Df1d df1d,
        Chains chains) {
    /**
     * The vertical profile of {@code accelerations}.
     *
     * @param points how many
     * @param R0 at which radius [kpc]
     * @param absZmax it spans |z| &lt;= absZmax [kpc]
     */
    public record Profile(int points, double R0, double absZmax) {
        /** The heights [kpc]. */
        double[] zs() {
            return Nodes.between(points, -absZmax, absZmax);
        }
    }

    /**
     * The cells of the Jeans equation.
     *
     * @param Rmin where the first radial bin begins [kpc]
     * @param Rmax where the last one ends [kpc]
     * @param radialBins how many there are (>= 1)
     * @param absZmax no star above this height is used [kpc]
     * @param starsPerBin stars of all radii in a bin in z
     */
    public record Jeans(double Rmin, double Rmax, int radialBins, double absZmax, int starsPerBin) {
        /** The same as the fit has it, for accelerations at a radius [kpc]. */
        JeansBinning binning(double R0) {
            return new JeansBinning(R0, Rmin, Rmax, radialBins, absZmax, starsPerBin);
        }
    }

    /**
     * The stars of the vertical distribution function.
     *
     * @param halfWidthR |R - R0| is less [kpc]
     * @param absZmax |z| is less [kpc]
     */
    public record Df1d(double halfWidthR, double absZmax) {}

    /**
     * How hard the fits try.
     *
     * @param searches searches for the best fit
     * @param walkers of the posterior's chain, an even number
     * @param burnIn steps that are forgotten
     * @param steps steps after them
     * @param thin one in so many is kept
     */
    public record Chains(int searches, int walkers, int burnIn, int steps, int thin) {
        /** Nine numbers each, and two more. */
        private static final long MOST_SAMPLES = 20_000_000;

        /** @throws IllegalArgumentException when the chain cannot be, or does not fit in memory */
        public Chains {
            if (walkers % 2 != 0) {
                throw new IllegalArgumentException("compare.walkers = " + walkers
                        + " is odd, and the walkers move in two halves: take one more or one less");
            }
            if (thin > steps) {
                throw new IllegalArgumentException("compare.thin = " + thin + " keeps none of compare.steps = " + steps
                        + " steps: make it smaller");
            }
            if ((long) walkers * (steps / thin) > MOST_SAMPLES) {
                throw new IllegalArgumentException("compare.walkers = " + walkers + " times compare.steps = " + steps
                        + ", of which one in compare.thin = " + thin + " is kept, are more than " + MOST_SAMPLES
                        + " samples: keep fewer");
            }
        }

        /** The same as a fit has it. */
        FitSettings of(long runSeed, int threads) {
            return new FitSettings(searches, walkers, new StretchSampler(burnIn, steps, thin, threads), runSeed);
        }
    }

    /** The stage, and the path of its keys. */
    static final String STAGE = "compare";

    /** Edges that differ by less are the same, written in other numbers [kpc]. */
    private static final double ROUNDING = 1e-9;

    private static final Shape STEPS = new Shape.Whole(1, 100_000_000);

    /** The keys of {@code compare}. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .withoutEffect("datasets", Ranges.SETS)
            .withoutEffect("methods", new Shape.Items(Ranges.word(Method.class), 1))
            .with(
                    "jeans",
                    KeyGroup.keys()
                            .with("Rmin", Ranges.orAuto(Ranges.KPC))
                            .with("Rmax", Ranges.orAuto(Ranges.KPC))
                            .with("radialBins", new Shape.Whole(1, 1000))
                            .with("absZmax", Ranges.orAuto(Ranges.KPC))
                            .with("starsPerBin", new Shape.Whole(1, 100_000_000)))
            .with(
                    "df1d",
                    KeyGroup.keys()
                            .with("halfWidthR", Ranges.orAuto(Ranges.KPC))
                            .with("absZmax", Ranges.orAuto(Ranges.KPC)))
            .with("searches", new Shape.Whole(1, 1000))
            // More than twice the nine parameters.
            .with("walkers", new Shape.Whole(20, 10_000))
            .with("burnIn", STEPS)
            .with("steps", STEPS)
            .with("thin", STEPS);

    /** What both methods depend on. */
    private static final List<String> SHARED = List.of(
            "seed",
            "accelerations.profiles.points",
            "accelerations.profiles.R0",
            "accelerations.profiles.absZmax",
            "compare.searches",
            "compare.walkers",
            "compare.burnIn",
            "compare.steps",
            "compare.thin");

    /** Copies. */
    public CompareSettings {
        datasets = List.copyOf(datasets);
        methods = List.copyOf(methods);
    }

    /** The part of a checked configuration that a fit of the Jeans equation depends on, beside its stars. */
    public static StageConfiguration jeansRecipe(Config config) {
        return recipe(config, "compare.jeans");
    }

    /** The part of a checked configuration that a fit of the vertical distribution function depends on, beside its stars. */
    public static StageConfiguration df1dRecipe(Config config) {
        return recipe(config, "compare.df1d");
    }

    private static StageConfiguration recipe(Config config, String own) {
        return StageConfiguration.of(config, SHARED, List.of())
                .and(StageConfiguration.of(config, List.of(own), List.of()));
    }

    /** The settings of a checked configuration. */
    public static CompareSettings from(Config config) {
        List<String> datasets = SetNames.of(config, "compare.datasets");
        SetNames.checkWithin(datasets, "compare.datasets", SetNames.from(config), "datasets");
        List<Method> methods = config.getStringList("compare.methods").stream()
                .map(word -> Choice.of(Method.class, word))
                .toList();
        if (EnumSet.copyOf(methods).size() < methods.size()) {
            throw new IllegalArgumentException("compare.methods names a method twice: " + methods + "; remove one");
        }
        CompareSettings settings = new CompareSettings(
                config.getLong("seed"),
                datasets,
                methods,
                TrainingVolume.of(config),
                new Profile(
                        config.getInt("accelerations.profiles.points"),
                        config.getDouble("accelerations.profiles.R0"),
                        config.getDouble("accelerations.profiles.absZmax")),
                new Jeans(
                        config.getDouble("compare.jeans.Rmin"),
                        config.getDouble("compare.jeans.Rmax"),
                        config.getInt("compare.jeans.radialBins"),
                        config.getDouble("compare.jeans.absZmax"),
                        config.getInt("compare.jeans.starsPerBin")),
                new Df1d(config.getDouble("compare.df1d.halfWidthR"), config.getDouble("compare.df1d.absZmax")),
                new Chains(
                        config.getInt("compare.searches"),
                        config.getInt("compare.walkers"),
                        config.getInt("compare.burnIn"),
                        config.getInt("compare.steps"),
                        config.getInt("compare.thin")));
        if (!datasets.isEmpty()) {
            methods.forEach(settings::check);
        }
        return settings;
    }

    /** Refuses stars of a method that the flows do not have. */
    private void check(Method method) {
        String key = "compare." + Choice.word(method);
        Region region;
        try {
            method.check(this);
            region = method.region(this);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage() + " (R0 is accelerations.profiles.R0)", e);
        }
        if (region.Rmin() < volume.Rmin() - ROUNDING
                || region.Rmax() > volume.Rmax() + ROUNDING
                || region.absZmax() > volume.absZmax() + ROUNDING) {
            throw new IllegalArgumentException(key + ": its stars, " + region + ", reach out of the training volume, "
                    + volume + " (train.R0, train.halfWidthR, train.absZmax): set the keys of " + key
                    + " to auto, so that they follow it, or move accelerations.profiles.R0 into its middle");
        }
    }
}
