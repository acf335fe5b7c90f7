package io.github.localflows.moments;

import io.github.localflows.expansion.PotentialBasis;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The functions psi of position and velocity whose rate of change along orbits is averaged over stars, see {@link WeakForm}:
 * <pre>
 *   psi = (1 - x²)² (1 - y²)² x^i Z(z) V(v),    x = (R - R0)/halfWidthR,  y = z/absZmax,  i = 0 .. degreeR
 * </pre>
 * It vanishes with its gradient at the edges of the volume. Z is 1 or sech²(z/h) of a height h (even), or z or tanh(z/h) (odd). V is a monomial
 * of (vR/widthR)^a ((vphi - vphi0)/widthphi)^b (vz/widthz)^c, a + b + c to degreeV, times exp(-r²/2) with r² the sum of the three's
 * squares, so that far stars do not rule.
 *
 * <p>Of the family {@link MomentFamily#DYNAMICS} are even Z with odd a and even c, and odd Z with even a and odd c; of {@link
 * MomentFamily#CONTINUITY} all Z with V = 1; {@link MomentFamily#MIRROR} are means of psi itself, i = 0, odd Z with 1, vphi and vz² and even Z
 * with vz, vphi vz and vz³.
 *
 * @param R0 middle of the volume [kpc]
 * @param halfWidthR of the volume [kpc]
 * @param absZmax of the volume [kpc]
 * @param degreeR of the polynomials in x
 * @param heights h [kpc], rising
 * @param vphi0 about which the velocities lie [km/s]
 * @param widthR of the Gaussian in vR [km/s, > 0]
 * @param widthphi of that in vphi [km/s, > 0]
 * @param widthz of that in vz [km/s, > 0]
 * @param degreeV of the polynomials in the velocities, at least 1
 */
public record TestFunctions(
        double R0,
        double halfWidthR,
        double absZmax,
        int degreeR,
        List<Double> heights,
        double vphi0,
        double widthR,
        double widthphi,
        double widthz,
        int degreeV)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** With 512 pieces of stars their sums are 1 GB. */
    private static final int MOST_MOMENTS = 700;

    private static final int MOST_DEGREE_V = 20;

    /** @throws IllegalArgumentException when a length or width is not positive, heights do not rise, or a degree is too small */
    public TestFunctions {
        heights = List.copyOf(heights);
        PotentialBasis.requireRising(heights);
        if (!(R0 > halfWidthR
                && halfWidthR > 0
                && absZmax > 0
                && R0 + halfWidthR + absZmax < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a volume of |R - " + R0 + "| < " + halfWidthR + " kpc, |z| < " + absZmax
                    + " kpc: the weak form needs edges, at positive radii");
        }
        if (!(widthR > 0 && widthphi > 0 && widthz > 0 && widthR + widthphi + widthz < Double.POSITIVE_INFINITY)
                || !Double.isFinite(vphi0)) {
            throw new IllegalArgumentException("velocities about vphi = " + vphi0 + " km/s within " + widthR + ", "
                    + widthphi + ", " + widthz + " km/s: the widths must be positive and all finite");
        }
        if (degreeR < 0 || degreeV < 1) {
            throw new IllegalArgumentException("test functions of degree " + degreeR + " in R and " + degreeV
                    + " in the velocities: at least 0 and 1");
        }
        long moments = Long.MAX_VALUE;
        if (degreeR < MOST_MOMENTS && degreeV <= MOST_DEGREE_V && heights.size() < MOST_MOMENTS) {
            long perParity = (heights.size() + 1L) * (degreeR + 1);
            moments = perParity
                    * (dynamics(degreeV, true).size() + dynamics(degreeV, false).size());
        }
        if (moments > MOST_MOMENTS) {
            throw new IllegalArgumentException("test functions of degree " + degreeR + " in R and " + degreeV
                    + " in the velocities and " + heights.size() + " heights are more than " + MOST_MOMENTS
                    + ", whose squares have to be held: take fewer");
        }
    }

    /** A monomial of the velocities. */
    record Powers(int a, int b, int c) {
        String inWords() {
            return power("vR", a) + power("vphi", b) + power("vz", c);
        }

        private static String power(String name, int exponent) {
            return exponent == 0 ? "" : " " + name + (exponent == 1 ? "" : "^" + exponent);
        }
    }

    /** The monomials that go with even Z, or with odd Z, of the moments of the Boltzmann equation. */
    List<Powers> dynamics(boolean evenZ) {
        return dynamics(degreeV, evenZ);
    }

    /** All monomials that are as even or odd in vz as Z is in z, those of no degree too. */
    List<Powers> all(boolean evenZ) {
        List<Powers> powers = new ArrayList<>();
        for (int total = 0; total <= degreeV; total++) {
            for (int a = 0; a <= total; a++) {
                for (int b = 0; a + b <= total; b++) {
                    int c = total - a - b;
                    if ((c % 2 == 0) == evenZ) {
                        powers.add(new Powers(a, b, c));
                    }
                }
            }
        }
        return powers;
    }

    private static List<Powers> dynamics(int degreeV, boolean evenZ) {
        List<Powers> powers = new ArrayList<>();
        for (int total = 1; total <= degreeV; total++) {
            for (int a = 0; a <= total; a++) {
                for (int b = 0; a + b <= total; b++) {
                    int c = total - a - b;
                    if ((a % 2 == 1) == evenZ && (c % 2 == 1) == !evenZ) {
                        powers.add(new Powers(a, b, c));
                    }
                }
            }
        }
        return powers;
    }

    /** The monomials that go with even Z, or with odd Z, of the moments of the mirror. */
    List<Powers> mirror(boolean evenZ) {
        return evenZ
                ? List.of(new Powers(0, 0, 1), new Powers(0, 1, 1), new Powers(0, 0, 3))
                : List.of(new Powers(0, 0, 0), new Powers(0, 1, 0), new Powers(0, 0, 2));
    }

    /** How many functions Z there are of either parity. */
    int verticals() {
        return heights.size() + 1;
    }

    /** How many moments a family has. */
    public int count(MomentFamily family) {
        int perParity = verticals() * (degreeR + 1);
        return switch (family) {
            case DYNAMICS ->
                perParity * (dynamics(true).size() + dynamics(false).size());
            case CONTINUITY -> perParity * 2;
            case MIRROR -> verticals() * (mirror(true).size() + mirror(false).size());
        };
    }

    /** The functions of a family in words, in the order of their moments, such as {@code x^1 sech^2(z/0.2 kpc) vR vphi^2}. */
    public List<String> names(MomentFamily family) {
        List<String> names = new ArrayList<>();
        for (boolean evenZ : new boolean[] {true, false}) {
            for (int i = 0; i <= (family == MomentFamily.MIRROR ? 0 : degreeR); i++) {
                for (int q = 0; q < verticals(); q++) {
                    String space = (i == 0 ? "" : "x^" + i + " ") + vertical(evenZ, q);
                    switch (family) {
                        case DYNAMICS -> dynamics(evenZ).forEach(powers -> names.add(space + powers.inWords()));
                        case CONTINUITY -> names.add(space);
                        case MIRROR -> mirror(evenZ).forEach(powers -> names.add(space + powers.inWords()));
                    }
                }
            }
        }
        return names;
    }

    String vertical(boolean even, int q) {
        if (q == 0) {
            return even ? "1" : "z";
        }
        return String.format(Locale.ROOT, "%s(z/%s kpc)", even ? "sech^2" : "tanh", heights.get(q - 1));
    }
}
