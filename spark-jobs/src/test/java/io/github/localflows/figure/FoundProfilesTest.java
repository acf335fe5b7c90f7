package io.github.localflows.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import io.github.localflows.accuracy.ProfilePoint;
import io.github.localflows.expansion.PotentialBasis;
import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.expansion.PotentialExpansion;
import io.github.localflows.expansion.PotentialFile;
import io.github.localflows.phase.Region;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.hipparchus.linear.MatrixUtils;
import org.junit.jupiter.api.Test;

class FoundProfilesTest {
    /** 1 km²/s²/kpc in pc/Myr², as the tables have it. */
    private static final double PC_MYR2 = 0.00104594017;

    private static final PotentialBasis BASIS = PotentialBasis.even(8, 1, 2, List.of(0.1, 0.6));

    private static Profile at(Component component, double at, double... positions) {
        return new Profile(
                component,
                at,
                DoubleStream.of(positions)
                        .mapToObj(position -> new ProfilePoint(position, 0, Double.NaN, Double.NaN, 7))
                        .toList());
    }

    @Test
    void aPotentialIsFeltAtThePositionsOfTheOtherProfileWithinItsVolume() {
        PotentialExpansion expansion = new PotentialExpansion(
                BASIS,
                IntStream.range(0, BASIS.size()).mapToObj(k -> 500.0 + 40 * k).collect(Collectors.toList()));
        PotentialEstimate potential =
                new PotentialEstimate(expansion, MatrixUtils.createRealIdentityMatrix(BASIS.size()));
        Map<Component, Profile> found = FoundProfiles.of(
                new PotentialFile.Content(potential, Region.about(8, 1, 2)),
                Map.of(
                        Component.AZ, at(Component.AZ, 8.2, -2.5, -1, 0.4),
                        Component.AR, at(Component.AR, 0.3, 7.5, 9.1)));
        Profile az = found.get(Component.AZ);
        assertEquals(8.2, az.at());
        assertTrue(
                Double.isNaN(az.points().get(0).value()) && !az.points().get(0).hasBar(), "outside");
        for (ProfilePoint point : az.points().subList(1, 3)) {
            assertFelt(potential.az(8.2, point.position()), point);
        }
        Profile aR = found.get(Component.AR);
        assertFelt(potential.aR(7.5, 0.3), aR.points().get(0));
        assertTrue(Double.isNaN(aR.points().get(1).value()), "outside");
        assertEquals(7, aR.points().get(1).exact());
    }

    private static void assertFelt(PotentialEstimate.Value expected, ProfilePoint point) {
        double tolerance = 1e-5 * Math.abs(point.value());
        assertEquals(expected.value() * PC_MYR2, point.value(), tolerance);
        assertEquals(2 * expected.error() * PC_MYR2, point.high() - point.low(), tolerance);
        assertEquals(7, point.exact());
    }
}
