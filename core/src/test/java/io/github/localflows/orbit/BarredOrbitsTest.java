package io.github.localflows.orbit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.RotatingBar;
import io.github.localflows.units.Units;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BarredOrbitsTest {
    private static final RotatingBar BAR = RotatingBar.ofStrength(40, 3.5, 0.02, 0.4, 8, 220);
    private static final RotatingBar NONE = RotatingBar.ofStrength(40, 3.5, 0, 0.4, 8, 220);
    private static final double GROWTH_MYR = 400;
    private static final double END_MYR = 1500;

    /** Positions of two integrations with steps of their own, see {@link OrbitIntegrator} [kpc]. */
    private static final double PLACE = 1e-4;

    private static Stars stars(int n) {
        Stars stars = Stars.allocate(n);
        for (int i = 0; i < n; i++) {
            double u = (i + 0.5) / n;
            stars.set(
                    i,
                    new PhasePoint(
                            2 + 10 * u, 0.3 * Math.cos(i), 40 * Math.sin(3 * i), 215 + 20 * Math.cos(2 * i), 15));
        }
        return stars;
    }

    private static double[] azimuths(int n) {
        double[] phi = new double[n];
        Arrays.setAll(phi, i -> 0.7 * i);
        return phi;
    }

    private static double[] same(int n, double value) {
        double[] all = new double[n];
        Arrays.fill(all, value);
        return all;
    }

    private static BarredOrbits in(RotatingBar bar) {
        return new BarredOrbits(MilkyWay.potential(), bar, GROWTH_MYR, OrbitAccuracy.STANDARD);
    }

    @Test
    void withoutABarOrbitsAreThoseOfTheGalaxy() {
        int n = 100;
        Stars ends = in(NONE).ends(stars(n), azimuths(n), same(n, END_MYR)).stars();
        Stars known = new OrbitIntegrator(MilkyWay.potential(), OrbitAccuracy.STANDARD)
                .snapshots(stars(n), new double[] {END_MYR})
                .stars(0);
        for (int i = 0; i < n; i++) {
            assertEquals(known.R()[i], ends.R()[i], PLACE);
            assertEquals(known.z()[i], ends.z()[i], PLACE);
            assertEquals(known.vphi()[i], ends.vphi()[i], 100 * PLACE);
        }
    }

    @Test
    void azimuthIsCountedInTheFrameOfTheBarFromTheSun() {
        double R = 8;
        double vc = Math.sqrt(-R * MilkyWay.potential().acceleration(R, 0).aR());
        Stars circular = Stars.of(new PhasePoint(R, 0, 0, vc, 0));
        double phi = in(NONE).ends(circular, new double[] {1}, new double[] {END_MYR})
                .phi()[0];
        double turned = (vc / R - BAR.patternSpeed()) * END_MYR * Units.KPC_PER_MYR_AT_KM_S;
        assertEquals(0, Math.IEEEremainder(phi - (1 + turned + BAR.angle()), 2 * Math.PI), PLACE / R);
    }

    @Test
    void jacobisIntegralIsConserved() {
        int n = 200;
        BarredOrbits orbits = in(BAR);
        BarredOrbits.Ends ends = orbits.ends(stars(n), azimuths(n), same(n, END_MYR));
        assertEquals(0, orbits.beyondLimit(ends));
        assertEquals(0, ends.failed());
        assertTrue(ends.worst() > 0 && ends.worst() <= OrbitAccuracy.STANDARD.energyErrorLimit(), "" + ends.worst());
        // The bar does something: angular momenta are not what they were.
        double changed = 0;
        for (int i = 0; i < n; i++) {
            double Lz = stars(n).R()[i] * stars(n).vphi()[i];
            changed = Math.max(
                    changed, Math.abs(ends.stars().R()[i] * ends.stars().vphi()[i] / Lz - 1));
        }
        assertTrue(changed > 0.05, "" + changed);
    }

    @Test
    void starsDoNotDependOnTheOthers() {
        int n = 130;
        BarredOrbits.Ends all = in(BAR).ends(stars(n), azimuths(n), same(n, END_MYR));
        Stars last = Stars.of(stars(n).point(n - 1));
        BarredOrbits.Ends one = in(BAR).ends(last, new double[] {azimuths(n)[n - 1]}, new double[] {END_MYR});
        assertEquals(all.stars().point(n - 1), one.stars().point(0));
        assertArrayEquals(new double[] {all.phi()[n - 1]}, one.phi());
    }

    @Test
    void aStarThatIsNowhereIsNotFollowed() {
        Stars stars = stars(3);
        stars.set(1, new PhasePoint(8, Double.NaN, 0, 220, 0));
        BarredOrbits.Ends ends = in(BAR).ends(stars, azimuths(3), same(3, GROWTH_MYR));
        assertEquals(1, ends.failed());
        assertTrue(Double.isNaN(ends.phi()[1]) && Double.isNaN(ends.stars().R()[1]));
    }

    @Test
    void refusesToLookBeforeTheBarIsGrown() {
        assertThrows(
                IllegalArgumentException.class, () -> in(BAR).ends(stars(1), azimuths(1), same(1, 0.9 * GROWTH_MYR)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new BarredOrbits(MilkyWay.potential(), BAR, 0, OrbitAccuracy.STANDARD));
    }
}
