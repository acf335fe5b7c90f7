package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.sampling.StarSampler;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestStarsTest {
    private static final VelocityShell SHELL = new VelocityShell(1500, 220, 10, 80);
    private static final Region REGION = new Region(7, 9, 2.5);

    /** Standard errors that a fixed seed may be off by. */
    private static final double SIGMAS = 4;

    private static StarSampler sampler;
    private static Stars stars;

    @BeforeAll
    static void drawStars() {
        sampler = new StarSampler(QuasiIsothermalMixture.milkyWay(), REGION, Measure.VOLUME);
        stars = sampler.sample(1, Purpose.VELOCITY_STARS, 0, NearestStars.STARS_PER_VELOCITY * SHELL.count())
                .stars();
    }

    @ParameterizedTest(name = "R = {0}, z = {1} kpc")
    @CsvSource({"8, 0", "8, 0.8", "7.3, -1.2", "8.7, 0.3"})
    void velocitiesAreDistributedAsFAtThePosition(double R, double z) {
        Stars here = sampler.sampleAt(R, z, 200_000, 5).stars();
        int[] inShell = IntStream.range(0, here.size())
                .filter(i -> SHELL.contains(here.vR()[i], here.vphi()[i], here.vz()[i]))
                .toArray();

        Velocities nearest = new NearestStars(stars, SHELL).velocities(0, new Position(0, R, z));

        assertSameMoments(IntStream.of(inShell).mapToDouble(i -> here.vR()[i]).toArray(), nearest.vR());
        assertSameMoments(IntStream.of(inShell).mapToDouble(i -> here.vphi()[i]).toArray(), nearest.vphi());
        assertSameMoments(IntStream.of(inShell).mapToDouble(i -> here.vz()[i]).toArray(), nearest.vz());
    }

    /** The same mean and dispersion to the sampling error of the fewer ones, whose tails the shell has cut off. */
    private static void assertSameMoments(double[] expected, double[] velocities) {
        double sigma = dispersion(expected);
        assertEquals(mean(expected), mean(velocities), SIGMAS * sigma / Math.sqrt(velocities.length));
        assertEquals(1, dispersion(velocities) / sigma, SIGMAS / Math.sqrt(2.0 * velocities.length));
    }

    @Test
    void theyAreThoseOfTheNearestStarsInTheShell() {
        VelocityShell few = new VelocityShell(40, 220, 10, 80);
        Stars some = sampler.sample(2, 0, 2000).stars();
        for (Position position : List.of(new Position(0, 8, 0), new Position(1, 7.05, 1.4), new Position(2, 9, -3))) {
            ToDoubleFunction<PhasePoint> square =
                    star -> Math.pow((star.R() - position.R()) / 4, 2) + Math.pow(star.z() - position.z(), 2);
            List<PhasePoint> expected = IntStream.range(0, some.size())
                    .mapToObj(some::point)
                    .filter(star -> few.contains(star.vR(), star.vphi(), star.vz()))
                    .sorted(Comparator.comparingDouble(square))
                    .limit(few.count())
                    .toList();

            Velocities nearest = new NearestStars(some, few).velocities(0, position);

            assertArrayEquals(
                    expected.stream().mapToDouble(PhasePoint::vR).sorted().toArray(),
                    IntStream.range(0, few.count())
                            .mapToDouble(i -> nearest.vR()[i])
                            .sorted()
                            .toArray());
        }
    }

    @Test
    void ofStarsAtOneDistanceTheFirstAreTaken() {
        Stars ring = Stars.of(
                new PhasePoint(8, 0.5, 1, 200, 0),
                new PhasePoint(8, -0.5, 2, 200, 0),
                new PhasePoint(6, 0, 3, 200, 0),
                new PhasePoint(10, 0, 4, 200, 0),
                new PhasePoint(8, 0.5, 5, 200, 0));

        Velocities nearest =
                new NearestStars(ring, new VelocityShell(3, 220, 0, 80)).velocities(0, new Position(0, 8, 0));

        assertArrayEquals(new double[] {1, 2, 3}, nearest.vR());
    }

    @Test
    void neitherTheSeedNorThePositionsNumberMatters() {
        NearestStars choice = new NearestStars(stars, SHELL);

        Velocities one = choice.velocities(0, new Position(0, 8, 0.5));
        Velocities other = choice.velocities(7, new Position(9, 8, 0.5));

        assertArrayEquals(one.vR(), other.vR());
        assertArrayEquals(one.vphi(), other.vphi());
        assertArrayEquals(one.vz(), other.vz());
    }

    @Test
    void shellWithTooFewStarsIsRefused() {
        Stars some = sampler.sample(2, 0, 2000).stars();

        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> new NearestStars(some, new VelocityShell(100, 220, 1, 2)));

        assertTrue(refused.getMessage().contains("fewer than the 100 wanted"), refused.getMessage());
        assertTrue(refused.getMessage().contains("1.0 to 2.0 km/s from (0, 220.0, 0)"), refused.getMessage());
    }

    private static double mean(double[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum() / values.length;
    }

    private static double dispersion(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }
}
