package io.github.localflows.stage.stars;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Consecutive seeds, whose stars one task makes and one file holds. Blocks follow from the configuration alone, never from
 * the number of cores.
 *
 * @param index number of the block
 * @param firstSeed its first seed
 * @param seeds how many seeds it has
 * @param starsPerSeed how many stars each of them has
 */
record Block(int index, int firstSeed, int seeds, int starsPerSeed) implements Serializable {
    private static final long serialVersionUID = 1;

    /** The blocks of all seeds of a sample, all of about the same size. */
    static List<Block> of(SampleSettings sample) {
        int seeds = sample.seeds();
        int n = sample.blocks();
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int first = (int) ((long) seeds * i / n);
            int next = (int) ((long) seeds * (i + 1) / n);
            blocks.add(new Block(i, first, next - first, sample.starsPerSeed()));
        }
        return blocks;
    }

    /** How many stars the block has. */
    int stars() {
        return Math.multiplyExact(seeds, starsPerSeed);
    }

    /** The name of its file, in every data set the same. */
    String file() {
        return String.format(Locale.ROOT, "seeds-%05d-%05d.parquet", firstSeed, firstSeed + seeds - 1);
    }
}
