package io.github.localflows.galaxy;

import com.typesafe.config.Config;
import io.github.localflows.config.AutoNumber;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.ExponentialDisc;
import io.github.localflows.potential.PotentialPart;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The potential, from the keys of {@code potential}.
 *
 * @param R0 radius of normalisation [kpc, > 0]
 * @param v0 circular velocity at (R0, 0) [km/s, > 0]
 * @param parts what the potential is the sum of; their shares sum to 1
 */
public record PotentialSettings(double R0, double v0, List<Part> parts) implements Serializable {
    /**
     * One part.
     *
     * @param type its form
     * @param share its share of v0^2 at (R0, 0) (> 0)
     * @param parameters the values of {@link PartType#parameters()}, in their order
     */
    public record Part(PartType type, double share, List<Double> parameters) implements Serializable {
        /** @throws IllegalArgumentException when a parameter is missing, there is one too many, or they do not go together */
        public Part {
            parameters = List.copyOf(parameters);
            if (parameters.size() != type.parameters().size()) {
                throw new IllegalArgumentException(
                        "a part of type " + type.key() + " needs " + type.parameters() + ", not " + parameters);
            }
            type.shape(parameters);
        }
    }

    private static final String SHARE = "share";
    private static final String SURFACE_DENSITY = "surfaceDensity";

    /** A part of a potential. */
    static final Shape PART = new Shape.Typed(partTypes());

    /** The keys of {@code potential}. */
    public static final KeyGroup KEYS =
            KeyGroup.keys().with("R0", Ranges.SCALE).with("v0", Ranges.KM_S).with("parts", new Shape.Items(PART, 1));

    private static Map<String, Shape.Group> partTypes() {
        Map<String, Shape.Group> parts = new LinkedHashMap<>();
        for (PartType type : PartType.values()) {
            KeyGroup keys = KeyGroup.keys().with("type", new Shape.Word(List.of(type.key())));
            Shape share = Ranges.orAuto(Ranges.decimal(1e-12, 1, ""));
            if (type == PartType.EXPONENTIAL_DISC) {
                keys.mayHave(SHARE, share).mayHave(SURFACE_DENSITY, Ranges.decimal(1e-6, 1e6, "Msun/pc^2"));
            } else {
                keys.with(SHARE, share);
            }
            for (String parameter : type.parameters()) {
                // A cusp of slope 3 or more would hold infinite mass.
                keys.with(parameter, parameter.equals("alpha") ? Ranges.below(0, 3) : Ranges.SCALE);
            }
            parts.put(type.key(), keys.element());
        }
        return parts;
    }

    /** @throws IllegalArgumentException when the shares do not sum to 1 */
    public PotentialSettings {
        parts = List.copyOf(parts);
        double shares = parts.stream().mapToDouble(Part::share).sum();
        if (!(Math.abs(shares - 1) <= CompositePotential.SHARE_ROUNDING)) {
            throw new IllegalArgumentException("the shares of potential.parts sum to " + shares + " (" + shares(parts)
                    + "): make them sum to 1, or give one of them share = auto, which is what the others leave");
        }
    }

    private static String shares(List<Part> parts) {
        return String.join(
                ", ",
                parts.stream()
                        .map(part -> part.type().key() + " " + part.share())
                        .toList());
    }

    /** The settings of a checked configuration. */
    public static PotentialSettings from(Config config) {
        double R0 = config.getDouble("potential.R0");
        double v0 = config.getDouble("potential.v0");
        return new PotentialSettings(R0, v0, withoutAuto(parts(config, "potential.parts", R0, v0)));
    }

    /** The parts that a key of a configuration lists, the share of one NaN where it is what the others leave. */
    static List<Part> parts(Config config, String key, double R0, double v0) {
        return config.getConfigList(key).stream()
                .map(part -> part(part, key, R0, v0))
                .toList();
    }

    private static Part part(Config part, String key, double R0, double v0) {
        PartType type = PartType.ofKey(part.getString("type"));
        List<Double> parameters =
                type.parameters().stream().map(part::getDouble).toList();
        if (part.hasPath(SHARE) == part.hasPath(SURFACE_DENSITY)) {
            throw new IllegalArgumentException("a part of " + key + ", of type " + type.key() + ", has "
                    + (part.hasPath(SHARE) ? "both share and surfaceDensity" : "neither share nor surfaceDensity")
                    + ": give one of them");
        }
        double share = part.hasPath(SHARE)
                ? AutoNumber.of(part, SHARE).given()
                : PotentialPart.ofSurfaceDensity(
                                (ExponentialDisc) type.shape(parameters), part.getDouble(SURFACE_DENSITY), R0, v0)
                        .share();
        return new Part(type, share, parameters);
    }

    private static List<Part> withoutAuto(List<Part> given) {
        List<Part> open =
                given.stream().filter(part -> Double.isNaN(part.share())).toList();
        if (open.isEmpty()) {
            return given;
        }
        double others = given.stream()
                .filter(part -> !Double.isNaN(part.share()))
                .mapToDouble(Part::share)
                .sum();
        if (open.size() > 1) {
            throw new IllegalArgumentException(open.size()
                    + " of potential.parts have share = auto: one part at most can have what the others leave");
        }
        if (!(others < 1)) {
            throw new IllegalArgumentException("the shares of potential.parts sum to " + others
                    + " without the one that is auto: they must leave it something");
        }
        return given.stream()
                .map(part -> Double.isNaN(part.share()) ? new Part(part.type(), 1 - others, part.parameters()) : part)
                .toList();
    }

    /** The potential itself; costly to build, so make one per partition. */
    public CompositePotential potential() {
        return CompositePotential.normalised(
                R0,
                v0,
                parts.stream()
                        .map(part -> new PotentialPart(part.type().shape(part.parameters()), part.share()))
                        .toList());
    }
}
