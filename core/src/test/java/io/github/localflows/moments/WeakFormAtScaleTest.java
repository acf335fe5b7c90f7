package io.github.localflows.moments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Potential;
import io.github.localflows.sampling.StarSampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Do the weak form's error bars hold the truth as often as they say, and are steady stars rejected no more often? Five minutes of one
 * core: {@code mvn -Pscale -pl core test -Dtest=WeakFormAtScaleTest}.
 */
@Tag("scale")
class WeakFormAtScaleTest {
    private static final int SETS = 20;
    private static final int STARS = 1_000_000;
    private static final Region VOLUME = new Region(7, 9, 2.5);
    private static final WeakFormShape SHAPE =
            new WeakFormShape(VOLUME, 3, List.of(0.1, 0.25, 0.6, 1.5), 3, List.of(0.05, 0.1, 0.2, 0.4, 0.8, 1.6), 3);

    /** 68% but for scatter: the positions of a set are correlated, so that it is one of some ten numbers a set. */
    private static final double LEAST_COVERAGE = 0.60;

    private static final double MOST_COVERAGE = 0.76;

    /** The name of a zone, and the deviations of all sets from the truth there, in units of their errors. */
    private record Zone(String name, List<Double> deviations) {
        Zone(String name) {
            this(name, new ArrayList<>());
        }

        void add(PotentialEstimate.Value found, double exact) {
            deviations.add((found.value() - exact) / found.error());
        }

        double coverage() {
            return deviations.stream().filter(d -> Math.abs(d) < 1).count() / (double) deviations.size();
        }
    }

    @Test
    void barsHoldAndSteadyStarsPass() throws Unsolvable {
        Zone high = new Zone("az, 0.3 < |z| < 1.5 kpc");
        Zone low = new Zone("az, |z| < 0.3 kpc");
        Zone radial = new Zone("aR, |z| < 1.5 kpc");
        Zone column = new Zone("surface density");
        Potential exact = MilkyWay.potential();
        StarSampler sampler = new StarSampler(QuasiIsothermalMixture.milkyWay(), VOLUME, Measure.VOLUME);
        double[] ones = new double[STARS];
        Arrays.fill(ones, 1);
        for (int seed = 0; seed < SETS; seed++) {
            Stars stars = sampler.sample(77, seed, STARS).stars();
            WeakFormShape.Prepared prepared = SHAPE.prepared(stars.first(WeakFormShape.PILOT_STARS), ones);
            MomentSums sums = WeakFormShape.sums(prepared, stars, ones);
            WeakForm.Solution solution =
                    WeakForm.solve(sums, prepared.functions(), prepared.basis(), prepared.gravity());
            PotentialEstimate potential = solution.potential();
            for (double R = 7.2; R < 8.81; R += 0.1) {
                for (double z = 0.05; z < 1.5; z += 0.05) {
                    (z < 0.3 ? low : high)
                            .add(potential.az(R, z), exact.acceleration(R, z).az());
                    radial.add(potential.aR(R, z), exact.acceleration(R, z).aR());
                }
            }
            column.add(potential.surfaceDensity(8, 1.1), 67.5);
            for (MomentTest test : List.of(
                    solution.test(),
                    WeakForm.test(sums, prepared.functions(), MomentFamily.CONTINUITY),
                    WeakForm.test(sums, prepared.functions(), MomentFamily.MIRROR))) {
                assertTrue(test.p() > MomentTest.REJECTED, test.toString());
            }
        }
        for (Zone zone : List.of(high, low, radial)) {
            System.out.printf("%s: %.0f%% of the bars hold%n", zone.name(), 100 * zone.coverage());
        }
        for (Zone zone : List.of(high, low, radial)) {
            assertTrue(
                    zone.coverage() > LEAST_COVERAGE && zone.coverage() < MOST_COVERAGE,
                    zone.name() + ": " + zone.coverage());
        }
        double mean = column.deviations().stream().mapToDouble(d -> d).average().orElseThrow();
        assertEquals(0, mean, 4 / Math.sqrt(SETS), column.name());
    }
}
