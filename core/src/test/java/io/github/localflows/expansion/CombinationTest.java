package io.github.localflows.expansion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class CombinationTest {
    private static final PotentialBasis BASIS = PotentialBasis.even(8, 1, 1, List.of(0.2, 0.8));
    private static final int K = BASIS.size();

    private static PotentialEstimate estimate(double[] c, RealMatrix V) {
        return new PotentialEstimate(
                new PotentialExpansion(BASIS, Arrays.stream(c).boxed().toList()), V);
    }

    private static RealMatrix diagonal(double variance) {
        return MatrixUtils.createRealIdentityMatrix(K).scalarMultiply(variance);
    }

    private static double[] all(double value) {
        double[] c = new double[K];
        Arrays.fill(c, value);
        return c;
    }

    @Test
    void weightsAreThoseOfTheInverseCovariances() throws Unsolvable {
        Combination both = Combination.of(estimate(all(1), diagonal(1)), estimate(all(2), diagonal(4)), 0.5);
        // (1/1 + 2/4)/(1 + 1/4) and 1/(0.5 + 0.125)
        assertEquals(1.2, both.potential().expansion().coefficients().get(3), 1e-12);
        assertEquals(1.6, both.potential().covariance().getEntry(3, 3), 1e-12);
        assertEquals(0, both.potential().covariance().getEntry(3, 2), 1e-12);
        assertEquals(1, both.inflation());
        assertEquals(K / 5.0, both.chiSquare(), 1e-12);
        assertTrue(both.p() > 0.9, both.toString());
    }

    @Test
    void twoThatDifferTooMuchAreSaidToAndTheSecondIsTrustedLess() throws Unsolvable {
        Combination both = Combination.of(estimate(all(0), diagonal(1)), estimate(all(10), diagonal(1)), 0.5);
        assertEquals(50 * K, both.chiSquare(), 1e-9);
        assertTrue(both.p() < 1e-12);
        // 100/(1 + s) = 1
        assertEquals(99, both.inflation(), 0.02);
        assertEquals(0.1, both.potential().expansion().coefficients().get(0), 1e-4);
    }

    @Test
    void errorsHoldHoweverTheTwoAreCorrelated() throws Unsolvable {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        for (double correlation : new double[] {0, 0.7, 1}) {
            double squares = 0;
            int trials = 300;
            for (int t = 0; t < trials; t++) {
                double[] first = new double[K];
                double[] second = new double[K];
                for (int k = 0; k < K; k++) {
                    first[k] = random.nextGaussian();
                    double own = random.nextGaussian();
                    second[k] = correlation * first[k] + Math.sqrt(1 - correlation * correlation) * own;
                }
                Combination both = Combination.of(estimate(first, diagonal(1)), estimate(second, diagonal(1)), 0.7);
                double c = both.potential().expansion().coefficients().get(2);
                squares += c * c / both.potential().covariance().getEntry(2, 2);
            }
            assertTrue(squares / trials < 1.2, correlation + ": " + squares / trials);
        }
    }

    @Test
    void othersThanTwoOfTheSameFunctionsAreRefused() {
        PotentialEstimate one = estimate(all(1), diagonal(1));
        PotentialBasis other = PotentialBasis.even(8, 1, 1, List.of(0.2, 0.9));
        PotentialEstimate two = new PotentialEstimate(
                new PotentialExpansion(other, Arrays.stream(all(1)).boxed().toList()), diagonal(1));
        assertThrows(IllegalArgumentException.class, () -> Combination.of(one, two, 0.5));
        assertThrows(
                IllegalArgumentException.class,
                () -> Combination.of(one, PotentialEstimate.withoutErrors(one.expansion()), 0.5));
        assertThrows(Unsolvable.class, () -> Combination.of(one, estimate(all(1), diagonal(0)), 0.5));
    }
}
