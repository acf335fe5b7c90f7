package io.github.localflows.moments;

import io.github.localflows.expansion.PotentialBasis;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.util.CombinatoricsUtils;

/**
 * ln S(R, z), where nobody knows which fraction S of the stars is seen at a place: a sum of the functions of a {@link PotentialBasis}, whose
 * coefficients are then in units of 1 and 1/kpc.
 *
 * <p>Before any star is seen they are normal and independent about 0: those of h ln cosh(z/h) and z²/2, whose slopes in z are 1 far from the
 * plane and at 1 kpc, with a deviation strength 2<sup>-i</sup>/i! for the power x^i beside them, and x^(i+1) with strength w/(i+1)!, w being
 * the half-width of the basis.
 *
 * @param basis the functions
 * @param coefficients of the functions, of the truth or of a pilot, [functions]
 */
public record UnknownSelection(PotentialBasis basis, List<Double> coefficients) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Deviations of d ln S/dz that are tried [1/kpc]. */
    private static final double[] STRENGTHS = {0.05, 0.1, 0.2, 0.5, 1, 2, 4};

    /** @throws IllegalArgumentException unless there is a coefficient a function */
    public UnknownSelection {
        coefficients = List.copyOf(coefficients);
        if (coefficients.size() != basis.size()) {
            throw new IllegalArgumentException(coefficients.size() + " coefficients of " + basis.size() + " functions");
        }
    }

    /** Everything is seen. */
    static UnknownSelection of(PotentialBasis basis) {
        return new UnknownSelection(basis, Collections.nCopies(basis.size(), 0.0));
    }

    /** d ln S/dz [1/kpc] at a place. */
    public double dz(double R, double z) {
        PotentialBasis.Jet jet = PotentialBasis.Jet.of(basis);
        basis.fill(R, z, jet);
        return IntStream.range(0, basis.size())
                .mapToDouble(m -> coefficients.get(m) * jet.dz()[m])
                .sum();
    }

    /** The deviations of the coefficients, for each strength. */
    List<double[]> deviations() {
        return Arrays.stream(STRENGTHS).mapToObj(this::deviations).toList();
    }

    private double[] deviations(double strength) {
        int n = basis.degree() + 1;
        double[] deviations = new double[basis.size()];
        for (int m = 0; m < deviations.length; m++) {
            int i = m % n;
            deviations[m] = m < n
                    ? strength * basis.halfWidthR() / CombinatoricsUtils.factorialDouble(i + 1)
                    : strength * Math.pow(0.5, i) / CombinatoricsUtils.factorialDouble(i);
        }
        return deviations;
    }
}
