package io.github.localflows.benchmark;

import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.sampling.StarSampler;

/** The stars that the benchmarks measure with. */
public final class Fiducial {
    /** How many stars make a batch: those of one seed. */
    public static final int STARS = 10_000;

    /** Where the stars of the fiducial set are. */
    public static final Region REGION = new Region(1, 16, 2.5);

    private static final long RUN_SEED = 2022;

    private Fiducial() {}

    /** The first stars of the fiducial set's first seed. */
    public static Stars stars(QuasiIsothermalMixture f, int count) {
        return stars(f, REGION, count);
    }

    /** Stars of the mixture in a region. */
    public static Stars stars(QuasiIsothermalMixture f, Region region, int count) {
        return new StarSampler(f, region, Measure.VOLUME)
                .sample(RUN_SEED, 0, count)
                .stars();
    }
}
