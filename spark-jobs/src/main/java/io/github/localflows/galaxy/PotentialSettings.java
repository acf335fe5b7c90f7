package io.github.localflows.galaxy;

import com.typesafe.config.Config;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.potential.CompositePotential;
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
        /** @throws IllegalArgumentException when a parameter is missing or there is one too many */
        public Part {
            parameters = List.copyOf(parameters);
            if (parameters.size() != type.parameters().size()) {
                throw new IllegalArgumentException(
                        "a part of type " + type.key() + " needs " + type.parameters() + ", not " + parameters);
            }
        }
    }

    /** The keys of {@code potential}. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .with("R0", Ranges.SCALE)
            .with("v0", Ranges.KM_S)
            .with("parts", new Shape.Items(new Shape.Typed(partTypes()), 1));

    private static Map<String, Shape.Group> partTypes() {
        Map<String, Shape.Group> parts = new LinkedHashMap<>();
        for (PartType type : PartType.values()) {
            KeyGroup keys = KeyGroup.keys()
                    .with("type", new Shape.Word(List.of(type.key())))
                    .with("share", Ranges.decimal(1e-12, 1, ""));
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
            throw new IllegalArgumentException(
                    "the shares of potential.parts sum to " + shares + ": make them sum to 1");
        }
    }

    /** The settings of a checked configuration. */
    public static PotentialSettings from(Config config) {
        List<Part> parts = config.getConfigList("potential.parts").stream()
                .map(part -> {
                    PartType type = PartType.ofKey(part.getString("type"));
                    List<Double> parameters =
                            type.parameters().stream().map(part::getDouble).toList();
                    return new Part(type, part.getDouble("share"), parameters);
                })
                .toList();
        return new PotentialSettings(config.getDouble("potential.R0"), config.getDouble("potential.v0"), parts);
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
