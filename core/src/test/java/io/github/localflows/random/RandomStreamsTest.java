package io.github.localflows.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.random.RandomStreams.Purpose;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {
    private static final int DRAWS = 20_000;
    private static final long FIRST = -8384382895209349658L;
    private static final long SECOND = 8612530089678489298L;

    @Test
    void sameNameGivesSameBits() {
        UniformRandomProvider one = RandomStreams.stream(5, Purpose.STARS, 3, 1);
        UniformRandomProvider two = RandomStreams.stream(5, Purpose.STARS, 3, 1);
        for (int i = 0; i < 100; i++) {
            assertEquals(one.nextLong(), two.nextLong());
        }
    }

    @Test
    void bitsNeverChange() {
        // Stored results: whoever changes the streams changes every star that was ever drawn.
        UniformRandomProvider random = RandomStreams.stream(1, Purpose.STARS, 2, 3);

        assertEquals(FIRST, random.nextLong());
        assertEquals(SECOND, random.nextLong());
    }

    @Test
    void differentNamesGiveDifferentStreams() {
        Set<Long> first = new HashSet<>();
        int streams = 0;
        for (long runSeed = -2; runSeed < 3; runSeed++) {
            for (Purpose purpose : Purpose.values()) {
                first.add(RandomStreams.stream(runSeed, purpose).nextLong());
                streams++;
                for (long index = -10; index < 90; index++) {
                    first.add(RandomStreams.stream(runSeed, purpose, index).nextLong());
                    first.add(RandomStreams.stream(runSeed, purpose, 0, index).nextLong());
                    streams += 2;
                }
            }
        }
        assertEquals(streams, first.size());
    }

    @Test
    void neighbouringStreamsAreUncorrelated() {
        UniformRandomProvider one = RandomStreams.stream(0, Purpose.STARS, 0, 0);
        UniformRandomProvider two = RandomStreams.stream(0, Purpose.STARS, 0, 1);
        double product = 0;
        for (int i = 0; i < DRAWS; i++) {
            product += (one.nextDouble() - 0.5) * (two.nextDouble() - 0.5);
        }
        // Each product has zero mean and a standard deviation of 1/12.
        assertTrue(Math.abs(product / DRAWS) < 4 / 12.0 / Math.sqrt(DRAWS));
    }

    @Test
    void firstNumbersOfManyStreamsAreUniform() {
        int[] bins = new int[64];
        for (int seed = 0; seed < DRAWS; seed++) {
            bins[(int) (RandomStreams.stream(0, Purpose.STARS, seed).nextDouble() * bins.length)]++;
        }
        double expected = (double) DRAWS / bins.length;
        double chiSquare = 0;
        for (int bin : bins) {
            chiSquare += (bin - expected) * (bin - expected) / expected;
        }
        // 63 degrees of freedom: mean 63, standard deviation sqrt(126); four of them.
        assertTrue(chiSquare < 63 + 4 * Math.sqrt(126), "chi-square " + chiSquare);
    }
}
