package io.github.localflows.stage.field;

import com.typesafe.config.Config;
import io.github.localflows.config.AutoNumber;
import io.github.localflows.config.Choice;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import io.github.localflows.field.BoltzmannInversion;
import io.github.localflows.field.Ensemble;
import io.github.localflows.field.Estimator;
import io.github.localflows.field.MassDensity;
import io.github.localflows.field.NearestStars;
import io.github.localflows.field.PatternSpeed;
import io.github.localflows.field.Position;
import io.github.localflows.field.ShellPoints;
import io.github.localflows.field.VelocityChoice;
import io.github.localflows.field.VelocityShell;
import io.github.localflows.field.Weighting;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.learned.FlowDistributionFunction;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.stage.FieldGrid;
import io.github.localflows.stage.Nodes;
import io.github.localflows.stage.TrainingVolume;
import io.github.localflows.starset.SetNames;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Where and how accelerations are found, from the keys of {@code accelerations} and {@code seed}.
 *
 * @param runSeed number that the random streams of the run start from
 * @param datasets the star sets whose flows are evaluated
 * @param members how many flows of a star set are asked (>= 1)
 * @param fields what is made of each star set
 * @param grid the map's positions
 * @param profiles the two profiles' positions
 * @param velocities the velocities at each position
 * @param weighting of the velocities' equations
 * @param estimator how they are solved together
 * @param patternSpeed of the frame in which an f is steady that depends on the azimuth [km/s/kpc], or what f says of it
 * @param edge positions nearer to the edge of the training volume than this are not solved [kpc, >= 0]
 * @param density how the mass density is made of accelerations
 */
public record AccelerationSettings(
        long runSeed,
        List<String> datasets,
        int members,
        List<FieldType> fields,
        FieldGrid grid,
        Profiles profiles,
        Velocities velocities,
        Weighting weighting,
        Estimator estimator,
        AutoNumber patternSpeed,
        double edge,
        Density density)
        implements Serializable {
    /**
     * The two profiles: in z at R = R0, and in R at z = 0.
     *
     * @param points number of points of each (>= 2)
     * @param R0 radius of the vertical profile [kpc, > 0]
     * @param absZmax it spans |z| &lt;= absZmax [kpc, &gt; 0]
     * @param Rmin first R of the radial profile [kpc, > 0]
     * @param Rmax last R of the radial profile [kpc]
     */
    public record Profiles(int points, double R0, double absZmax, double Rmin, double Rmax) implements Serializable {
        /** @throws IllegalArgumentException when the ends are the wrong way round */
        public Profiles {
            Nodes.requireOrdered(Rmin, Rmax, "accelerations.profiles.R");
        }

        /** The radii of the radial profile [kpc]. */
        public double[] Rs() {
            return Nodes.between(points, Rmin, Rmax);
        }

        /** The heights of the vertical profile [kpc]. */
        public double[] zs() {
            return Nodes.between(points, -absZmax, absZmax);
        }
    }

    /** What can be made of what the flows of a star set know. */
    public enum FieldType {
        /** Accelerations on the grid. */
        GRID,
        /** Accelerations along the profiles. */
        PROFILES,
        /** The phase spiral. */
        SPIRAL,
        /** How finely accelerations are resolved, where the truth is known. */
        RESOLUTION,
        /** Slices of f itself. */
        SLICES
    }

    /** How velocities in a shell are chosen. */
    public enum VelocityPoints {
        /** {@link ShellPoints#RANDOM}. */
        RANDOM,
        /** {@link ShellPoints#SOBOL}. */
        SOBOL,
        /** Those of stars drawn from f: {@link NearestStars}. */
        LEARNED
    }

    /**
     * Velocities in a shell about (0, vphi, 0).
     *
     * @param count how many at each position (>= 4)
     * @param vphi the centre's azimuthal velocity [km/s], or that about which the stars lie
     * @param dvMin least distance from the centre [km/s, >= 0]
     * @param dvMax largest distance from the centre [km/s]
     * @param points how they are chosen
     */
    public record Velocities(int count, AutoNumber vphi, double dvMin, double dvMax, VelocityPoints points)
            implements Serializable {
        /** @throws IllegalArgumentException when the shell is empty */
        public Velocities {
            if (!(dvMin < dvMax)) {
                throw new IllegalArgumentException("accelerations.velocities.dvMin = " + dvMin
                        + " km/s must be less than accelerations.velocities.dvMax = " + dvMax + " km/s");
            }
        }

        /**
         * These velocities.
         *
         * @param starsVphi the azimuthal velocity about which the stars lie [km/s]
         * @param stars gives so many stars drawn from f; asked only for {@link VelocityPoints#LEARNED}
         * @throws UserError when too few of these stars are in the shell
         */
        public VelocityChoice choice(double starsVphi, IntFunction<Stars> stars) {
            double centre = vphi.orElse(starsVphi);
            return switch (points) {
                case RANDOM -> shell(centre, ShellPoints.RANDOM);
                case SOBOL -> shell(centre, ShellPoints.SOBOL);
                case LEARNED ->
                    nearest(centre, stars.apply(Math.multiplyExact(count, NearestStars.STARS_PER_VELOCITY)));
            };
        }

        private NearestStars nearest(double centre, Stars stars) {
            try {
                return new NearestStars(stars, shell(centre, ShellPoints.RANDOM));
            } catch (IllegalArgumentException e) {
                throw new UserError("accelerations.velocities: " + e.getMessage(), e);
            }
        }

        private VelocityShell shell(double centre, ShellPoints shellPoints) {
            return new VelocityShell(count, centre, dvMin, dvMax, shellPoints);
        }
    }

    /**
     * The windows over which accelerations are differentiated, and the column whose surface density is reported.
     *
     * @param halfWidthR half of the window in R [kpc, >= 0]
     * @param halfWidthz half of the window in z [kpc, >= 0]
     * @param absZ the column at profiles.R0 has |z| up to absZ [kpc, > 0]
     */
    public record Density(double halfWidthR, double halfWidthz, double absZ) implements Serializable {
        /** The windows in R and z. */
        MassDensity.Window window() {
            return new MassDensity.Window(halfWidthR, halfWidthz);
        }
    }

    /** The stage, and the path of its keys. */
    static final String STAGE = "accelerations";

    /** The key of the pattern speed. */
    public static final String PATTERN_SPEED = "accelerations.patternSpeed";

    /** The keys of {@code accelerations}. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .withoutEffect("datasets", Ranges.SETS)
            .withoutEffect("fields", new Shape.Items(Ranges.word(FieldType.class), 1))
            .with(
                    "grid",
                    KeyGroup.keys()
                            .with("R", Ranges.POINTS)
                            .with("z", Ranges.POINTS)
                            .with("Rmin", Ranges.orAuto(Ranges.KPC))
                            .with("Rmax", Ranges.orAuto(Ranges.KPC))
                            .with("zmin", Ranges.orAuto(Ranges.HEIGHT))
                            .with("zmax", Ranges.orAuto(Ranges.HEIGHT)))
            .with(
                    "profiles",
                    KeyGroup.keys()
                            .with("points", Ranges.POINTS)
                            .with("R0", Ranges.orAuto(Ranges.KPC))
                            .with("absZmax", Ranges.orAuto(Ranges.KPC))
                            .with("Rmin", Ranges.orAuto(Ranges.KPC))
                            .with("Rmax", Ranges.orAuto(Ranges.KPC)))
            .with(
                    "velocities",
                    KeyGroup.keys()
                            .with("count", new Shape.Whole(BoltzmannInversion.MIN_VELOCITIES, 100_000))
                            .with("vphi", Ranges.orAuto(Ranges.VELOCITY))
                            .with("dvMin", Ranges.decimal(0, 1e5, "km/s"))
                            .with("dvMax", Ranges.KM_S)
                            .with("points", Ranges.word(VelocityPoints.class)))
            .with("weighting", Ranges.word(Weighting.class))
            .with("estimator", Ranges.word(Estimator.class))
            .with("patternSpeed", Ranges.orAuto(Ranges.decimal(-1000, 1000, "km/s/kpc")))
            .with("edge", Ranges.WIDTH)
            .with(
                    "density",
                    KeyGroup.keys()
                            .with("halfWidthR", Ranges.WIDTH)
                            .with("halfWidthz", Ranges.WIDTH)
                            .with("absZ", Ranges.orAuto(Ranges.KPC)));

    /** Those that a declared set may have values of its own of. */
    public static final KeyGroup OWN = KEYS.only("fields", "patternSpeed");

    /** The part of a checked configuration that a field depends on, beside the f that it is found from. */
    public static StageConfiguration recipe(Config config) {
        List<String> keys = new ArrayList<>(KEYS.inRecipe(STAGE));
        keys.add("seed");
        // Where flows do not see azimuths it says nothing, as before there was this key.
        return StageConfiguration.of(
                config, keys, TrainingVolume.azimuth(config) == 0 ? List.of(PATTERN_SPEED) : List.of());
    }

    /** The lists are copied. */
    public AccelerationSettings {
        datasets = List.copyOf(datasets);
        fields = List.copyOf(fields);
    }

    /** The settings of a checked configuration. */
    public static AccelerationSettings from(Config config) {
        List<String> datasets = SetNames.of(config, "accelerations.datasets");
        SetNames.checkWithin(
                datasets, "accelerations.datasets", SetNames.of(config, "train.datasets"), "train.datasets");
        Config profiles = config.getConfig("accelerations.profiles");
        Config velocities = config.getConfig("accelerations.velocities");
        Config density = config.getConfig("accelerations.density");
        Estimator estimator = Choice.of(Estimator.class, config.getString("accelerations.estimator"));
        int members = config.getInt("train.members");
        if (estimator == Estimator.CROSS && members < 2) {
            throw new IllegalArgumentException(
                    "accelerations.estimator = cross multiplies gradients of different flows, but" + " train.members = "
                            + members + ": train at least 2, or choose the estimator moments");
        }
        return new AccelerationSettings(
                config.getLong("seed"),
                datasets,
                members,
                config.getStringList("accelerations.fields").stream()
                        .map(word -> Choice.of(FieldType.class, word))
                        .toList(),
                FieldGrid.from(config),
                new Profiles(
                        profiles.getInt("points"),
                        profiles.getDouble("R0"),
                        profiles.getDouble("absZmax"),
                        profiles.getDouble("Rmin"),
                        profiles.getDouble("Rmax")),
                new Velocities(
                        velocities.getInt("count"),
                        AutoNumber.of(config, "accelerations.velocities.vphi"),
                        velocities.getDouble("dvMin"),
                        velocities.getDouble("dvMax"),
                        Choice.of(VelocityPoints.class, velocities.getString("points"))),
                Choice.of(Weighting.class, config.getString("accelerations.weighting")),
                estimator,
                AutoNumber.of(config, PATTERN_SPEED),
                config.getDouble("accelerations.edge"),
                new Density(
                        density.getDouble("halfWidthR"), density.getDouble("halfWidthz"), density.getDouble("absZ")));
    }

    /** The radial profile's positions, then the vertical one's; their indices follow those of the grid. */
    List<Position> profilePositions() {
        long index = (long) grid.R() * grid.z();
        List<Position> positions = new ArrayList<>();
        for (double R : profiles.Rs()) {
            positions.add(new Position(index++, R, 0));
        }
        for (double z : profiles.zs()) {
            positions.add(new Position(index++, profiles.R0(), z));
        }
        return positions;
    }

    /**
     * The inversion of flows, for which stars are drawn from them when velocities are {@link VelocityPoints#LEARNED}, in the frame of
     * {@link #frame} when they see azimuths.
     *
     * @throws UserError when too few of these stars are in the flows' volume, or in the velocities' shell
     */
    public BoltzmannInversion inversion(FlowDistributionFunction f) {
        BoltzmannInversion inversion = unturned(f);
        return f.azimuth().isEmpty() ? inversion : inversion.inFrame(frame(f, inversion));
    }

    /** The same in a frame that is known already. */
    public BoltzmannInversion inversion(FlowDistributionFunction f, PatternSpeed frame) {
        return unturned(f).inFrame(frame);
    }

    /**
     * The frame in which flows that see azimuths are taken as steady: of the pattern speed that is given, or else the one that they say.
     * Where they decide none it does not rotate.
     */
    public PatternSpeed frame(FlowDistributionFunction f) {
        return frame(f, unturned(f));
    }

    private PatternSpeed frame(FlowDistributionFunction f, BoltzmannInversion inversion) {
        if (patternSpeed.isGiven()) {
            return PatternSpeed.given(patternSpeed.given());
        }
        // Flows of the same stars share these stars' noise, which then decides with them.
        boolean enough = f.parts() >= PatternSpeed.FEWEST_PARTS
                && Arrays.stream(f.groups()).distinct().count() >= PatternSpeed.FEWEST_PARTS;
        Optional<PatternSpeed> found = enough
                ? inversion.patternSpeed(
                        Ensemble.ofFlows(f), f.volume(), f.azimuth().getAsDouble())
                : Optional.empty();
        return found.orElse(PatternSpeed.INERTIAL);
    }

    private BoltzmannInversion unturned(FlowDistributionFunction f) {
        return inversion(velocities.choice(f.vphi(), count -> {
            try {
                return f.sampleInside(count, RandomStreams.stream(runSeed, Purpose.VELOCITY_STARS));
            } catch (IllegalStateException e) {
                throw new UserError(
                        "accelerations.velocities.points = learned: " + e.getMessage()
                                + " Train longer, or take points = sobol.",
                        e);
            }
        }));
    }

    /**
     * The inversion of the model's own f, from which stars are drawn wherever accelerations are wanted when velocities are {@link
     * VelocityPoints#LEARNED}; the measure does not matter to velocities at one place.
     *
     * @throws UserError when f cannot be sampled, or too few of these stars are in the velocities' shell
     */
    BoltzmannInversion inversion(ModelSettings model) {
        return inversion(velocities.choice(model.vphi(), count -> {
            Region region = new Region(
                    Math.min(grid.Rmin(), Math.min(profiles.R0(), profiles.Rmin())),
                    Math.max(grid.Rmax(), Math.max(profiles.R0(), profiles.Rmax())),
                    Math.max(Math.max(Math.abs(grid.zmin()), Math.abs(grid.zmax())), profiles.absZmax()));
            try {
                return model.sampler(region, Measure.VOLUME)
                        .sample(runSeed, Purpose.VELOCITY_STARS, 0, count)
                        .stars();
            } catch (IllegalArgumentException e) {
                throw new UserError(
                        "accelerations.velocities.points = learned: " + e.getMessage()
                                + " Its populations are df.populations; or take points = sobol.",
                        e);
            }
        }));
    }

    private BoltzmannInversion inversion(VelocityChoice choice) {
        return new BoltzmannInversion(choice, weighting, estimator, runSeed);
    }
}
