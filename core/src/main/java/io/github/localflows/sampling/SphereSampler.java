package io.github.localflows.sampling;

import io.github.localflows.df.HernquistSphere;
import io.github.localflows.df.Measure;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AliasMethodDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;

/**
 * Independent stars, exactly distributed as {@link HernquistSphere} in a region of space. With {@link Measure#VOLUME} they
 * have density R f in (R, z, vR, vphi, vz), with {@link Measure#SLICE} f.
 *
 * <p><b>Positions</b> are proposed cell by cell, uniformly in volume or in area, and kept with the probability of the density
 * there over that at the cell's corner next to the centre, which is the largest in the cell.
 *
 * <p><b>Speeds:</b> with w = a v²/(2 GM), cos² theta = r/(r + a) + w (see {@link HernquistSphere}) and y² = w/cos² theta, the
 * density v² f of speeds is y² g(theta) dy, up to a factor. So y is the largest of three uniform numbers times its value at the
 * velocity of escape, sqrt(a/(r + a)), and is kept with probability g over the g of a star at rest, the largest one. Between all
 * (near the centre) and 18% (far out) of the proposals are kept, at r = a 35%.
 *
 * <p>Both bounds are exact: there are no breaches.
 *
 * <p><b>Determinism:</b> a block of {@value #BLOCK} stars has a stream of its own, and is drawn star by star. The same bits
 * on every platform. Immutable and thread-safe; costs a few milliseconds to build.
 */
public final class SphereSampler implements Sampler {
    /** How many stars share a stream. */
    static final int BLOCK = 1000;

    private static final int CELLS_R = 128;
    private static final int CELLS_Z = 64;

    private final HernquistSphere f;
    private final Measure measure;

    /** Edges of the cells, from the inner edge of the region to the outer [kpc]. */
    private final double[] Rs = new double[CELLS_R + 1];

    /** From the plane to the top of the region [kpc]. */
    private final double[] zs = new double[CELLS_Z + 1];

    /** The density at the corner next to the centre, of cell i CELLS_Z + j [1/kpc³]. */
    private final double[] densest = new double[CELLS_R * CELLS_Z];

    private final SharedStateDiscreteSampler cells;

    /**
     * @param f the sphere
     * @param region where the stars are
     * @param measure whether they have density R f or f
     */
    public SphereSampler(HernquistSphere f, Region region, Measure measure) {
        this.f = f;
        this.measure = measure;
        // Every cell is small beside its distance from the centre, so that the density changes little across it.
        double ratio = StrictMath.log(region.Rmax() / region.Rmin());
        for (int i = 0; i <= CELLS_R; i++) {
            Rs[i] = i == CELLS_R ? region.Rmax() : region.Rmin() * StrictMath.exp(ratio * i / CELLS_R);
        }
        double height = region.absZmax() / region.Rmin();
        double top = StrictMath.log(height + Math.sqrt(1 + height * height));
        for (int j = 0; j <= CELLS_Z; j++) {
            zs[j] = j == CELLS_Z ? region.absZmax() : region.Rmin() * StrictMath.sinh(top * j / CELLS_Z);
        }
        double[] masses = new double[CELLS_R * CELLS_Z];
        for (int i = 0; i < CELLS_R; i++) {
            for (int j = 0; j < CELLS_Z; j++) {
                int cell = i * CELLS_Z + j;
                densest[cell] = f.density(distance(Rs[i], zs[j]));
                double middle = measure == Measure.VOLUME ? 0.5 * (Rs[i] + Rs[i + 1]) : 1;
                masses[cell] = densest[cell] * middle * (Rs[i + 1] - Rs[i]) * (zs[j + 1] - zs[j]);
            }
        }
        cells = AliasMethodDiscreteSampler.of(RandomStreams.stream(0, Purpose.BOUNDS), masses);
    }

    @Override
    public StarSample sample(long runSeed, Purpose purpose, int seed, int count) {
        Stars stars = Stars.allocate(count);
        SampleStatistics statistics = SampleStatistics.NONE;
        for (int start = 0, number = 0; start < count; start += BLOCK, number++) {
            Block block = new Block(RandomStreams.stream(runSeed, purpose, seed, number));
            int end = Math.min(count, start + BLOCK);
            for (int i = start; i < end; i++) {
                block.draw(stars, i);
            }
            statistics = statistics.plus(new SampleStatistics(block.proposed, end - start, 0));
        }
        return new StarSample(stars, statistics);
    }

    private static double distance(double R, double z) {
        return Math.sqrt(R * R + z * z);
    }

    /** Stars of one stream, one after the other. */
    private final class Block {
        private final UniformRandomProvider random;
        private final DiscreteSampler cell;
        private long proposed;

        Block(UniformRandomProvider random) {
            this.random = random;
            cell = cells.withUniformRandomProvider(random);
        }

        void draw(Stars stars, int i) {
            drawPosition(stars, i);
            drawVelocity(stars, i, speed(distance(stars.R()[i], stars.z()[i])));
        }

        private void drawPosition(Stars stars, int i) {
            int c;
            double R;
            double z;
            do {
                c = cell.sample();
                R = radius(Rs[c / CELLS_Z], Rs[c / CELLS_Z + 1]);
                double low = zs[c % CELLS_Z];
                z = low + (zs[c % CELLS_Z + 1] - low) * random.nextDouble();
                proposed++;
            } while (random.nextDouble() * densest[c] >= f.density(distance(R, z)));
            stars.R()[i] = R;
            stars.z()[i] = random.nextBoolean() ? z : -z;
        }

        /** With density R or uniform; never beyond the ends for rounding. */
        private double radius(double low, double high) {
            double u = random.nextDouble();
            return switch (measure) {
                case VOLUME -> Math.max(low, Math.min(high, Math.sqrt(low * low + (high - low) * (high + low) * u)));
                case SLICE -> low + (high - low) * u;
            };
        }

        /** The speed of a star at the distance r [km/s]. */
        private double speed(double r) {
            double a = f.a();
            double bound = a / (r + a);
            double rest = r / (r + a);
            double escape = Math.sqrt(bound);
            double most = HernquistSphere.g(escape, Math.sqrt(rest));
            double w;
            double g;
            do {
                double y = escape * Math.max(random.nextDouble(), Math.max(random.nextDouble(), random.nextDouble()));
                w = rest * y * y / ((1 - y) * (1 + y));
                g = HernquistSphere.g(Math.sqrt(Math.max(0, bound - w)), Math.sqrt(rest + w));
                proposed++;
            } while (random.nextDouble() * most >= g);
            return Math.sqrt(2 * f.GM() * w / a);
        }

        /** A direction by Marsaglia (1972), with a square root only. */
        private void drawVelocity(Stars stars, int i, double v) {
            double x;
            double y;
            double square;
            do {
                x = 2 * random.nextDouble() - 1;
                y = 2 * random.nextDouble() - 1;
                square = x * x + y * y;
            } while (square >= 1);
            double scale = 2 * v * Math.sqrt(1 - square);
            stars.vR()[i] = scale * x;
            stars.vphi()[i] = scale * y;
            stars.vz()[i] = v * (1 - 2 * square);
        }
    }
}
