package io.github.localflows.potential;

import java.util.List;

/** The Milky Way with a thin disc at the halo's expense. */
public final class ThinDisc {
    private ThinDisc() {}

    /** With a disc of scale height hz [kpc] and a surface density at the Sun's radius [Msun/pc²]. */
    public static CompositePotential galaxy(double hz, double surfaceDensity) {
        PotentialPart thin =
                PotentialPart.ofSurfaceDensity(new ExponentialDisc(3, hz), surfaceDensity, MilkyWay.R0, MilkyWay.V0);
        return CompositePotential.normalised(
                MilkyWay.R0,
                MilkyWay.V0,
                List.of(
                        new PotentialPart(new PowerLawCutoff(1.8, 1.9), 0.05),
                        new PotentialPart(new MiyamotoNagai(3, 0.28), 0.60),
                        new PotentialPart(new NFW(16), 0.35 - thin.share()),
                        thin));
    }
}
