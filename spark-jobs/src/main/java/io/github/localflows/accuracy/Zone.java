package io.github.localflows.accuracy;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The positions with Rmin &lt; R &lt; Rmax and absZmin &lt; |z| &lt; absZmax, the limits themselves left out, but for
 * the plane z = 0, which belongs to a zone that starts there.
 *
 * @param Rmin least radius [kpc]
 * @param Rmax largest radius [kpc]
 * @param absZmin least distance from the plane [kpc], 0 or more
 * @param absZmax largest distance from the plane [kpc]
 */
public record Zone(double Rmin, double Rmax, double absZmin, double absZmax) {
    /** Refuses an empty zone. */
    public Zone {
        if (!(Rmin >= 0 && Rmin < Rmax && absZmin >= 0 && absZmin < absZmax)) {
            throw new IllegalArgumentException("zone " + Rmin + " < R < " + Rmax + ", " + absZmin + " < |z| < "
                    + absZmax + " kpc: both ranges must start at 0 or more and not be empty.");
        }
    }

    /** Whether the zone holds the position [kpc]. */
    public boolean contains(double R, double z) {
        double absZ = Math.abs(z);
        return R > Rmin && R < Rmax && (absZ > absZmin || absZmin == 0) && absZ < absZmax;
    }

    /** The range of |z| in words, as {@code 0.3 < |z| < 1.5 kpc}. */
    public String heights() {
        return absZmin == 0
                ? "|z| < " + plain(absZmax) + " kpc"
                : plain(absZmin) + " < |z| < " + plain(absZmax) + " kpc";
    }

    /** The range of R in words, as {@code 7.2 < R < 8.8}. */
    public String radii() {
        return plain(Rmin) + " < R < " + plain(Rmax);
    }

    /** A length for people: four figures at most, and no idle zeros. */
    public static String plain(double kpc) {
        BigDecimal rounded = BigDecimal.valueOf(kpc).round(new MathContext(4)).stripTrailingZeros();
        return rounded.toPlainString();
    }
}
