package io.github.localflows.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.localflows.df.Measure;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Test;

class JeansDensityTest {
    /** Rounding, and where a series is used its first term left out: x^4/120 with x below 0.01. */
    private static final double REL = 1e-10;

    @Test
    void radialMeanIsTheIntegralOverTheBin() {
        for (double hR : new double[] {0.1, 2.5, 20, 29, 31, 100}) {
            DoubleUnaryOperator nu = R -> Math.exp(-(R - 8) / hR);
            double slice = integral(nu, 8.3, 8.9) / integral(R -> 1, 8.3, 8.9);
            double volume = integral(R -> R * nu.applyAsDouble(R), 8.3, 8.9) / integral(R -> R, 8.3, 8.9);

            assertEquals(slice, JeansDensity.radialMean(Measure.SLICE, 8.3, 8.9, 8, hR), REL * slice, "hR " + hR);
            assertEquals(volume, JeansDensity.radialMean(Measure.VOLUME, 8.3, 8.9, 8, hR), REL * volume, "hR " + hR);
        }
    }

    @Test
    void verticalMeanIsTheIntegralOverTheBin() {
        for (double hz : new double[] {0.05, 0.3, 10}) {
            for (double[] edges : new double[][] {{0, 0.01}, {0.3, 0.45}, {1.5, 1.8}}) {
                double mean =
                        integral(z -> 1 / Math.pow(Math.cosh(z / hz), 2), edges[0], edges[1]) / (edges[1] - edges[0]);
                assertEquals(mean, JeansDensity.verticalMean(edges[0], edges[1], hz), REL * mean, "hz " + hz);
            }
        }
    }

    @Test
    void verticalMeanVanishesFarAboveAThinDisc() {
        // exp(-2 · 2.4/0.005) is below the least double: 0, not NaN.
        assertEquals(0, JeansDensity.verticalMean(2.4, 2.5, 0.005));
    }

    private static double integral(DoubleUnaryOperator f, double from, double to) {
        return new GaussIntegratorFactory().legendre(40, from, to).integrate(f::applyAsDouble);
    }
}
