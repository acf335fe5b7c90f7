package io.github.localflows.galaxy;

import com.typesafe.config.Config;
import io.github.localflows.config.Choice;
import io.github.localflows.df.GuidingRadius;
import io.github.localflows.df.Population;
import io.github.localflows.df.QuasiIsothermalMixture;
import java.io.Serializable;
import java.util.List;

/**
 * The model galaxy: potential, actions and distribution function, from the keys of {@code potential}, {@code actions}
 * and {@code df}.
 *
 * @param potential the potential
 * @param Delta focal distance of the Staeckel fudge [kpc, > 0]
 * @param Rsigma radius over which the velocity dispersions fall by e [kpc, > 0]
 * @param L0 scale of the taper that removes counter-rotating stars [kpc km/s, > 0]
 * @param guidingRadius which function of Lz the guiding radius is
 * @param populations the quasi-isothermal populations, at least one
 */
public record ModelSettings(
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

    /** @throws IllegalArgumentException when there is no population */
    public ModelSettings {
        populations = List.copyOf(populations);
        if (populations.isEmpty()) {
            throw new IllegalArgumentException("df.populations is empty: give at least one population");
        }
    }

    /** The settings of a checked configuration. */
    public static ModelSettings from(Config config) {
        List<PopulationSettings> populations = config.getConfigList("df.populations").stream()
                .map(population -> new PopulationSettings(
                        population.getDouble("weight"), population.getDouble("hR"), population.getDouble("sigmaR")))
                .toList();
        return new ModelSettings(
                PotentialSettings.from(config),
                config.getDouble("actions.focalDistance"),
                config.getDouble("df.Rsigma"),
                config.getDouble("df.L0"),
                Choice.of(GuidingRadius.class, config.getString("df.guidingRadius")),
                populations);
    }

    /** The distribution function in its potential; costly to build, so make one per task. */
    public QuasiIsothermalMixture mixture() {
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
