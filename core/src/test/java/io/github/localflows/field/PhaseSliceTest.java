package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.LnfGradients;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class PhaseSliceTest {
    private static final PhasePoint CENTRE = new PhasePoint(8, 0.1, 1, 220, 2);
    private static final Region KNOWN = Region.about(8, 1, 2.5);

    /** Sums of some thousand terms. */
    private static final double ROUNDING = 1e-12;

    /** 6e-7 of a Gaussian lie beyond 5 sigma in each coordinate, and the trapezoidal rule errs by as much at such an edge. */
    private static final double TAILS = 3e-6;

    @Test
    void aSliceHasItsOwnCoordinatesAndTheOthersOfItsCentre() {
        Stars points = new PhaseSlice(PhaseSlice.Plane.Z_VZ, CENTRE, 2, 80, 5).points();
        assertEquals(25, points.size());
        assertEquals(new PhasePoint(8, 0.1 - 2, 1, 220, 2 - 80), points.point(0));
        assertEquals(new PhasePoint(8, 0.1 - 2, 1, 220, 2 - 40), points.point(1));
        assertEquals(new PhasePoint(8, 0.1 + 2, 1, 220, 2 + 80), points.point(24));
        assertEquals(
                new PhasePoint(8 - 1.1, 0.1 + 2.5, 1, 220, 2),
                new PhaseSlice(PhaseSlice.Plane.R_Z, CENTRE, 1.1, 2.5, 3)
                        .points()
                        .point(2));
        assertEquals(
                new PhasePoint(8, 0.1, 1 - 80, 220 + 70, 2),
                new PhaseSlice(PhaseSlice.Plane.VR_VPHI, CENTRE, 80, 70, 3)
                        .points()
                        .point(2));
    }

    @Test
    void theIntegralOfAGaussianIsThatOfAGaussian() {
        PhaseSlice slice = new PhaseSlice(PhaseSlice.Plane.VR_VPHI, CENTRE, 50, 50, 31);
        double[] lnf = lnf(
                        slice, p -> 700 - 0.5 * (Math.pow((p.vR() - 1) / 10, 2) + Math.pow((p.vphi() - 220) / 10, 2)))
                .lnf();
        assertEquals(700 + Math.log(2 * Math.PI * 100), slice.lnIntegral(lnf), TAILS);
    }

    @Test
    void beyondTheRegionFIsZeroAndNoPartOfItsIntegral() {
        PhaseSlice slice = new PhaseSlice(PhaseSlice.Plane.R_Z, CENTRE, 1.5, 1, 7);
        PhaseSlice.Map map = slice.map(KNOWN, List.of(lnf(slice, p -> 3)), new int[] {0}, 0);
        // Of R = 6.5, 7, 7.5 ... 9.5 those at 7.5, 8 and 8.5 lie inside; they stand for 1.5 kpc, and z for 2 kpc.
        for (int i = 0; i < map.f().length; i++) {
            boolean inside = i / 7 >= 2 && i / 7 <= 4;
            assertEquals(inside ? 1 / 3.0 : 0, map.f()[i], ROUNDING, "point " + i);
        }
        assertEquals(
                Double.NEGATIVE_INFINITY,
                slice.lnIntegral(
                        slice.within(Region.about(20, 1, 1), lnf(slice, p -> 3).lnf())));
    }

    @Test
    void whereFIsNotKnownItIsNoPartOfTheIntegral() {
        PhaseSlice slice = new PhaseSlice(PhaseSlice.Plane.R_Z, CENTRE, 0.3, 1, 7);
        LnfGradients known = lnf(slice, p -> 3);
        for (int i = 0; i < 7; i++) {
            // The outermost radius, which stands for half a step of 0.1 kpc.
            known.lnf()[42 + i] = Double.NaN;
        }
        PhaseSlice.Map map = slice.map(KNOWN, List.of(known), new int[] {0}, 0);
        for (int i = 0; i < map.f().length; i++) {
            assertEquals(i < 42 ? 1 / (0.55 * 2) : Double.NaN, map.f()[i], ROUNDING, "point " + i);
        }
    }

    @Test
    void theErrorIsTheJackknifesOfTheNormalisedLogarithm() {
        PhaseSlice slice = new PhaseSlice(PhaseSlice.Plane.Z_VZ, CENTRE, 2, 80, 9);
        // Two flows of f exp(+-0.02 z), the second ten times as large everywhere, which normalisation takes away.
        List<LnfGradients> members =
                List.of(lnf(slice, p -> -p.z() * p.z() + 0.02 * p.z()), lnf(slice, p -> -p.z() * p.z() - 0.02 * p.z()));
        double unit = 1.7;
        PhaseSlice.Map map = slice.map(KNOWN, members, new int[] {0, 1}, unit);
        Jackknife jackknife = new Jackknife(2);
        double[] first = normalised(slice, members.get(0).lnf());
        double[] second = normalised(slice, members.get(1).lnf());
        for (int i = 0; i < map.f().length; i++) {
            assertEquals(map.f()[i] * jackknife.error(new double[] {second[i], first[i]}), map.error()[i], ROUNDING);
        }
        List<LnfGradients> scaled =
                List.of(members.get(0), lnf(slice, p -> -p.z() * p.z() + 0.02 * p.z() + Math.log(10)));
        PhaseSlice.Map alike = slice.map(KNOWN, scaled, new int[] {0, 1}, unit);
        for (double error : alike.error()) {
            assertEquals(0, error, ROUNDING, "a factor is no error");
        }
        PhaseSlice.Map single = slice.map(KNOWN, members, new int[] {0, 0}, unit);
        assertTrue(Double.isNaN(single.error()[40]), "one group has no error");
    }

    @Test
    void anEmptySliceIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> new PhaseSlice(PhaseSlice.Plane.R_Z, CENTRE, Double.NaN, 1, 3));
        assertThrows(IllegalArgumentException.class, () -> new PhaseSlice(PhaseSlice.Plane.R_Z, CENTRE, 1, 1, 1));
    }

    private static double[] normalised(PhaseSlice slice, double[] lnf) {
        double lnIntegral = slice.lnIntegral(lnf);
        double[] normalised = lnf.clone();
        for (int i = 0; i < normalised.length; i++) {
            normalised[i] -= lnIntegral;
        }
        return normalised;
    }

    private static LnfGradients lnf(PhaseSlice slice, ToDoubleFunction<PhasePoint> lnf) {
        Stars points = slice.points();
        LnfGradients gradients = LnfGradients.allocate(points.size());
        for (int i = 0; i < points.size(); i++) {
            gradients.lnf()[i] = lnf.applyAsDouble(points.point(i));
        }
        return gradients;
    }
}
