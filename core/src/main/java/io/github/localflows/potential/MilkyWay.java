package io.github.localflows.potential;

import java.util.List;

/** The Galaxy's potential as Naik et al. (2022) take it: MWPotential2014 of Bovy (2015, ApJS 216, 29) in round numbers. */
public final class MilkyWay {
    /** Radius at which the parts are normalised, about the Sun's [kpc]. */
    public static final double R0 = 8;

    /** Circular velocity at {@link #R0} [km/s]. */
    public static final double V0 = 220;

    private MilkyWay() {}

    /** A bulge (5% of v0²), a Miyamoto-Nagai disc (60%) and an NFW halo (35%). */
    public static CompositePotential potential() {
        return CompositePotential.normalised(
                R0,
                V0,
                List.of(
                        new PotentialPart(new PowerLawCutoff(1.8, 1.9), 0.05),
                        new PotentialPart(new MiyamotoNagai(3, 0.28), 0.60),
                        new PotentialPart(new NFW(16), 0.35)));
    }
}
