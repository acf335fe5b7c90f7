package io.github.localflows.figure;

import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.orbit.OrbitAccuracy;
import io.github.localflows.orbit.OrbitIntegrator;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Potential;
import io.github.localflows.sampling.StarSampler;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Does a sample of the mixture keep its distribution when its stars are carried along their orbits?
 *
 * <p>Two answers. By counting: stars of some seeds before and stars of other seeds after, so that the two counts of a
 * cell are independent. And without noise: along an orbit the number of stars in a volume of phase space is conserved,
 * so that where a star is now, at x, having come from x0, the density was n(x) and is n(x0), with n = f in the
 * {@code VOLUME} measure (per R dR dz dv) and f/R in {@code SLICE}. Averaged over the stars of a cell, n(x)/n(x0) is
 * before/after.
 */
final class SteadyState {
    private static final long RUN_SEED = 2022;
    private static final int STARS_PER_SEED = 10_000;
    private static final double MYR = 500;

    /** Fewer stars than this, before and after together, are no normal distribution: such cells are pooled. */
    private static final long LEAST_COUNT = 20;

    /** Distance of points along a region's edge [kpc]. */
    private static final double EDGE_STEP = 0.01;

    /** Where the data sets' stars are drawn. */
    static final Region ORDINARY = new Region(1, 16, 2.5);

    /** Cells in two coordinates; a star outside the edges is in none. */
    record Plane(
            String name,
            ToDoubleFunction<PhasePoint> x,
            double[] xEdges,
            ToDoubleFunction<PhasePoint> y,
            double[] yEdges) {
        int cells() {
            return (xEdges.length - 1) * (yEdges.length - 1);
        }

        /** -1 outside. */
        int cell(PhasePoint star) {
            int i = interval(xEdges, x.applyAsDouble(star));
            int j = interval(yEdges, y.applyAsDouble(star));
            return i < 0 || j < 0 ? -1 : i * (yEdges.length - 1) + j;
        }

        private static int interval(double[] edges, double value) {
            int found = Arrays.binarySearch(edges, value);
            int i = found >= 0 ? found : -found - 2;
            return i < edges.length - 1 ? i : -1;
        }
    }

    /**
     * Stars of a plane's cells.
     *
     * @param before how many were there, of the seeds that stay
     * @param after how many are there, of the seeds that move
     * @param expectedBefore how many were there of the seeds that move, by the conservation of n along orbits
     * @param squares the squared terms of that sum, its variance
     * @param fromAfar how many of {@code after} have come from outside {@link #ORDINARY}
     */
    record Counts(
            Plane plane, long[] before, long[] after, double[] expectedBefore, double[] squares, long[] fromAfar) {
        static Counts none(Plane plane) {
            int n = plane.cells();
            return new Counts(plane, new long[n], new long[n], new double[n], new double[n], new long[n]);
        }

        void add(Counts other) {
            for (int c = 0; c < before.length; c++) {
                before[c] += other.before[c];
                after[c] += other.after[c];
                expectedBefore[c] += other.expectedBefore[c];
                squares[c] += other.squares[c];
                fromAfar[c] += other.fromAfar[c];
            }
        }

        private void countBefore(PhasePoint star) {
            int c = plane.cell(star);
            if (c >= 0) {
                before[c]++;
            }
        }

        private void countAfter(PhasePoint star, double change, boolean isFromAfar) {
            int c = plane.cell(star);
            if (c >= 0) {
                after[c]++;
                expectedBefore[c] += change;
                squares[c] += change * change;
                fromAfar[c] += isFromAfar ? 1 : 0;
            }
        }

        /** after/before of a cell. */
        double ratio(int c) {
            return (double) after[c] / before[c];
        }

        /** Standard error of {@link #ratio}. */
        double error(int c) {
            return ratio(c) * Math.sqrt(1.0 / after[c] + 1.0 / before[c]);
        }

        /** after/before of a cell without the noise of counting. */
        double expectedRatio(int c) {
            return after[c] / expectedBefore[c];
        }

        /** Of after against before. */
        ChiSquare chiSquare() {
            return chiSquare(c -> new double[] {before[c], after[c], before[c] + after[c]});
        }

        /** Of what was there before against what the conservation of n says. */
        ChiSquare chiSquareOfConservation() {
            return chiSquare(c -> new double[] {before[c], expectedBefore[c], before[c] + squares[c]});
        }

        /** What makes up a chi-square: two numbers of stars and the variance of their difference. */
        private ChiSquare chiSquare(IntFunction<double[]> terms) {
            double[] pool = new double[3];
            double sum = 0;
            int freedom = 0;
            for (int c = 0; c < before.length; c++) {
                double[] term = terms.apply(c);
                if (before[c] + after[c] >= LEAST_COUNT) {
                    sum += (term[0] - term[1]) * (term[0] - term[1]) / term[2];
                    freedom++;
                } else {
                    Arrays.setAll(pool, i -> pool[i] + term[i]);
                }
            }
            if (pool[0] + pool[1] >= LEAST_COUNT) {
                sum += (pool[0] - pool[1]) * (pool[0] - pool[1]) / pool[2];
                freedom++;
            }
            return new ChiSquare(sum, freedom);
        }
    }

    /** Of the numbers of stars in {@code freedom} cells, which are independent since the rest of the stars is elsewhere. */
    record ChiSquare(double value, int freedom) {
        /** How many standard deviations it is above what equal distributions give. */
        double sigmas() {
            return (value - freedom) / Math.sqrt(2.0 * freedom);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f of %d (%+.1f sigma)", value, freedom, sigmas());
        }
    }

    /** What a star must satisfy to be counted; depends on what is conserved along its orbit alone. */
    private interface Selection {
        boolean contains(PhasePoint star);
    }

    private final QuasiIsothermalMixture f = QuasiIsothermalMixture.milkyWay();
    private final OrbitIntegrator integrator = new OrbitIntegrator(f.potential(), OrbitAccuracy.STANDARD);
    private final Measure measure;
    private final StarSampler sampler;
    private final Selection selection;

    private SteadyState(Measure measure, Region region, Function<QuasiIsothermalMixture, Selection> selection) {
        this.measure = measure;
        this.selection = selection.apply(f);
        sampler = new StarSampler(f, region, measure);
    }

    /** All stars of a region. */
    static SteadyState of(Measure measure, Region region) {
        return new SteadyState(measure, region, f -> star -> true);
    }

    /**
     * The stars that can never leave their region: their energy is too small for their angular momentum to be at its
     * edge, even at rest in the meridional plane.
     */
    static SteadyState ofConfined(Measure measure, Region region) {
        return new SteadyState(measure, region, f -> confined(f.potential(), region));
    }

    private static Selection confined(Potential potential, Region region) {
        int n = (int) Math.round((region.Rmax() - region.Rmin()) / EDGE_STEP);
        double[] inverseR2 = new double[n + 3];
        double[] Phi = new double[n + 3];
        for (int i = 0; i < inverseR2.length; i++) {
            double R = i <= n
                    ? region.Rmin() + (region.Rmax() - region.Rmin()) * i / n
                    : i == n + 1 ? region.Rmin() : region.Rmax();
            // Along the vertical edges the potential is least in the plane.
            Phi[i] = potential.Phi(R, i <= n ? region.absZmax() : 0);
            inverseR2[i] = 1 / (R * R);
        }
        return star -> {
            double Lz = star.R() * star.vphi();
            double E = 0.5 * (star.vR() * star.vR() + star.vphi() * star.vphi() + star.vz() * star.vz())
                    + potential.Phi(star.R(), star.z());
            for (int i = 0; i < Phi.length; i++) {
                if (E >= Phi[i] + 0.5 * Lz * Lz * inverseR2[i]) {
                    return false;
                }
            }
            return true;
        };
    }

    /** Counts of the planes' cells, of {@code seeds} times 10,000 stars each before and after 500 Myr. */
    List<Counts> counts(int seeds, List<Plane> planes) {
        List<List<Counts>> parts = IntStream.range(0, seeds)
                .parallel()
                .mapToObj(seed -> countsOfASeed(seed, seeds + seed, planes))
                .toList();
        List<Counts> sums = planes.stream().map(Counts::none).toList();
        for (List<Counts> part : parts) {
            for (int p = 0; p < sums.size(); p++) {
                sums.get(p).add(part.get(p));
            }
        }
        return sums;
    }

    private List<Counts> countsOfASeed(int staying, int moving, List<Plane> planes) {
        Stars before = sampler.sample(RUN_SEED, staying, STARS_PER_SEED).stars();
        Stars start = sampler.sample(RUN_SEED, moving, STARS_PER_SEED).stars();
        Stars end = integrator.snapshots(start, new double[] {MYR}).stars(0);
        double[] lnfStart = f.lnf(start);
        double[] lnfEnd = f.lnf(end);
        List<Counts> counts = planes.stream().map(Counts::none).toList();
        for (int i = 0; i < STARS_PER_SEED; i++) {
            PhasePoint staysAt = before.point(i);
            if (selection.contains(staysAt)) {
                counts.forEach(plane -> plane.countBefore(staysAt));
            }
            // Whether it is counted is decided where it starts, where rounding of the energy cannot matter.
            PhasePoint from = start.point(i);
            PhasePoint to = end.point(i);
            if (selection.contains(from)) {
                double change = Math.exp(lnfEnd[i] - lnfStart[i]) * (measure == Measure.SLICE ? from.R() / to.R() : 1);
                boolean isFromAfar = !ORDINARY.contains(from.R(), from.z());
                counts.forEach(plane -> plane.countAfter(to, change, isFromAfar));
            }
        }
        return counts;
    }
}
