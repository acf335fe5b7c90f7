package io.github.localflows.df;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import org.junit.jupiter.api.Test;

class IsochroneSphereTest {
    /** Truncation and rounding of the differences. */
    private static final double DIFFERENCES_REL = 1e-8;

    /** Of Simpson's rule with the steps below, the last interval's square root at the escape velocity included. */
    private static final double QUADRATURE_REL = 1e-4;

    private static final double GM = 4e5;
    private static final double B = 3;
    private final IsochroneSphere f = new IsochroneSphere(GM, B);

    @Test
    void gradientsAreThoseOfLnf() {
        Stars stars = Stars.of(
                new PhasePoint(8, 0.3, 20, 150, -30),
                new PhasePoint(3, -2, -50, 60, 40),
                new PhasePoint(15, 5, 10, -90, 70));
        Differences.assertGradients(f, stars, DIFFERENCES_REL, new double[] {1, 1, 1e-2, 1e-2, 1e-2}, 1);
    }

    @Test
    void velocitiesIntegrateToTheIsochronesDensity() {
        double atCentre = density(1e-6) / isochroneDensity(1e-6);
        for (double r : new double[] {1, 3, 10}) {
            assertEquals(1, density(r) / isochroneDensity(r) / atCentre, QUADRATURE_REL, "r = " + r);
        }
    }

    private double density(double r) {
        int n = 4000;
        double escape = Math.sqrt(2 * GM / (B + Math.sqrt(B * B + r * r)));
        double sum = 0;
        for (int i = 1; i < n; i++) {
            double v = escape * i / n;
            double lnf = f.lnf(Stars.of(new PhasePoint(r, 0, 0, v, 0)))[0];
            sum += (i % 2 == 0 ? 2 : 4) * v * v * Math.exp(lnf);
        }
        return sum * escape / (3 * n);
    }

    /** Binney and Tremaine (2008), eq. 2.49, without its constant. */
    private static double isochroneDensity(double r) {
        double a = Math.sqrt(B * B + r * r);
        return (3 * (B + a) * a * a - r * r * (B + 3 * a)) / (Math.pow(B + a, 3) * a * a * a);
    }
}
