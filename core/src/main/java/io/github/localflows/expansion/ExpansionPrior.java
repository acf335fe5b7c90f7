package io.github.localflows.expansion;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.util.CombinatoricsUtils;

/**
 * What is believed of the coefficients of a {@link PotentialBasis} before any star is seen: normal and independent. In the plane
 * the rotation curve is nearly flat, Phi = gravity R0 ln(R/R0) but for some tenths; away from it the force is that of sheets whose strength
 * changes with R over a scale length L, as exp(-(R - R0)/L) does:
 * <pre>
 *   x^(i+1):                           gravity R0 (-1)^i (w/R0)^(i+1)/(i+1)  +-  FLATNESS gravity w (w/R0)^i;   x itself is free
 *   x^i h ln cosh(z/h):                0  +-  strength (w/L)^i/i!
 *   x^i z²/2:                          0  +-  half of that
 *   x^i h tanh(z/h) and x^i z:         0  +-  a tenth of that
 * </pre>
 * with w the half-width of the basis.
 *
 * @param gravity a scale of dPhi/dR [km²/s²/kpc, > 0], such as the mean of vphi²/R
 * @param strength of the vertical force [km²/s²/kpc, > 0]
 * @param L over which the galaxy changes in R [kpc, > 0]
 */
public record ExpansionPrior(double gravity, double strength, double L) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Of the coefficient that is not to be held at all, in units of gravity: the data know it far better. */
    private static final double FREE = 100;

    /** How flat rotation curves are: d ln vc/d ln R is so much from 0. */
    private static final double FLATNESS = 0.3;

    /** Of z²/2, whose force at 1 kpc is that of a sheet. */
    private static final double OF_CONSTANT_DENSITY = 0.5;

    /** Of what is odd in z: a disc that is a tenth of its height out of place. */
    private static final double OF_ODD = 0.1;

    /** Strengths that are tried, in units of gravity. */
    private static final double[] STRENGTHS = {0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28};

    /** Scale lengths that are tried, in units of R0. */
    private static final double[] LENGTHS = {0.125, 0.25, 0.375, 0.5, 0.75, 1, 1.5};

    /**
     * A fit and the prior that it was made with.
     *
     * @param prior of the largest evidence
     * @param fit with it
     */
    public record Chosen(ExpansionPrior prior, LinearFit fit) {}

    /**
     * The coefficients c of y = A c + noise of unit variance, with the strength and the length of the largest evidence.
     *
     * @param A [equations][functions of the basis]
     * @param y [equations]
     * @param gravity as in the prior
     * @return empty when the equations have no solution with any prior
     */
    public static Optional<Chosen> chosen(RealMatrix A, double[] y, PotentialBasis basis, double gravity) {
        return chosen(A, y, basis, gravity, List.of(new double[0]));
    }

    /**
     * The coefficients of a potential and of other functions, which are zero before any star is seen but for a deviation; otherwise as {@link
     * #chosen(RealMatrix, double[], PotentialBasis, double)}.
     *
     * @param A [equations][functions of the basis, then the others]
     * @param others standard deviations of the other coefficients, each [others], of which those of the largest evidence are taken
     */
    public static Optional<Chosen> chosen(
            RealMatrix A, double[] y, PotentialBasis basis, double gravity, List<double[]> others) {
        Chosen best = null;
        for (double[] deviations : others) {
            for (double strength : STRENGTHS) {
                for (double length : LENGTHS) {
                    ExpansionPrior tried = new ExpansionPrior(gravity, strength * gravity, length * basis.R0());
                    Optional<LinearFit> fit = LinearFit.of(
                            A,
                            y,
                            joined(tried.means(basis), new double[deviations.length]),
                            joined(tried.deviations(basis), deviations));
                    if (fit.isPresent() && (best == null || fit.get().lnEvidence() > best.fit.lnEvidence())) {
                        best = new Chosen(tried, fit.get());
                    }
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static double[] joined(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** @throws IllegalArgumentException unless all are positive */
    public ExpansionPrior {
        if (!(gravity > 0 && strength > 0 && L > 0 && gravity + strength + L < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a prior of gravity " + gravity + ", strength " + strength
                    + " km^2/s^2/kpc, L = " + L + " kpc: all must be positive and finite");
        }
    }

    /** What each coefficient is believed to be. */
    public double[] means(PotentialBasis basis) {
        double[] means = new double[basis.size()];
        double w = basis.halfWidthR() / basis.R0();
        for (int i = 0; i <= basis.degree(); i++) {
            means[i] = gravity * basis.R0() * (i % 2 == 0 ? 1 : -1) * Math.pow(w, i + 1) / (i + 1);
        }
        return means;
    }

    /** The standard deviation of each coefficient. */
    public double[] deviations(PotentialBasis basis) {
        int n = basis.degree() + 1;
        double w = basis.halfWidthR();
        double[] deviations = new double[basis.size()];
        for (int k = 0; k < deviations.length; k++) {
            int i = k % n;
            if (k < n) {
                deviations[k] = gravity * w * (i == 0 ? FREE : FLATNESS * Math.pow(w / basis.R0(), i));
            } else {
                double fall = Math.pow(w / L, i) / CombinatoricsUtils.factorialDouble(i);
                boolean odd = k >= basis.even();
                int b = odd ? (k - basis.even()) / n : k / n - 1;
                double scale = b < basis.heights().size() ? 1 : OF_CONSTANT_DENSITY;
                deviations[k] = strength * fall * scale * (odd ? OF_ODD : 1);
            }
        }
        return deviations;
    }
}
