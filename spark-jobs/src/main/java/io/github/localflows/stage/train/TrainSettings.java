package io.github.localflows.stage.train;

import com.typesafe.config.Config;
import io.github.localflows.config.AutoNumber;
import io.github.localflows.config.Choice;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.learned.FeatureMap;
import io.github.localflows.nf.kernel.Activation;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.phase.Region;
import io.github.localflows.stage.TrainingVolume;
import io.github.localflows.starset.Density;
import io.github.localflows.starset.SetNames;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is learned, from which stars and how, from the keys of {@code train} and {@code seed}.
 *
 * @param runSeed number that the random streams of the run start from
 * @param datasets the star sets whose density is learned
 * @param volume which of their stars are used
 * @param azimuth half the width of the sector about the Sun that these are in and whose azimuths flows see [rad]; 0 when stars are taken as
 *     axisymmetric
 * @param vphi the azimuthal velocity that flows' features are centred on [km/s], or what follows from the stars
 * @param heldOut fraction of these that no flow is trained on (0 &lt; heldOut &lt; 1)
 * @param members number of flows a star set (>= 1)
 * @param parts into how many parts the stars are divided, of which each flow sees one (>= 1, at most members)
 * @param radialFeature what flows see of a star's radius
 * @param layers autoregressive layers of a flow (>= 1)
 * @param hidden hidden units of each layer's network (>= 1)
 * @param blocks residual blocks of each layer's network (>= 1)
 * @param activation the function between the linear maps of these networks
 * @param epochs most epochs (>= 1)
 * @param batch stars a batch (>= 1)
 * @param learningRate first learning rate of Adam (> 0)
 * @param schedule how the learning rate falls
 * @param averaging how many epochs the average of the weights reaches back (>= 0; 0 for none)
 * @param patience epochs without a lower held-out loss after which training stops (>= 0; 0 for never)
 * @param plateau the numbers of {@link Schedule#PLATEAU}
 * @param start the star set whose flows' weights training starts from, or {@value #RANDOM}; which these are is an input of flows
 * @param checkpointEpochs epochs from one checkpoint to the next (>= 1), on which no flow depends
 * @param placement where flows are trained, on which none depends either
 */
public record TrainSettings(
        long runSeed,
        List<String> datasets,
        Volume volume,
        double azimuth,
        AutoNumber vphi,
        double heldOut,
        int members,
        int parts,
        RadialFeature radialFeature,
        int layers,
        int hidden,
        int blocks,
        Activation activation,
        int epochs,
        int batch,
        double learningRate,
        Schedule schedule,
        double averaging,
        int patience,
        Plateau plateau,
        String start,
        int checkpointEpochs,
        Placement placement)
        implements Serializable {
    /**
     * Where a star must be to be used: |R - R0| &lt; halfWidthR and |z| &lt; absZmax.
     *
     * @param R0 middle [kpc, > 0]
     * @param halfWidthR half the width [kpc, > 0]
     * @param absZmax half the height [kpc, > 0]
     */
    public record Volume(double R0, double halfWidthR, double absZmax) implements Serializable {
        /** @throws IllegalArgumentException when the volume reaches the axis */
        public Volume {
            if (!(halfWidthR < R0)) {
                throw new IllegalArgumentException("train.halfWidthR = " + halfWidthR
                        + " kpc must be less than train.R0 = " + R0 + " kpc: the volume must not reach the axis");
            }
        }

        /** The volume of a checked configuration. */
        public static Volume from(Config config) {
            return new Volume(
                    config.getDouble("train.R0"),
                    config.getDouble("train.halfWidthR"),
                    config.getDouble("train.absZmax"));
        }

        /** The radius that lies so many half widths outwards of R0 [kpc], to the digit, as 8 + 0.8 is 8.8. */
        public double R(double halfWidths) {
            return BigDecimal.valueOf(R0).add(product(halfWidths, halfWidthR)).doubleValue();
        }

        /** The height that is so large a part of absZmax [kpc], to the digit, as 0.7 times 2.5 is 1.75. */
        public double absZ(double part) {
            return product(part, absZmax).doubleValue();
        }

        private static BigDecimal product(double a, double b) {
            return BigDecimal.valueOf(a).multiply(BigDecimal.valueOf(b));
        }

        /** The same as flows know it. */
        public Region region() {
            return Region.about(R0, halfWidthR, absZmax);
        }
    }

    /** What flows see of a star's radius. */
    public enum RadialFeature {
        /** The normal variable of its place between the edges of the volume. */
        BOUNDED,
        /** Its distance from the middle. */
        LINEAR
    }

    /** How the learning rate falls. */
    public enum Schedule {
        /** After epochs without gain. */
        PLATEAU,
        /** A warm-up of 5% of the epochs, then half a cosine to 0. */
        COSINE
    }

    /** Where flows are trained. */
    public enum Placement {
        /** On the driver, one after another with all its cores. */
        DRIVER,
        /** On the executors, each in a task of its own. */
        EXECUTORS
    }

    /**
     * The numbers of the plateau schedule.
     *
     * @param factor what the rate is multiplied by (0 &lt; factor &lt; 1)
     * @param patience epochs without gain before it falls (>= 0)
     * @param threshold relative gain that counts as one (>= 0)
     * @param cooldown epochs of grace after a fall (>= 0)
     * @param floor the rate at which training stops (> 0)
     */
    public record Plateau(double factor, int patience, double threshold, int cooldown, double floor)
            implements Serializable {}

    /** In place of a star set whose flows training starts from. */
    private static final String RANDOM = "random";

    /** A sector's edges are not one, as they would be all around: flows do not know of a period. */
    private static final double MOST_AZIMUTH = FeatureMap.MOST_AZIMUTH;

    /** Narrower ones say nothing of how f depends on the azimuth. */
    private static final double LEAST_AZIMUTH = 0.05;

    private static final Shape.Decimal RATE = Ranges.decimal(1e-15, 10, "");
    private static final Shape EPOCHS = new Shape.Whole(1, 1_000_000);
    private static final Shape EPOCHS_OR_NONE = new Shape.Whole(0, 1_000_000);
    private static final Shape FLOWS = new Shape.Whole(1, 10_000);

    /**
     * The keys of {@code train}. How many flows there are changes none of them; neither does how often training leaves a
     * checkpoint, or where it goes on.
     */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .withoutEffect("datasets", Ranges.SETS)
            .with("R0", Ranges.KPC)
            .with("halfWidthR", Ranges.KPC)
            .with("absZmax", Ranges.KPC)
            .with("azimuth", Ranges.decimal(0, MOST_AZIMUTH, "rad"))
            .with("vphi", Ranges.orAuto(Ranges.VELOCITY))
            .with("heldOut", Ranges.between(0, 1))
            .withoutEffect("members", FLOWS)
            .with("parts", FLOWS)
            .with("radialFeature", Ranges.word(RadialFeature.class))
            .with("layers", new Shape.Whole(1, 1000))
            .with("hidden", new Shape.Whole(1, 10_000))
            .with("blocks", new Shape.Whole(1, 1000))
            .with("activation", Ranges.word(Activation.class))
            .with("epochs", EPOCHS)
            .with("batch", new Shape.Whole(1, 100_000_000))
            .with("learningRate", RATE)
            .with("schedule", Ranges.word(Schedule.class))
            .with("averaging", Ranges.decimal(0, 1e6, "epochs"))
            .with("patience", EPOCHS_OR_NONE)
            .with(
                    "plateau",
                    KeyGroup.keys()
                            .with("factor", Ranges.between(0, 1))
                            .with("patience", EPOCHS_OR_NONE)
                            .with("threshold", Ranges.below(0, 1))
                            .with("cooldown", EPOCHS_OR_NONE)
                            .with("floor", RATE))
            .withoutEffect("start", new Shape.SetName())
            .withoutEffect("checkpointEpochs", EPOCHS)
            .withoutEffect("placement", Ranges.word(Placement.class));

    /** Those that a declared set may have values of its own of. */
    public static final KeyGroup OWN = KEYS.only(
            "azimuth",
            "members",
            "parts",
            "layers",
            "hidden",
            "blocks",
            "activation",
            "epochs",
            "batch",
            "learningRate",
            "schedule",
            "averaging",
            "patience",
            "start");

    /** The part of a checked configuration that a flow depends on, whichever member it is, beside its stars. */
    public static StageConfiguration recipe(Config config) {
        List<String> keys = new ArrayList<>(KEYS.inRecipe("train"));
        keys.add("seed");
        // What was made before there was this key is still good.
        return StageConfiguration.of(
                config, keys, TrainingVolume.azimuth(config) == 0 ? List.of(TrainingVolume.AZIMUTH) : List.of());
    }

    /** With gradients, Adam's two moments and the best ones so far some 2 GB. */
    private static final double MOST_PARAMETERS = 1e8;

    /** All flows of a star set are in memory when they are asked: 8 GB. */
    private static final double MOST_PARAMETERS_OF_ALL = 2e9;

    /**
     * @throws IllegalArgumentException when the flows are larger than memory, or the learning rate starts at or below the
     *     floor where training stops, or there are more parts than members
     */
    public TrainSettings {
        if (parts > members) {
            throw new IllegalArgumentException("train.parts = " + parts + " must be at most train.members = " + members
                    + ": each part of the stars needs a flow that is trained on it");
        }
        if (azimuth > 0 && azimuth < LEAST_AZIMUTH) {
            throw new IllegalArgumentException(
                    TrainingVolume.AZIMUTH + " = " + azimuth + " rad must be 0, for stars that are"
                            + " taken as axisymmetric, or from " + LEAST_AZIMUTH + " to " + MOST_AZIMUTH);
        }
        double parameters = FlowShape.parameters(FeatureMap.FEATURES + (azimuth > 0 ? 1 : 0), 0, layers, hidden, blocks)
                .doubleValue();
        if (parameters > MOST_PARAMETERS || parameters * members > MOST_PARAMETERS_OF_ALL) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "train.members = %d flows of train.layers = %d, train.hidden = %d, train.blocks = %d have %.2g"
                            + " parameters each, and the most are %.0e, or %.0e of all members: make one of these smaller",
                    members,
                    layers,
                    hidden,
                    blocks,
                    parameters,
                    MOST_PARAMETERS,
                    MOST_PARAMETERS_OF_ALL));
        }
        if (schedule == Schedule.PLATEAU && !(plateau.floor() < learningRate)) {
            throw new IllegalArgumentException("train.plateau.floor = " + plateau.floor()
                    + " must be less than train.learningRate = " + learningRate + ", where the rate starts");
        }
        datasets = List.copyOf(datasets);
    }

    /** How many features flows of a density of these stars have. */
    int features(Density density) {
        return density.features() + (azimuth > 0 ? 1 : 0);
    }

    /** The star set whose flows' weights training starts from; empty for random weights. */
    Optional<String> startSet() {
        return start.equals(RANDOM) ? Optional.empty() : Optional.of(start);
    }

    /** The settings of a checked configuration. */
    public static TrainSettings from(Config config) {
        List<String> datasets = SetNames.of(config, "train.datasets");
        SetNames.checkWithin(datasets, "train.datasets", SetNames.from(config), "datasets");
        return new TrainSettings(
                config.getLong("seed"),
                datasets,
                Volume.from(config),
                TrainingVolume.azimuth(config),
                AutoNumber.of(config, "train.vphi"),
                config.getDouble("train.heldOut"),
                config.getInt("train.members"),
                config.getInt("train.parts"),
                Choice.of(RadialFeature.class, config.getString("train.radialFeature")),
                config.getInt("train.layers"),
                config.getInt("train.hidden"),
                config.getInt("train.blocks"),
                Choice.of(Activation.class, config.getString("train.activation")),
                config.getInt("train.epochs"),
                config.getInt("train.batch"),
                config.getDouble("train.learningRate"),
                Choice.of(Schedule.class, config.getString("train.schedule")),
                config.getDouble("train.averaging"),
                config.getInt("train.patience"),
                new Plateau(
                        config.getDouble("train.plateau.factor"),
                        config.getInt("train.plateau.patience"),
                        config.getDouble("train.plateau.threshold"),
                        config.getInt("train.plateau.cooldown"),
                        config.getDouble("train.plateau.floor")),
                config.getString("train.start"),
                config.getInt("train.checkpointEpochs"),
                Choice.of(Placement.class, config.getString("train.placement")));
    }
}
