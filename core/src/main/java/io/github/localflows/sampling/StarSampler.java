package io.github.localflows.sampling;

import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.sampling.ProposalTable.Proposal;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AliasMethodDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Independent stars, exactly distributed as a mixture of populations in a region of space.
 *
 * <p>Rejection: a point is proposed for one population from a {@code ProposalTable}, whose density q is nearly that
 * of the population itself, and becomes a star with probability f/(B q). With {@link Measure#VOLUME} the stars have
 * density R f in (R, z, vR, vphi, vz), with {@link Measure#SLICE} f. All are bound and rotate forwards, for elsewhere
 * f is zero.
 *
 * <p><b>The bound B</b> is the largest f/q of {@value #TRIALS} trial proposals, which are always the same, times
 * {@value #MARGIN}. Every later proposal is checked against it. On a breach the block of {@value #BLOCK} stars in
 * which it happened is drawn again from its beginning with a bound that covers it, so that each block is exactly
 * distributed for any bound that holds; breaches are counted in the statistics. For the Milky Way's mixture the
 * trials' largest f/q is 1.1, none of 2e7 proposals came near B, and three proposals of four become stars.
 *
 * <p><b>Determinism:</b> a block depends on f, region, measure, run seed, seed and its number alone. So does a star:
 * asking for fewer stars gives the first of the same ones.
 *
 * <p>Discs with a radial dispersion below some 10 km/s are narrower than the table's steps: drawn as exactly, with
 * fewer proposals accepted, as the square of the dispersion (in the Milky Way 5% at 1 km/s, 1.3e-3 at 0.15 km/s). A mixture
 * is refused when a part of its trial proposals of less than {@value #LEAST_ACCEPTANCE} would become stars.
 *
 * <p>Immutable and thread-safe; costs half a second to build, so make one a process.
 */
public final class StarSampler implements Sampler {
    /** How many stars share a stream and a bound. */
    static final int BLOCK = 1000;

    /** How many proposals find the bound. */
    static final int TRIALS = 100_000;

    /** Least part of the trial proposals that must become stars; at that one takes a millisecond. */
    static final double LEAST_ACCEPTANCE = 1e-3;

    /** By how much the bound exceeds the largest ratio that was met. */
    static final double MARGIN = 1.2;

    /** Most proposals that are evaluated at a time. */
    private static final int BATCH = 256;

    private final PopulationDensities f;
    private final Region region;
    private final ProposalTable table;
    private final SharedStateDiscreteSampler nodes;
    private final double bound;

    /**
     * @param f the distribution function
     * @param region where the stars are
     * @param measure whether they have density R f or f
     * @throws IllegalArgumentException when the region touches the axis, or a population has no stars in it, or is so cold that
     *     next to no proposal would become a star; the message names it
     */
    public StarSampler(QuasiIsothermalMixture f, Region region, Measure measure) {
        this(new MixtureDensities(f), region, measure, Double.NaN);
    }

    /** A sampler that starts from a given bound; NaN finds one. */
    StarSampler(PopulationDensities f, Region region, Measure measure, double bound) {
        if (!(region.Rmin() > 0)) {
            throw new IllegalArgumentException("no stars are drawn in " + region + ": Rmin must be above 0");
        }
        this.f = f;
        this.region = region;
        table = new ProposalTable(f, region, measure);
        UniformRandomProvider random = RandomStreams.stream(0, Purpose.BOUNDS);
        nodes = AliasMethodDiscreteSampler.of(random, table.masses());
        this.bound = bound > 0 ? bound : foundBound(random);
    }

    @Override
    public StarSample sample(long runSeed, Purpose purpose, int seed, int count) {
        Stars stars = Stars.allocate(count);
        SampleStatistics statistics = SampleStatistics.NONE;
        Stars block = Stars.allocate(BLOCK);
        for (int start = 0, number = 0; start < count; start += BLOCK, number++) {
            // A block is always drawn to its end: a breach there changes its bound from its first star on.
            int index = number;
            statistics =
                    statistics.plus(draw(() -> inRegion(RandomStreams.stream(runSeed, purpose, seed, index)), block));
            int length = Math.min(BLOCK, count - start);
            System.arraycopy(block.R(), 0, stars.R(), start, length);
            System.arraycopy(block.z(), 0, stars.z(), start, length);
            System.arraycopy(block.vR(), 0, stars.vR(), start, length);
            System.arraycopy(block.vphi(), 0, stars.vphi(), start, length);
            System.arraycopy(block.vz(), 0, stars.vz(), start, length);
        }
        return new StarSample(stars, statistics);
    }

    /**
     * Stars at one position, their velocities exactly distributed as f there.
     *
     * @param R cylindrical radius [kpc], inside the region
     * @param z height [kpc], inside the region
     * @param count how many stars
     * @param runSeed the run's seed, which with the position decides the velocities
     */
    public StarSample sampleAt(double R, double z, int count, long runSeed) {
        if (!region.contains(R, z)) {
            throw new IllegalArgumentException("no stars at R = " + R + ", z = " + z + " kpc: it is outside " + region);
        }
        Stars stars = Stars.allocate(count);
        long[] indices = {Double.doubleToLongBits(R), Double.doubleToLongBits(z)};
        SampleStatistics statistics =
                draw(() -> atPosition(R, z, RandomStreams.stream(runSeed, Purpose.STARS_AT_POSITION, indices)), stars);
        return new StarSample(stars, statistics);
    }

    private double foundBound(UniformRandomProvider random) {
        Proposals proposals = inRegion(random);
        double largest = 0;
        int[] proposed = new int[f.populations()];
        double[] ratios = new double[f.populations()];
        for (int left = TRIALS; left > 0; left -= BATCH) {
            Batch batch = new Batch(proposals, Math.min(left, BATCH));
            for (int i = 0; i < batch.ratio.length; i++) {
                largest = Math.max(largest, batch.ratio[i]);
                proposed[batch.population[i]]++;
                ratios[batch.population[i]] += batch.ratio[i];
            }
        }
        double found = MARGIN * largest;
        requireAcceptance(found, proposed, ratios);
        return found;
    }

    /** Refuses what would be drawn for ever, by the population for which most is proposed in vain. */
    private static void requireAcceptance(double bound, int[] proposed, double[] ratios) {
        if (bound > 0 && Arrays.stream(ratios).sum() >= LEAST_ACCEPTANCE * bound * TRIALS) {
            return;
        }
        double[] stars =
                Arrays.stream(ratios).map(sum -> bound > 0 ? sum / bound : 0).toArray();
        int worst = 0;
        for (int k = 1; k < stars.length; k++) {
            if (proposed[k] - stars[k] > proposed[worst] - stars[worst]) {
                worst = k;
            }
        }
        throw new IllegalArgumentException("population " + (worst + 1) + " is too cold to draw: of " + TRIALS
                + " points proposed " + proposed[worst] + " were for it, and "
                + Math.round(stars[worst]) + " of those would have become stars, with those of all populations"
                + " fewer than one in " + Math.round(1 / LEAST_ACCEPTANCE)
                + ". Raise its dispersion or its scale length"
                + " (sigmaR, hR; in the Milky Way 0.15 km/s are enough), or leave it out.");
    }

    /** Fills {@code stars} from the beginning of a stream, as often as it takes to get through without a breach. */
    private SampleStatistics draw(Supplier<Proposals> beginning, Stars stars) {
        double raised = bound;
        long proposed = 0;
        for (long breaches = 0; ; breaches++) {
            Proposals proposals = beginning.get();
            double largest = 0;
            int n = 0;
            while (n < stars.size() && largest <= raised) {
                // About what is still missing; too few only means another batch.
                Batch batch = new Batch(proposals, (int) Math.min(BATCH, 1 + raised * (stars.size() - n)));
                proposed += batch.ratio.length;
                for (int i = 0; i < batch.ratio.length; i++) {
                    largest = Math.max(largest, batch.ratio[i]);
                    if (n < stars.size() && batch.level[i] * raised < batch.ratio[i]) {
                        stars.set(n++, batch.points.point(i));
                    }
                }
            }
            if (largest <= raised) {
                return new SampleStatistics(proposed, stars.size(), breaches);
            }
            raised = MARGIN * largest;
        }
    }

    /** One proposal after the other, and for each a uniform number to decide on it, all from one stream. */
    private record Proposals(UniformRandomProvider random, Consumer<Proposal> next) {}

    private Proposals inRegion(UniformRandomProvider random) {
        DiscreteSampler node = nodes.withUniformRandomProvider(random);
        ContinuousSampler gauss = ZigguratSampler.NormalizedGaussian.of(random);
        return new Proposals(random, proposal -> {
            table.propose(node.sample(), random, gauss, proposal);
            if (random.nextBoolean()) {
                proposal.mirror();
            }
        });
    }

    private Proposals atPosition(double R, double z, UniformRandomProvider random) {
        DiscreteSampler node = AliasMethodDiscreteSampler.of(random, table.massesAt(R, Math.abs(z)));
        ContinuousSampler gauss = ZigguratSampler.NormalizedGaussian.of(random);
        return new Proposals(random, proposal -> {
            table.proposeAt(R, Math.abs(z), node.sample(), random, gauss, proposal);
            if (z < 0) {
                proposal.mirror();
            }
        });
    }

    /** Proposals of which f is known. */
    private final class Batch {
        private final Stars points;

        private final int[] population;

        /** f over the proposal's density; a uniform number, to be compared with it over the bound. */
        private final double[] ratio;

        private final double[] level;

        Batch(Proposals proposals, int size) {
            points = Stars.allocate(size);
            ratio = new double[size];
            level = new double[size];
            population = new int[size];
            double[] envelope = new double[size];
            Proposal proposal = new Proposal();
            for (int i = 0; i < size; i++) {
                proposals.next.accept(proposal);
                proposal.copyTo(points, i);
                population[i] = proposal.k;
                envelope[i] = proposal.envelope;
                level[i] = proposals.random.nextDouble();
            }
            double[][] lnf = f.lnf(points);
            for (int i = 0; i < size; i++) {
                ratio[i] = Math.exp(lnf[population[i]][i]) / envelope[i];
            }
        }
    }
}
