package io.github.localflows.galaxy;

import com.typesafe.config.Config;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.field.MassDensity;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.PotentialPart;
import java.util.List;
import java.util.Optional;

/**
 * What of a galaxy is stars and gas, from the keys of {@code baryons}: the rest of the mass that a potential needs is dark.
 *
 * @param potential of the baryons; empty when the configuration has none
 * @param error of their density, 1 sigma, as a part of it
 */
public record Baryons(Optional<CompositePotential> potential, double error) {
    /** Shares of several parts may add up to this, but for rounding. */
    private static final double MOST_SHARE = 1 + CompositePotential.SHARE_ROUNDING;

    /** The keys of {@code baryons}. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .withoutEffect("parts", new Shape.Items(PotentialSettings.PART, 0))
            .withoutEffect("error", Ranges.decimal(0, 10, ""));

    /** A configuration without baryons. */
    public static final Baryons NONE = new Baryons(Optional.empty(), 0);

    /**
     * Those of a checked configuration.
     *
     * @throws IllegalArgumentException when a part has no share, or all together have more than the galaxy
     */
    public static Baryons from(Config config) {
        double R0 = config.getDouble("potential.R0");
        double v0 = config.getDouble("potential.v0");
        List<PotentialSettings.Part> parts = PotentialSettings.parts(config, "baryons.parts", R0, v0);
        double error = config.getDouble("baryons.error");
        if (parts.isEmpty()) {
            return new Baryons(Optional.empty(), error);
        }
        double shares =
                parts.stream().mapToDouble(PotentialSettings.Part::share).sum();
        if (!(shares <= MOST_SHARE)) {
            throw new IllegalArgumentException("the shares of baryons.parts sum to " + shares
                    + " of potential.v0 squared: they must sum to 1 at most, and none of them can be auto");
        }
        List<PotentialPart> ofThem = parts.stream()
                .map(part -> new PotentialPart(part.type().shape(part.parameters()), part.share() / shares))
                .toList();
        return new Baryons(Optional.of(CompositePotential.normalised(R0, v0 * Math.sqrt(shares), ofThem)), error);
    }

    /** The types of those parts that the model galaxy of a checked configuration does not have as well. */
    public static List<String> notInTheModel(Config config) {
        double R0 = config.getDouble("potential.R0");
        double v0 = config.getDouble("potential.v0");
        List<PotentialSettings.Part> model = PotentialSettings.parts(config, "potential.parts", R0, v0);
        return PotentialSettings.parts(config, "baryons.parts", R0, v0).stream()
                .filter(part -> model.stream()
                        .noneMatch(other -> part.type() == other.type()
                                && part.parameters().equals(other.parameters())
                                && (Double.isNaN(other.share()) || part.share() == other.share())))
                .map(part -> part.type().key())
                .toList();
    }

    /** Their density [Msun/pc³]; empty without baryons. */
    public Optional<Double> density(double R, double z) {
        return potential.map(of -> of.density(R, z));
    }

    /** Their mass within a height of the plane [Msun/pc²]; empty without baryons. */
    public Optional<Double> surfaceDensity(double R, double absZ) {
        return potential.map(of -> MassDensity.surfaceDensity(of, R, absZ));
    }
}
