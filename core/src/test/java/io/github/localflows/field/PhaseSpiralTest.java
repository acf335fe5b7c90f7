package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.LnfGradients;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Stars;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PhaseSpiralTest {
    private static final PhaseSpiral PLANE = new PhaseSpiral(8, 220, 41, 1.2, 31, 60);

    /** Sums of some thousand terms. */
    private static final double ROUNDING = 1e-12;

    /** The actions of a star and of its mirror image differ by rounding; ln f is some ten times as sensitive. */
    private static final double MIRROR_ROUNDING = 1e-10;

    /** The weighted mean of the squares of 1271 random numbers, of which some hundred count, within 4 standard errors. */
    private static final double NOISE_REL = 0.25;

    @Test
    void exactFHasNoSpiral() {
        PhaseSpiral.Map map =
                PLANE.map(List.of(QuasiIsothermalMixture.milkyWay().gradients(PLANE.points())), new int[] {0});
        assertTrue(map.strength() < MIRROR_ROUNDING, "strength " + map.strength());
        assertTrue(Double.isNaN(map.strengthError()) && Double.isNaN(map.noise()), "no error of one flow");
    }

    @Test
    void contrastIsFOverItsMeanWithItsMirrorImage() {
        // f = exp(-vz²/2σ²) (1 + ε z vz³ + δ z): z vz³ is its own mirror image, z is not.
        double delta = 0.3;
        Stars points = PLANE.points();
        LnfGradients f = LnfGradients.allocate(points.size());
        double squares = 0;
        double weights = 0;
        for (int i = 0; i < points.size(); i++) {
            double even = 1 + 1e-7 * points.z()[i] * Math.pow(points.vz()[i], 3);
            double odd = delta * points.z()[i];
            double gauss = Math.exp(-0.5 * Math.pow(points.vz()[i] / 25, 2));
            f.lnf()[i] = Math.log(gauss * (even + odd));
            squares += gauss * even * Math.pow(odd / even, 2);
            weights += gauss * even;
        }
        PhaseSpiral.Map map = PLANE.map(List.of(f), new int[] {0});
        for (int i = 0; i < points.size(); i++) {
            double even = 1 + 1e-7 * points.z()[i] * Math.pow(points.vz()[i], 3);
            assertEquals(delta * points.z()[i] / even, map.contrast()[i], ROUNDING);
        }
        assertEquals(Math.sqrt(squares / weights), map.strength(), ROUNDING, "weighted by fbar as by f");
    }

    @Test
    void noiseOfAnEnsembleWithoutAsymmetryIsItsStrength() {
        int groups = 16;
        double sigma = 0.05;
        Stars points = PLANE.points();
        SplittableRandom random = new SplittableRandom(3);
        LnfGradients[] members = new LnfGradients[groups];
        for (int m = 0; m < groups; m++) {
            members[m] = LnfGradients.allocate(points.size());
            for (int i = 0; i < points.size(); i++) {
                members[m].lnf()[i] = -0.5 * Math.pow(points.vz()[i] / 25, 2) + sigma * random.nextGaussian();
            }
        }
        PhaseSpiral.Map map = PLANE.map(List.of(members), groups(groups));
        // Half the difference of two means of 16.
        double expected = sigma / Math.sqrt(2.0 * groups);
        assertEquals(expected, map.strength(), NOISE_REL * expected);
        assertEquals(expected, map.noise(), NOISE_REL * expected);
        assertTrue(map.strengthError() > 0);
    }

    @Test
    void whereFVanishesThereIsNoContrastAndNoWeight() {
        Stars points = PLANE.points();
        LnfGradients f = LnfGradients.allocate(points.size());
        for (int i = 0; i < points.size(); i++) {
            boolean both = Math.abs(points.z()[i]) > 1;
            f.lnf()[i] = both || points.vz()[i] < -50 ? Double.NEGATIVE_INFINITY : 0;
        }
        PhaseSpiral.Map map = PLANE.map(List.of(f), new int[] {0});
        for (int i = 0; i < points.size(); i++) {
            double expected =
                    Math.abs(points.z()[i]) > 1 ? Double.NaN : points.vz()[i] > 50 ? 1 : points.vz()[i] < -50 ? -1 : 0;
            assertEquals(expected, map.contrast()[i], 0);
        }
        assertTrue(map.strength() > 0 && map.strength() < 1);
    }

    @Test
    void whereFIsNotKnownThereIsNoContrastAndNoWeight() {
        Stars points = PLANE.points();
        LnfGradients all = LnfGradients.allocate(points.size());
        LnfGradients some = LnfGradients.allocate(points.size());
        for (int i = 0; i < points.size(); i++) {
            all.lnf()[i] = 0.01 * points.vz()[i];
            some.lnf()[i] = Math.abs(points.z()[i]) > 1 ? Double.NaN : all.lnf()[i];
        }
        PhaseSpiral.Map map = PLANE.map(List.of(some), new int[] {0});
        for (int i = 0; i < points.size(); i++) {
            double expected = Math.abs(points.z()[i]) > 1 ? Double.NaN : Math.tanh(all.lnf()[i]);
            assertEquals(expected, map.contrast()[i], 1e-15);
        }
        // The contrast does not depend on z.
        assertEquals(PLANE.map(List.of(all), new int[] {0}).strength(), map.strength(), 1e-12);
    }

    @Test
    void emptyPlaneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PhaseSpiral(8, 220, 1, 1, 2, 60));
        assertThrows(IllegalArgumentException.class, () -> new PhaseSpiral(8, 220, 2, Double.NaN, 2, 60));
    }

    private static int[] groups(int count) {
        int[] groups = new int[count];
        for (int g = 0; g < count; g++) {
            groups[g] = g;
        }
        return groups;
    }
}
