package io.github.localflows.sampling;

import io.github.localflows.random.RandomStreams.Purpose;

/**
 * Draws independent stars, exactly distributed as a model's distribution function in a region of space. Immutable and
 * thread-safe.
 *
 * <p><b>Determinism:</b> a star depends on the model, the region, the measure, the run's seed, the purpose, the seed and its
 * number alone: asking for fewer stars gives the first of the same ones.
 */
public interface Sampler {
    /**
     * The first stars of a seed, for a purpose. Those of different purposes are independent.
     *
     * @param runSeed the run's seed
     * @param purpose what the stars are for
     * @param seed which of the run's seeds
     * @param count how many stars
     */
    StarSample sample(long runSeed, Purpose purpose, int seed, int count);

    /** The first stars of a seed of a run's data sets. */
    default StarSample sample(long runSeed, int seed, int count) {
        return sample(runSeed, Purpose.STARS, seed, count);
    }
}
