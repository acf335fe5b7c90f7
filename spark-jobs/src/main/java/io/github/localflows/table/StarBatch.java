package io.github.localflows.table;

import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Rows of a table of stars, by column, in the order of the file. The arrays are handed over, not copied.
 *
 * @param seed the seed that each star was drawn from
 * @param star its number within the seed, from 0
 * @param stars its coordinates
 * @param phi its azimuth [rad]; of no stars where none is known
 */
public record StarBatch(int[] seed, int[] star, Stars stars, double[] phi) implements Serializable {
    private static final long serialVersionUID = 1;

    /** @throws IllegalArgumentException when the columns differ in length */
    public StarBatch {
        if (seed.length != stars.size() || star.length != stars.size()) {
            throw new IllegalArgumentException("columns of different length: seed " + seed.length + ", star "
                    + star.length + ", coordinates " + stars.size());
        }
        if (phi.length != 0 && phi.length != stars.size()) {
            throw new IllegalArgumentException(phi.length + " azimuths of " + stars.size() + " stars: all or none");
        }
    }

    /** Stars of which no azimuths are known. */
    public StarBatch(int[] seed, int[] star, Stars stars) {
        this(seed, star, stars, new double[0]);
    }

    /** Whether the azimuths are known. */
    public boolean hasPhi() {
        return phi.length > 0;
    }

    /** Room for {@code n} stars, whose columns the caller fills. */
    public static StarBatch allocate(int n) {
        return new StarBatch(new int[n], new int[n], Stars.allocate(n));
    }

    /** Writes a whole seed's stars, from row {@code at} on; for the code that fills a batch it has just allocated. */
    public void setSeed(int at, int seedNumber, Stars ofSeed) {
        int n = ofSeed.size();
        for (int i = 0; i < n; i++) {
            seed[at + i] = seedNumber;
            star[at + i] = i;
        }
        copy(ofSeed, at);
    }

    private void copy(Stars from, int at) {
        System.arraycopy(from.R(), 0, stars.R(), at, from.size());
        System.arraycopy(from.z(), 0, stars.z(), at, from.size());
        System.arraycopy(from.vR(), 0, stars.vR(), at, from.size());
        System.arraycopy(from.vphi(), 0, stars.vphi(), at, from.size());
        System.arraycopy(from.vz(), 0, stars.vz(), at, from.size());
    }

    /** How many stars there are. */
    public int size() {
        return seed.length;
    }

    /** Whether the velocity of a star is known; it is NaN, all three components of it, when it is not. */
    public boolean hasVelocity(int i) {
        return !(Double.isNaN(stars.vR()[i]) && Double.isNaN(stars.vphi()[i]) && Double.isNaN(stars.vz()[i]));
    }

    /** The checksum of the rows. */
    public ContentChecksum checksum() {
        return ContentChecksum.of(
                new int[][] {seed, star},
                hasPhi()
                        ? new double[][] {stars.R(), stars.z(), stars.vR(), stars.vphi(), stars.vz(), phi}
                        : new double[][] {stars.R(), stars.z(), stars.vR(), stars.vphi(), stars.vz()});
    }

    /** The same stars by increasing R (which lets a reader of some radii skip the rest), equal R in the order they had. */
    public StarBatch sortedByR() {
        long[] keys = new long[size()];
        for (int i = 0; i < keys.length; i++) {
            long bits = Double.doubleToRawLongBits(stars.R()[i]);
            // The bits of doubles, flipped so that they sort as unsigned integers, negative numbers too.
            keys[i] = bits ^ ((bits >> 63) | Long.MIN_VALUE);
        }
        return reordered(order(keys));
    }

    private StarBatch reordered(int[] order) {
        int[] newSeed = new int[order.length];
        int[] newStar = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            newSeed[i] = seed[order[i]];
            newStar[i] = star[order[i]];
        }
        return new StarBatch(
                newSeed,
                newStar,
                new Stars(
                        reordered(stars.R(), order),
                        reordered(stars.z(), order),
                        reordered(stars.vR(), order),
                        reordered(stars.vphi(), order),
                        reordered(stars.vz(), order)),
                hasPhi() ? reordered(phi, order) : phi);
    }

    private static double[] reordered(double[] column, int[] order) {
        double[] result = new double[order.length];
        for (int i = 0; i < order.length; i++) {
            result[i] = column[order[i]];
        }
        return result;
    }

    /**
     * The permutation that sorts unsigned keys, stable: a radix sort by 16 bits, some thirty times faster here than
     * Arrays.sort of boxed indices. The keys are used up.
     */
    private static int[] order(long[] keys) {
        int n = keys.length;
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        long[] nextKeys = new long[n];
        int[] nextOrder = new int[n];
        for (int shift = 0; shift < Long.SIZE; shift += 16) {
            int[] start = new int[(1 << 16) + 1];
            for (long key : keys) {
                start[(int) (key >>> shift & 0xFFFF) + 1]++;
            }
            for (int digit = 1; digit < start.length; digit++) {
                start[digit] += start[digit - 1];
            }
            for (int i = 0; i < n; i++) {
                int to = start[(int) (keys[i] >>> shift & 0xFFFF)]++;
                nextKeys[to] = keys[i];
                nextOrder[to] = order[i];
            }
            long[] keysWas = keys;
            keys = nextKeys;
            nextKeys = keysWas;
            int[] orderWas = order;
            order = nextOrder;
            nextOrder = orderWas;
        }
        return order;
    }

    /** Several batches one after another, without azimuths. */
    public static StarBatch concatenated(Iterable<StarBatch> batches) {
        int n = 0;
        for (StarBatch batch : batches) {
            n += batch.size();
        }
        StarBatch all = allocate(n);
        int at = 0;
        for (StarBatch batch : batches) {
            System.arraycopy(batch.seed, 0, all.seed, at, batch.size());
            System.arraycopy(batch.star, 0, all.star, at, batch.size());
            all.copy(batch.stars, at);
            at += batch.size();
        }
        return all;
    }

    /** A batch that stars are added to one by one. */
    public static final class Growing {
        private static final int FIRST_ROOM = 1024;

        private int size;
        private int[] seed = new int[FIRST_ROOM];
        private int[] star = new int[FIRST_ROOM];
        private double[][] coordinates = new double[5][FIRST_ROOM];

        /** Adds a star. */
        public void add(int seedNumber, int starNumber, PhasePoint point) {
            if (size == seed.length) {
                room(2 * size);
            }
            seed[size] = seedNumber;
            star[size] = starNumber;
            coordinates[0][size] = point.R();
            coordinates[1][size] = point.z();
            coordinates[2][size] = point.vR();
            coordinates[3][size] = point.vphi();
            coordinates[4][size] = point.vz();
            size++;
        }

        private void room(int room) {
            seed = Arrays.copyOf(seed, room);
            star = Arrays.copyOf(star, room);
            for (int k = 0; k < coordinates.length; k++) {
                coordinates[k] = Arrays.copyOf(coordinates[k], room);
            }
        }

        /** The stars in the order in which they were added; nothing is added afterwards. */
        public StarBatch batch() {
            room(size);
            return new StarBatch(
                    seed,
                    star,
                    new Stars(coordinates[0], coordinates[1], coordinates[2], coordinates[3], coordinates[4]));
        }
    }
}
