package io.github.localflows.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.reference.ReferenceTable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The sampler on as many stars as the largest configuration draws, 20 million, against quadrature: would a bias of a
 * thousandth show? A few minutes of two cores: {@code mvn -Pscale -pl core test}.
 */
@Tag("scale")
class MilkyWaySampleAtScaleTest {
    private static final long RUN_SEED = 2022;
    private static final int STARS_PER_POSITION = 1_250_000;
    private static final int SEEDS = 2000;
    private static final int STARS_PER_SEED = 10_000;

    /** Standard errors that fixed seeds are allowed: of a hundred comparisons, one in 160 runs would fail by chance. */
    private static final double SIGMAS = 4;

    /** Half the points in each velocity change the moments by less: a fiftieth of a standard error. */
    private static final double QUADRATURE_REL = 1e-5;

    /** Where the integrals over velocity end. */
    private static final double REFERENCE_REL = 5e-5;

    /** The reference's 36 points in vphi are too few at its largest R, where the disc is coldest. */
    private static final double REFERENCE_WORST_REL = 1e-3;

    /** The bias that must not go unseen. */
    private static final double BIAS = 1e-3;

    private static final QuasiIsothermalMixture MIXTURE = QuasiIsothermalMixture.milkyWay();
    private static final StarSampler SAMPLER = new StarSampler(MIXTURE, new Region(1, 16, 2.5), Measure.VOLUME);

    /** One moment of a sample, what it should be, and its standard error. */
    private record Check(String name, double expected, double found, double error) {
        double sigmas() {
            return (found - expected) / error;
        }
    }

    /** All checks at one position. */
    private record Checked(double R, double z, List<Check> checks, SampleStatistics statistics) {}

    @Test
    void velocitiesOfTwentyMillionStarsHaveTheMomentsOfQuadrature() {
        ReferenceTable reference = ReferenceTable.read("moments.csv");
        List<Checked> positions = IntStream.range(0, reference.size())
                .parallel()
                .mapToObj(i -> check(reference.column("R_kpc")[i], reference.column("z_kpc")[i]))
                .toList();

        System.out.println("R kpc, z kpc: (sample - quadrature)/standard error");
        for (Checked position : positions) {
            System.out.printf(Locale.ROOT, "%7.3f %6.3f ", position.R, position.z);
            position.checks.forEach(c -> System.out.printf(
                    Locale.ROOT, "  %s %9.4f (%9.4f) %+5.2f", c.name, c.found, c.expected, c.sigmas()));
            System.out.println();
        }
        for (int m = 0; m < positions.get(0).checks.size(); m++) {
            int moment = m;
            List<Check> checks =
                    positions.stream().map(p -> p.checks.get(moment)).toList();
            double largest =
                    checks.stream().mapToDouble(c -> Math.abs(c.sigmas())).max().orElseThrow();
            // The best estimate of a relative bias that all positions share.
            double weights = sum(checks, c -> square(c.expected / c.error));
            double bias = sum(checks, c -> square(c.expected / c.error) * (c.found / c.expected - 1)) / weights;
            double error = 1 / Math.sqrt(weights);
            String name = checks.get(0).name;
            assertTrue(largest < SIGMAS, () -> name + " is off by " + largest + " standard errors");
            if (checks.get(0).expected != 0) {
                System.out.printf(
                        Locale.ROOT,
                        "%s: largest deviation %.2f standard errors; common bias (%+.1f +- %.1f) 1e-5%n",
                        name,
                        largest,
                        1e5 * bias,
                        1e5 * error);
                assertTrue(SIGMAS * error < BIAS, () -> "a bias of " + BIAS + " in " + name + " would not show");
                assertTrue(Math.abs(bias) < SIGMAS * error, () -> name + " has a bias of " + bias + " +- " + error);
            } else {
                System.out.printf(Locale.ROOT, "%s: largest deviation %.2f standard errors%n", name, largest);
            }
        }
        SampleStatistics all =
                positions.stream().map(Checked::statistics).reduce(SampleStatistics.NONE, SampleStatistics::plus);
        System.out.println(all + ", accepted " + all.acceptance());
    }

    private static double square(double x) {
        return x * x;
    }

    private static double sum(List<Check> checks, ToDoubleFunction<Check> term) {
        return checks.stream().mapToDouble(term).sum();
    }

    private static Checked check(double R, double z) {
        VelocityMoments coarse = VelocityMoments.quadrature(MIXTURE, R, z, 48, 16, 40, -1);
        VelocityMoments expected = VelocityMoments.quadrature(MIXTURE, R, z, 96, 32, 80, -1);
        assertEquals(expected.meanVphi(), coarse.meanVphi(), QUADRATURE_REL * expected.meanVphi());
        assertEquals(expected.sigmaR(), coarse.sigmaR(), QUADRATURE_REL * expected.sigmaR());
        assertEquals(expected.sigmaPhi(), coarse.sigmaPhi(), QUADRATURE_REL * expected.sigmaPhi());
        assertEquals(expected.sigmaZ(), coarse.sigmaZ(), QUADRATURE_REL * expected.sigmaZ());

        StarSample sample = SAMPLER.sampleAt(R, z, STARS_PER_POSITION, RUN_SEED);
        Stars stars = sample.stars();
        return new Checked(
                R,
                z,
                List.of(
                        dispersion("sigma_R", stars.vR(), 0, expected.sigmaR()),
                        dispersion("sigma_phi", stars.vphi(), expected.meanVphi(), expected.sigmaPhi()),
                        dispersion("sigma_z", stars.vz(), 0, expected.sigmaZ()),
                        mean("mean vphi", stars.vphi(), expected.meanVphi(), expected.sigmaPhi()),
                        mean("mean vR", stars.vR(), 0, expected.sigmaR()),
                        mean("mean vz", stars.vz(), 0, expected.sigmaZ())),
                sample.statistics());
    }

    private static Check mean(String name, double[] values, double mean, double sigma) {
        return new Check(name, mean, Arrays.stream(values).average().orElseThrow(), sigma / Math.sqrt(values.length));
    }

    /** The dispersion about the expected mean; its error is from the fourth moment. */
    private static Check dispersion(String name, double[] values, double mean, double sigma) {
        double second = 0;
        double fourth = 0;
        for (double value : values) {
            double square = square(value - mean);
            second += square / values.length;
            fourth += square * square / values.length;
        }
        double error = Math.sqrt((fourth - second * second) / values.length) / (2 * sigma);
        return new Check(name, sigma, Math.sqrt(second), error);
    }

    @Test
    void ourQuadratureOfAQuadrantIsTheReferences() {
        ReferenceTable reference = ReferenceTable.read("moments.csv");
        double[] worst = new double[reference.size()];
        for (int i = 0; i < worst.length; i++) {
            VelocityMoments quadrant = VelocityMoments.quadrature(
                    MIXTURE, reference.column("R_kpc")[i], reference.column("z_kpc")[i], 72, 32, 40, 0);
            worst[i] = DoubleStream.of(
                            quadrant.sigmaR() / reference.column("sigma_R")[i],
                            quadrant.sigmaPhi() / reference.column("sigma_phi")[i],
                            quadrant.sigmaZ() / reference.column("sigma_z")[i],
                            quadrant.meanVphi() / reference.column("mean_vphi")[i])
                    .map(ratio -> Math.abs(ratio - 1))
                    .max()
                    .orElseThrow();
        }
        Arrays.sort(worst);
        System.out.println("moments of the quadrant vR > 0, vz > 0 differ from the reference's by up to "
                + worst[worst.length - 2] + ", at one position by up to " + worst[worst.length - 1]);
        assertEquals(0, worst[worst.length - 2], REFERENCE_REL);
        assertEquals(0, worst[worst.length - 1], REFERENCE_WORST_REL);
    }

    @Test
    void placesOfTwentyMillionStarsFollowTheDensityOfQuadrature() {
        double[] edgesR = IntStream.rangeClosed(2, 32).mapToDouble(i -> 0.5 * i).toArray();
        double[] edgesz = {0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.1, 1.5, 2, 2.5};
        int columns = edgesz.length - 1;
        int cells = (edgesR.length - 1) * columns;
        double[] mass = IntStream.range(0, cells)
                .parallel()
                .mapToDouble(c -> mass(
                        edgesR[c / columns], edgesR[c / columns + 1], edgesz[c % columns], edgesz[c % columns + 1]))
                .toArray();
        double total = Arrays.stream(mass).sum();
        AtomicLongArray counts = new AtomicLongArray(cells);
        SampleStatistics statistics = IntStream.range(0, SEEDS)
                .parallel()
                .mapToObj(seed -> {
                    StarSample sample = SAMPLER.sample(RUN_SEED, seed, STARS_PER_SEED);
                    Stars stars = sample.stars();
                    for (int i = 0; i < STARS_PER_SEED; i++) {
                        int row = cell(edgesR, stars.R()[i]);
                        counts.incrementAndGet(row * columns + cell(edgesz, Math.abs(stars.z()[i])));
                    }
                    return sample.statistics();
                })
                .reduce(SampleStatistics.NONE, SampleStatistics::plus);

        double stars = (double) SEEDS * STARS_PER_SEED;
        double chiSquare = 0;
        double worst = 0;
        for (int c = 0; c < cells; c++) {
            double expected = mass[c] / total * stars;
            double deviation = (counts.get(c) - expected) / Math.sqrt(expected);
            chiSquare += deviation * deviation;
            worst = Math.max(worst, Math.abs(deviation));
        }
        int freedom = cells - 1;
        System.out.printf(
                Locale.ROOT,
                "%.0f stars in %d cells of (R, |z|): chi-square %.1f of %d, worst cell %.2f standard errors; %s,"
                        + " accepted %.4f%n",
                stars,
                cells,
                chiSquare,
                freedom,
                worst,
                statistics,
                statistics.acceptance());
        assertTrue(chiSquare < freedom + SIGMAS * Math.sqrt(2 * freedom), "chi-square " + chiSquare + " of " + freedom);
    }

    /** R times the density over a cell, by three points each way: 1e-5 of it, the scale of the disc being 0.15 kpc. */
    private static double mass(double Rmin, double Rmax, double zmin, double zmax) {
        GaussIntegratorFactory factory = new GaussIntegratorFactory();
        GaussIntegrator radial = factory.legendre(3, Rmin, Rmax);
        GaussIntegrator vertical = factory.legendre(3, zmin, zmax);
        return radial.integrate(R -> vertical.integrate(z ->
                R * VelocityMoments.quadrature(MIXTURE, R, z, 28, 12, 24, -1).density()));
    }

    private static int cell(double[] edges, double value) {
        int found = Arrays.binarySearch(edges, value);
        return Math.min(found >= 0 ? found : -found - 2, edges.length - 2);
    }
}
