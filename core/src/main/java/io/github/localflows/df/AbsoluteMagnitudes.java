package io.github.localflows.df;

import java.io.Serializable;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Absolute magnitudes M whose density is proportional to exp(slope M) between two ends, the same everywhere.
 *
 * @param slope how fast stars become more numerous as they become fainter [1/mag, > 0]
 * @param brightest the least M [mag]
 * @param faintest the largest M [mag]
 */
public record AbsoluteMagnitudes(double slope, double brightest, double faintest) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Roughly the stars of the disc near the Sun: exp(0.55 M) between -5 and 12. */
    public static final AbsoluteMagnitudes DISC = new AbsoluteMagnitudes(0.55, -5, 12);

    /** exp of more than this is no number. */
    private static final double MOST_EXPONENT = 700;

    /** @throws IllegalArgumentException when the slope is not positive, or the ends are not in their order */
    public AbsoluteMagnitudes {
        if (!(slope > 0 && brightest < faintest && slope * (faintest - brightest) < MOST_EXPONENT)
                || Double.isInfinite(brightest)) {
            throw new IllegalArgumentException("absolute magnitudes with density exp(" + slope + " M) from " + brightest
                    + " to " + faintest + ": the slope must be positive, the ends finite, the brighter one first, and"
                    + " the slope times their distance below " + MOST_EXPONENT);
        }
    }

    /** Which fraction of the stars has a magnitude below M: 0 at the brightest, 1 from the faintest on. */
    public double fractionBrighterThan(double M) {
        if (M <= brightest) {
            return 0;
        }
        return M >= faintest ? 1 : StrictMath.expm1(slope * (M - brightest)) / StrictMath.expm1(span());
    }

    /** The magnitude of a star, for which one number is taken. */
    public double draw(UniformRandomProvider random) {
        return brightest + StrictMath.log1p(random.nextDouble() * StrictMath.expm1(span())) / slope;
    }

    private double span() {
        return slope * (faintest - brightest);
    }
}
