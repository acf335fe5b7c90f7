package io.github.localflows.galaxy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import io.github.localflows.action.StaeckelActionFinder;
import io.github.localflows.config.Choice;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.df.DistributionFunction;
import io.github.localflows.df.GuidingRadius;
import io.github.localflows.df.HernquistSphere;
import io.github.localflows.df.Measure;
import io.github.localflows.df.Population;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Region;
import io.github.localflows.sampling.Sampler;
import io.github.localflows.sampling.SphereSampler;
import io.github.localflows.sampling.StarSampler;
import java.io.Serializable;
import java.util.List;

/**
 * The model galaxy: potential, actions and distribution function, from the keys of {@code potential}, {@code actions}
 * and {@code df}. What the distribution function of its type does not know of is there and has no effect.
 *
 * @param type which distribution function
 * @param potential the potential
 * @param Delta focal distance of the Staeckel fudge [kpc, > 0]
 * @param Rsigma radius over which the velocity dispersions fall by e [kpc, > 0]
 * @param L0 scale of the taper that removes counter-rotating stars [kpc km/s, > 0]
 * @param guidingRadius which function of Lz the guiding radius is
 * @param populations the quasi-isothermal populations, at least one
 */
public record ModelSettings(
        ModelType type,
        PotentialSettings potential,
        double Delta,
        double Rsigma,
        double L0,
        GuidingRadius guidingRadius,
        List<PopulationSettings> populations)
        implements Serializable {
    /**
     * A quasi-isothermal population.
     *
     * @param weight its weight in the sum (> 0)
     * @param hR scale length [kpc, > 0]
     * @param sigmaR radial velocity dispersion at R0 [km/s, > 0]
     */
    public record PopulationSettings(double weight, double hR, double sigmaR) implements Serializable {}

    /** The keys of {@code actions}. */
    public static final KeyGroup ACTIONS = KeyGroup.keys().with("focalDistance", Ranges.SCALE);

    private static final Shape.Decimal DEX = Ranges.decimal(-100, 100, "dex");

    /** The keys of {@code df}. */
    public static final KeyGroup DF = KeyGroup.keys()
            .with("type", Ranges.word(ModelType.class))
            .with("Rsigma", Ranges.SCALE)
            .with("L0", Ranges.decimal(1e-6, 1e6, "kpc km/s"))
            .with("guidingRadius", Ranges.word(GuidingRadius.class))
            .with(
                    "populations",
                    new Shape.Items(
                            KeyGroup.keys()
                                    .with("weight", Ranges.decimal(1e-12, 1e12, ""))
                                    .with("hR", Ranges.SCALE)
                                    .with("sigmaR", Ranges.KM_S)
                                    .mayHave("feH", DEX)
                                    .mayHave("alphaFe", DEX)
                                    .element(),
                            1));

    /** Which population is meant; nothing is computed from it. */
    private static final List<String> LABELS = List.of("feH", "alphaFe");

    /** @throws IllegalArgumentException when there is no population, or the potential is not that of the sphere */
    public ModelSettings {
        populations = List.copyOf(populations);
        if (populations.isEmpty()) {
            throw new IllegalArgumentException("df.populations is empty: give at least one population");
        }
        if (type == ModelType.HERNQUIST && !isOneHernquist(potential)) {
            throw new IllegalArgumentException("df.type = hernquist is the sphere that makes its own potential, but"
                    + " potential.parts has "
                    + String.join(
                            ", ",
                            potential.parts().stream()
                                    .map(part -> part.type().key())
                                    .toList())
                    + ": give one part, { type = hernquist, share = 1, scaleRadius = ... }");
        }
    }

    private static boolean isOneHernquist(PotentialSettings potential) {
        return potential.parts().size() == 1 && potential.parts().get(0).type() == PartType.HERNQUIST;
    }

    /** The settings of a checked configuration. */
    public static ModelSettings from(Config config) {
        List<PopulationSettings> populations = config.getConfigList("df.populations").stream()
                .map(population -> new PopulationSettings(
                        population.getDouble("weight"), population.getDouble("hR"), population.getDouble("sigmaR")))
                .toList();
        return new ModelSettings(
                Choice.of(ModelType.class, config.getString("df.type")),
                PotentialSettings.from(config),
                config.getDouble("actions.focalDistance"),
                config.getDouble("df.Rsigma"),
                config.getDouble("df.L0"),
                Choice.of(GuidingRadius.class, config.getString("df.guidingRadius")),
                populations);
    }

    /** The part of a checked configuration that the galaxy, and so its stars, depend on. */
    public static StageConfiguration recipe(Config config) {
        List<ConfigObject> populations = config.getConfigList("df.populations").stream()
                .map(ModelSettings::withoutLabels)
                .toList();
        Config unlabelled = config.withValue("df.populations", ConfigValueFactory.fromIterable(populations));
        return StageConfiguration.of(unlabelled, from(config).paths(), List.of());
    }

    private static ConfigObject withoutLabels(Config population) {
        Config unlabelled = population;
        for (String label : LABELS) {
            unlabelled = unlabelled.withoutPath(label);
        }
        return unlabelled.root();
    }

    /** The azimuthal velocity about which the galaxy's stars lie [km/s], roughly: there flows' features and shells of velocities are centred. */
    public double vphi() {
        return switch (type) {
            case QUASI_ISOTHERMAL -> potential.v0();
            case HERNQUIST -> 0;
        };
    }

    private List<String> paths() {
        return switch (type) {
            case QUASI_ISOTHERMAL ->
                List.of("potential", "actions", "df.Rsigma", "df.L0", "df.guidingRadius", "df.populations");
            case HERNQUIST -> List.of("potential", "df.type");
        };
    }

    /** The distribution function in its potential; costly to build, so make one per task. */
    public DistributionFunction f() {
        return switch (type) {
            case QUASI_ISOTHERMAL -> mixture();
            case HERNQUIST -> sphere();
        };
    }

    /**
     * What draws stars of the distribution function; costly to build, so make one per process.
     *
     * @param region where the stars are
     * @param measure whether they have density R f or f
     * @throws IllegalArgumentException when there is nothing to draw
     */
    public Sampler sampler(Region region, Measure measure) {
        return switch (type) {
            case QUASI_ISOTHERMAL -> new StarSampler(mixture(), region, measure);
            case HERNQUIST -> new SphereSampler(sphere(), region, measure);
        };
    }

    /** What finds the actions of stars in the potential, whatever the distribution function; costly to build. */
    public StaeckelActionFinder actionFinder() {
        return new StaeckelActionFinder(potential.potential(), Delta);
    }

    private HernquistSphere sphere() {
        return HernquistSphere.in(potential.potential());
    }

    private QuasiIsothermalMixture mixture() {
        return new QuasiIsothermalMixture(
                potential.potential(),
                Delta,
                potential.R0(),
                Rsigma,
                L0,
                populations.stream()
                        .map(population -> new Population(population.weight(), population.hR(), population.sigmaR()))
                        .toList(),
                guidingRadius);
    }
}
