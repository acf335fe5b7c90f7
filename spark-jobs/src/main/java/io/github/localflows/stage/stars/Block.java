package io.github.localflows.stage.stars;

import io.github.localflows.artifact.Manifest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern FILE = Pattern.compile("seeds-(\\d{5,9})-(\\d{5,9})\\.parquet");

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

    /**
     * The blocks of a star set that is there, by the names of its files: those of a set that was made with another number of
     * seeds a file too.
     */
    static List<Block> of(Manifest set, SampleSettings sample) {
        List<Block> blocks = new ArrayList<>();
        for (String file : set.content().keySet()) {
            Matcher name = FILE.matcher(file);
            if (name.matches()) {
                int first = Integer.parseInt(name.group(1));
                int last = Integer.parseInt(name.group(2));
                blocks.add(new Block(blocks.size(), first, last - first + 1, sample.starsPerSeed()));
            }
        }
        return blocks.isEmpty() ? of(sample) : blocks;
    }

    /** How many stars the block has. */
    int stars() {
        return Math.multiplyExact(seeds, starsPerSeed);
    }

    /** The name of its file, in every star set the same. */
    String file() {
        return String.format(Locale.ROOT, "seeds-%05d-%05d.parquet", firstSeed, firstSeed + seeds - 1);
    }
}
