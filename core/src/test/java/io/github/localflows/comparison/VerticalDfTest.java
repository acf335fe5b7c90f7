package io.github.localflows.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.localflows.units.Units;
import java.util.Arrays;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Test;

class VerticalDfTest {
    private static final VerticalPotential POTENTIAL = new VerticalPotential(0.05, 0.04, 0.03, 0.01);

    /** What {@link HeightQuadrature} promises. */
    private static final double QUADRATURE_REL = 1e-10;

    /** Differences of second order with a step of 1e-4 of the height, and the rounding that they leave. */
    private static final double DIFFERENCE_REL = 1e-6;

    @Test
    void accelerationIsTheGradientOfThePotential() {
        for (double z : new double[] {0.003, 0.04, 0.2, 1, 2}) {
            double step = 1e-4 * z;
            double az = -(POTENTIAL.phi(z + step) - POTENTIAL.phi(z - step)) / (2 * step);
            assertEquals(az, POTENTIAL.az(z), DIFFERENCE_REL * Math.abs(az));
            assertEquals(-POTENTIAL.az(z), POTENTIAL.az(-z));
        }
    }

    @Test
    void laplacianInThePlaneIsTheSumOfTheDensities() {
        double z = 1e-5;
        double density = -POTENTIAL.az(z) / z * Units.DENSITY_PER_LAPLACIAN;
        // tanh x = x (1 - x²/3), x = z/40 pc.
        assertEquals(0.13, density, 0.13 * 1e-6);
    }

    @Test
    void potentialFarFromTheSheetsIsThatOfTheirSurfaceDensity() {
        double z = 50;
        double surface = 2 * (0.05 * 40 + 0.04 * 100 + 0.03 * 300) * 1e6;
        double sheets = new VerticalPotential(0.05, 0.04, 0.03, 0).az(z);
        assertEquals(-2 * Math.PI * Units.G * surface, sheets, 1e-12 * surface);
    }

    @Test
    void quadratureIsFineEnoughForTheHeaviestDiscAndTheColdestStars() {
        VerticalPotential heaviest = new VerticalPotential(0.2, 0.2, 0.2, 0.2);
        for (double sigma : new double[] {0.1, 1, 5, 20, 200}) {
            VerticalDf df = new VerticalDf(heaviest, 0.3, 0.2, sigma, 2 * sigma, 50 + 2 * sigma, 2);
            double exact = 0;
            GaussIntegratorFactory factory = new GaussIntegratorFactory();
            int panels = 4000;
            for (int i = 0; i < panels; i++) {
                GaussIntegrator rule = factory.legendre(8, 2.0 * i / panels, 2.0 * (i + 1) / panels);
                exact += 2
                        * rule.integrate(z -> {
                            double phi = heaviest.phi(z);
                            return df.c1() * Math.exp(-phi / df.sigma1() / df.sigma1())
                                    + df.c2() * Math.exp(-phi / df.sigma2() / df.sigma2())
                                    + df.c3() * Math.exp(-phi / df.sigma3() / df.sigma3());
                        });
            }
            assertEquals(exact, df.effectiveWidth(), QUADRATURE_REL * exact, "sigma " + sigma);
        }
    }

    @Test
    void distributionHasNormOne() {
        VerticalDf df = SyntheticStars.verticalDf(1);
        double sum = 0;
        GaussIntegratorFactory factory = new GaussIntegratorFactory();
        double[] vz = new double[1001];
        Arrays.setAll(vz, i -> i - 500);
        for (int panel = 0; panel < 40; panel++) {
            GaussIntegrator heights = factory.legendre(8, 0.05 * panel, 0.05 * (panel + 1));
            sum += 2
                    * heights.integrate(z -> {
                        double[] there = new double[vz.length];
                        Arrays.fill(there, z);
                        // The sum over whole km/s is the integral, for Gaussians so much wider than the steps.
                        return Arrays.stream(df.lnf(there, vz)).map(Math::exp).sum();
                    });
        }
        assertEquals(1, sum, QUADRATURE_REL);
    }
}
