package io.github.localflows.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class JeansModelTest {
    private static final JeansModel MODEL = new JeansModel(8, 3e4, 0.35, 2.6, 21 * 21, 4, 180, 36 * 36, 5.5, 500);

    /** Step of the differences [kpc]. */
    private static final double STEP = 1e-3;

    /** Five points: step to the fourth over the shortest length, hz, to the fourth, times 1/30 and factors of the derivative. */
    private static final double DIFFERENCE_REL = 1e-9;

    @Test
    void azSolvesTheJeansEquation() {
        for (double R : new double[] {7.2, 8, 8.7}) {
            for (double z : new double[] {0.01, 0.1, 0.5, 1, 1.6, 2.4}) {
                double vertical = derivative(h -> MODEL.nu(R, h) * MODEL.sigmaZ2(R, h), z);
                double radial = derivative(r -> r * MODEL.nu(r, z) * MODEL.sigmaRz2(r, z), R) / R;
                double az = (vertical + radial) / MODEL.nu(R, z);
                assertEquals(az, MODEL.az(R, z), DIFFERENCE_REL * Math.abs(az), "R " + R + ", z " + z);
            }
        }
    }

    @Test
    void azBelowThePlaneIsTheMirrorImage() {
        assertEquals(-MODEL.az(8.2, 0.7), MODEL.az(8.2, -0.7));
    }

    @Test
    void ellipsoidLeansTowardsTheCentre() {
        // tan 2 alpha = 2 sigma_Rz²/(sigma_R² - sigma_z²) of an ellipsoid whose long axis points at the centre: tan
        // alpha = z/R.
        double R = 7.5;
        double z = 1.3;
        double excess = MODEL.sigmaR2(R, z) - MODEL.sigmaZ2(R, z);
        double lean = 0.5 * Math.atan(2 * MODEL.sigmaRz2(R, z) / excess);
        assertEquals(Math.atan(z / R), lean, 1e-14);
    }

    private static double derivative(DoubleUnaryOperator f, double x) {
        return (8 * (f.applyAsDouble(x + STEP) - f.applyAsDouble(x - STEP))
                        - (f.applyAsDouble(x + 2 * STEP) - f.applyAsDouble(x - 2 * STEP)))
                / (12 * STEP);
    }
}
