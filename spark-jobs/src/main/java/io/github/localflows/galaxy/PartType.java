package io.github.localflows.galaxy;

import io.github.localflows.potential.ExponentialDisc;
import io.github.localflows.potential.Hernquist;
import io.github.localflows.potential.Isochrone;
import io.github.localflows.potential.Kepler;
import io.github.localflows.potential.MiyamotoNagai;
import io.github.localflows.potential.NFW;
import io.github.localflows.potential.Plummer;
import io.github.localflows.potential.PotentialShape;
import io.github.localflows.potential.PowerLawCutoff;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The types of part that a potential can be made of, each with the names of its parameters in their order. */
public enum PartType {
    /** rho ~ r^-alpha exp(-(r/cutoffRadius)^2). */
    POWER_LAW_CUTOFF("power-law-cutoff", p -> new PowerLawCutoff(p.get(0), p.get(1)), "alpha", "cutoffRadius"),
    /** The disc of Miyamoto and Nagai (1975). */
    MIYAMOTO_NAGAI("miyamoto-nagai", p -> new MiyamotoNagai(p.get(0), p.get(1)), "a", "b"),
    /** A disc that is nearly exponential in R and in |z|. */
    EXPONENTIAL_DISC("exponential-disc", p -> new ExponentialDisc(p.get(0), p.get(1)), "hR", "hz"),
    /** The halo of Navarro, Frenk and White (1997). */
    NFW("nfw", p -> new NFW(p.get(0)), "scaleRadius"),
    /** The sphere of Hernquist (1990). */
    HERNQUIST("hernquist", p -> new Hernquist(p.get(0)), "scaleRadius"),
    /** The sphere of Plummer (1911). */
    PLUMMER("plummer", p -> new Plummer(p.get(0)), "b"),
    /** The sphere of Henon (1959). */
    ISOCHRONE("isochrone", p -> new Isochrone(p.get(0)), "b"),
    /** A point mass. */
    KEPLER("kepler", p -> new Kepler());

    private final String key;
    private final Function<List<Double>, PotentialShape> shape;
    private final List<String> parameters;

    PartType(String key, Function<List<Double>, PotentialShape> shape, String... parameters) {
        this.key = key;
        this.shape = shape;
        this.parameters = List.of(parameters);
    }

    /** What a configuration calls the type. */
    public String key() {
        return key;
    }

    /** The names of the parameters: lengths in kpc, and alpha, which has no unit. */
    public List<String> parameters() {
        return parameters;
    }

    /** The shape with these values of {@link #parameters()}. */
    PotentialShape shape(List<Double> values) {
        return shape.apply(values);
    }

    /** The type of that key, which has been checked. */
    static PartType ofKey(String key) {
        return Arrays.stream(values())
                .filter(type -> type.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no part type " + key));
    }
}
