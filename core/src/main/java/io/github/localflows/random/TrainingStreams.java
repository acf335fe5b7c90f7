package io.github.localflows.random;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Streams of random numbers for the training of flows, each named by the training's seed and what it is for.
 *
 * <p>Flows were trained before {@link RandomStreams} was there. To draw from that instead would change every trained flow,
 * so that these streams stay as they are: a single 64-bit hash of the name starts the generator, which is L64X128Mix here too.
 * Whatever is new draws from {@link RandomStreams}.
 */
public final class TrainingStreams {
    /** In front of the names of weights and of orders: their letters in ASCII. */
    private static final long WEIGHTS = 0x5745494748545331L;

    private static final long SHUFFLE = 0x53485546464C4531L;

    private TrainingStreams() {}

    /** What the initial weights of a seed's flow depend on. */
    public static UniformRandomProvider weights(long seed) {
        return stream(seed, WEIGHTS, 0);
    }

    /** What the order of the rows in an epoch, counted from 0, depends on. */
    public static UniformRandomProvider order(long seed, int epoch) {
        return stream(seed, SHUFFLE, epoch);
    }

    private static UniformRandomProvider stream(long seed, long purpose, long index) {
        return RandomSource.L64_X128_MIX.create(mix(mix(mix(seed) + purpose) + index));
    }

    /** Stafford's 13th variant of the 64-bit finaliser of MurmurHash3, after SplitMix64's step. */
    private static long mix(long key) {
        long z = key + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
