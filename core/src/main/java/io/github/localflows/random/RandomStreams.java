package io.github.localflows.random;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Independent streams of random numbers, each named by the run's seed, its purpose and the indices of what it serves.
 *
 * <p>The generator is L64X128Mix (Steele and Vigna 2021, OOPSLA 5, 148), whose 256 bits of state come from four 64-bit
 * hashes of the name, so that two names share a stream with probability 2^-256 and a stream starts in a fraction of a
 * microsecond. The same name gives the same bits on every machine.
 */
public final class RandomStreams {
    /** What a stream is for; its code is part of the stream's name and never changes once stars have been drawn. */
    public enum Purpose {
        /** Positions and velocities of stars; indices: seed, block of stars. */
        STARS(1),
        /** Which stars are perturbed; index: seed. */
        PERTURBATION(2),
        /** Velocities about which f is inverted for the acceleration; index: position. */
        SHELL_VELOCITIES(3),
        /** Trial draws that test a sampler's bounds. */
        BOUNDS(4),
        /** Velocities of stars at one position; indices: the bits of R and z. */
        STARS_AT_POSITION(5),
        /** Which stars no flow is trained on. */
        HELD_OUT(6),
        /** Into which part of the training stars each of them goes. */
        PARTS(7),
        /** Rows of a flow's sample that were not finite; indices: the bits of the noise that the row was first made of. */
        DRAWN_AGAIN(8),
        /** Stars of f whose velocities f is inverted at; indices: none, or seed, block of stars. */
        VELOCITY_STARS(9),
        /** What is measured of a star in place of what is; indices: realisation, seed, star. */
        MEASUREMENT(10),
        /** Which stars a part of a set has; indices: how many times a part was chosen before, seed, star. */
        SELECTION(11),
        /** Which stars keep their velocities; indices: seed, star. */
        VELOCITY_KEPT(12),
        /** Azimuth and absolute magnitude, which decide whether a star is seen; indices: seed, star. */
        SEEN(13),
        /** Errors that are added to what a catalogue says of a star; indices: realisation, row of the catalogue. */
        CATALOGUE_ERRORS(14),
        /** Azimuth at which a star starts among which a bar grows, and when it is looked at; indices: seed, star. */
        BAR(15),
        /** Moves of the walkers of a Markov chain; indices: step, walker. */
        WALKER_MOVES(20),
        /** Where a fit starts; indices: 0 and the start of the search, or 1 and the walker. */
        FIT_STARTS(21);

        private final long code;

        Purpose(long code) {
            this.code = code;
        }
    }

    /** Where the four hashes start: the first 64 bits of the fractional parts of the square roots of 2, 3, 5 and 7. */
    private static final long[] START = {
        0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L
    };

    private RandomStreams() {}

    /**
     * A stream at its beginning; the caller alone uses it.
     *
     * @param runSeed the run's seed, any value
     * @param purpose what the numbers are for
     * @param indices for which seed, position, member, ...; different lists give independent streams
     */
    public static UniformRandomProvider stream(long runSeed, Purpose purpose, long... indices) {
        long[] state = new long[START.length];
        for (int lane = 0; lane < state.length; lane++) {
            long hash = absorb(absorb(START[lane], runSeed), purpose.code);
            hash = absorb(hash, indices.length);
            for (long index : indices) {
                hash = absorb(hash, index);
            }
            state[lane] = hash;
        }
        return RandomSource.L64_X128_MIX.create(state);
    }

    /** One step of a hash: a bijection of {@code word} for each {@code hash}, and the reverse. */
    private static long absorb(long hash, long word) {
        // The multiplication keeps the four lanes, which differ in their start, from cancelling against the words.
        return mix(hash * 0x9e3779b97f4a7c15L + mix(word));
    }

    /** Stafford's mixer 13, the finaliser of SplitMix64. */
    private static long mix(long bits) {
        long x = bits;
        x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }
}
