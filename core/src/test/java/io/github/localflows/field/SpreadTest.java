package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
    /** Quantiles of 101 whole numbers are whole but for the last bits. */
    private static final double ROUNDING = 1e-12;

    /** Four standard errors of the quantile of 40,000 normal numbers at one sigma, sqrt(p (1 - p)/n)/density. */
    private static final double SAMPLING = 4 * Math.sqrt(0.1587 * 0.8413 / 40_000) / 0.2420;

    /** How much lies below one sigma, in per cent. */
    private static final double BELOW = 15.865_525_393_145_705;

    @Test
    void quantilesOfTheWholeNumbersAreTheirFractions() {
        double[] shuffled =
                IntStream.rangeClosed(0, 100).mapToDouble(i -> 37 * i % 101).toArray();
        Spread spread = Spread.of(shuffled);
        assertEquals(50, spread.median(), ROUNDING);
        assertEquals(BELOW, spread.low(), ROUNDING);
        assertEquals(100 - BELOW, spread.high(), ROUNDING);
        assertEquals(101, spread.count());
    }

    @Test
    void aNormalDistributionSpreadsByOneSigma() {
        SplittableRandom random = new SplittableRandom(5);
        double[] normal = new double[40_000];
        Arrays.setAll(normal, i -> random.nextGaussian());
        Spread spread = Spread.of(normal);
        assertEquals(-1, spread.low(), SAMPLING);
        assertEquals(1, spread.high(), SAMPLING);
    }

    @Test
    void unknownValuesDoNotCountAndOneValueHasNoSpread() {
        Spread two = Spread.of(new double[] {Double.NaN, 3, 1});
        assertEquals(2, two.median(), ROUNDING);
        assertEquals(1 + 2 * BELOW / 100, two.low(), ROUNDING);
        assertEquals(3 - 2 * BELOW / 100, two.high(), ROUNDING);
        assertEquals(2, two.count());
        Spread one = Spread.of(new double[] {Double.NaN, 7});
        assertEquals(7, one.median());
        assertTrue(Double.isNaN(one.low()) && Double.isNaN(one.high()));
        assertTrue(Double.isNaN(Spread.of(new double[] {Double.NaN}).median()));
    }
}
