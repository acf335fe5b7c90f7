package io.github.localflows.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.phase.Stars;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PerturbationTest {
    private static final Perturbation TENTH = new Perturbation(0.1, 20);

    @Test
    void exactlyTheRoundedFractionIsChosen() {
        for (int n : new int[] {0, 1, 4, 5, 14, 15, 999, 10_000}) {
            assertEquals(Math.round(0.1 * n), count(TENTH.chosen(1, 3, n)));
        }
        assertEquals(17, count(new Perturbation(1, 20).chosen(1, 3, 17)));
        assertEquals(0, count(new Perturbation(0, 20).chosen(1, 3, 17)));
    }

    @Test
    void choiceDependsOnRunSeedAndSeed() {
        assertArrayEquals(TENTH.chosen(1, 3, 1000), TENTH.chosen(1, 3, 1000));
        assertFalse(Arrays.equals(TENTH.chosen(1, 3, 1000), TENTH.chosen(1, 4, 1000)));
        assertFalse(Arrays.equals(TENTH.chosen(1, 3, 1000), TENTH.chosen(2, 3, 1000)));
    }

    @Test
    void everyStarIsEquallyLikely() {
        int n = 20;
        int seeds = 4000;
        int[] times = new int[n];
        for (int seed = 0; seed < seeds; seed++) {
            boolean[] chosen = new Perturbation(0.25, 20).chosen(9, seed, n);
            for (int i = 0; i < n; i++) {
                times[i] += chosen[i] ? 1 : 0;
            }
        }
        for (int i = 0; i < n; i++) {
            // Binomial; 4.5 standard deviations, for the largest of 20.
            assertEquals(0.25, times[i] / (double) seeds, 4.5 * Math.sqrt(0.25 * 0.75 / seeds));
        }
    }

    @Test
    void chosenStarsAloneAreKicked() {
        Stars stars = Stars.allocate(100);
        Arrays.fill(stars.vz(), 3);

        boolean[] chosen = TENTH.chosen(1, 2, 100);
        Stars kicked = TENTH.kicked(stars, i -> chosen[i]);

        for (int i = 0; i < 100; i++) {
            assertEquals(chosen[i] ? 23 : 3, kicked.vz()[i]);
            assertEquals(3, stars.vz()[i]);
        }
        assertTrue(count(chosen) == 10);
    }

    @Test
    void impossiblePerturbationsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Perturbation(-0.1, 20));
        assertThrows(IllegalArgumentException.class, () -> new Perturbation(Double.NaN, 20));
        assertThrows(IllegalArgumentException.class, () -> new Perturbation(0.1, Double.NaN));
    }

    private static int count(boolean[] chosen) {
        int count = 0;
        for (boolean c : chosen) {
            count += c ? 1 : 0;
        }
        return count;
    }
}
