package io.github.localflows.expansion;

import java.io.Serializable;
import java.util.Optional;
import org.hipparchus.linear.RealMatrix;

/**
 * What is believed of the coefficients of an {@link AzimuthalBasis} before any star is seen: of those that do not depend on the azimuth what
 * {@link ExpansionPrior} says, of the others that they are those of a potential that changes around the circle by some amplitude.
 *
 * @param meridional of the functions of R and z
 * @param amplitude of the potential's change with the azimuth [km²/s², > 0]
 */
public record AzimuthalPrior(ExpansionPrior meridional, double amplitude) implements Serializable {
    private static final long serialVersionUID = 1;

    /**
     * How much the potential is believed to change around the circle, in units of gravity R0: several times what bars and spirals do. Smaller
     * ones, found by the evidence, drew the azimuthal force of weak bars towards 0 and with it the pattern speed off by two of its errors.
     */
    private static final double AMPLITUDE = 0.02;

    /** @throws IllegalArgumentException unless the amplitude is positive */
    public AzimuthalPrior {
        if (!(amplitude > 0 && amplitude < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a potential that changes by " + amplitude + " km^2/s^2: it must be positive and finite");
        }
    }

    /**
     * That of the largest evidence of the functions of R and z.
     *
     * @param A [equations][functions of the basis]
     * @param y [equations]
     * @param gravity as in {@link ExpansionPrior}
     * @return empty when the equations have no solution with any prior
     */
    public static Optional<AzimuthalPrior> chosen(RealMatrix A, double[] y, AzimuthalBasis basis, double gravity) {
        RealMatrix withoutAzimuth =
                A.getSubMatrix(0, A.getRowDimension() - 1, 0, basis.meridional().size() - 1);
        return ExpansionPrior.chosen(withoutAzimuth, y, basis.meridional(), gravity)
                .map(chosen -> new AzimuthalPrior(
                        chosen.prior(), AMPLITUDE * gravity * basis.meridional().R0()));
    }

    /** What each coefficient is believed to be. */
    public double[] means(AzimuthalBasis basis) {
        double[] means = new double[basis.size()];
        double[] known = meridional.means(basis.meridional());
        System.arraycopy(known, 0, means, 0, known.length);
        return means;
    }

    /** The standard deviation of each coefficient. */
    public double[] deviations(AzimuthalBasis basis) {
        double[] deviations = new double[basis.size()];
        double[] known = meridional.deviations(basis.meridional());
        double[] others = basis.deviations(amplitude);
        System.arraycopy(known, 0, deviations, 0, known.length);
        System.arraycopy(others, 0, deviations, known.length, others.length);
        return deviations;
    }

    /** The squares of how many deviations coefficients are from what is believed of them. */
    public double square(AzimuthalBasis basis, double[] coefficients) {
        return square(basis, coefficients, means(basis));
    }

    /** The same from other means. */
    public double square(AzimuthalBasis basis, double[] coefficients, double[] means) {
        double[] deviations = deviations(basis);
        double sum = 0;
        for (int k = 0; k < deviations.length; k++) {
            double u = (coefficients[k] - means[k]) / deviations[k];
            sum += u * u;
        }
        return sum;
    }
}
