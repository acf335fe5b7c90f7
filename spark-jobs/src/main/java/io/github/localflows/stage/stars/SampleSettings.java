package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.config.Choice;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.df.Measure;
import io.github.localflows.phase.Region;
import java.io.Serializable;

/**
 * What the sample stage draws, from the keys of {@code sample} and {@code seed}.
 *
 * @param runSeed number that the random streams of the run start from
 * @param seeds number of seeds, counted from 0 (>= 1)
 * @param starsPerSeed stars of each seed (>= 1)
 * @param measure with respect to what the stars are distributed
 * @param Rmin stars have R > Rmin [kpc, > 0]
 * @param Rmax stars have R &lt; Rmax [kpc]
 * @param absZmax stars have |z| &lt; absZmax [kpc, &gt; 0]
 * @param seedsPerFile seeds that go into one Parquet file (>= 1)
 */
public record SampleSettings(
        long runSeed,
        int seeds,
        int starsPerSeed,
        Measure measure,
        double Rmin,
        double Rmax,
        double absZmax,
        int seedsPerFile)
        implements Serializable {
    private static final Shape SEEDS = new Shape.Whole(1, 100_000_000);

    /** The keys of {@code sample}. How stars are divided into files changes none of them. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .with("seeds", SEEDS)
            .with("starsPerSeed", SEEDS)
            .with("measure", Ranges.word(Measure.class))
            .with("Rmin", Ranges.KPC)
            .with("Rmax", Ranges.KPC)
            .with("absZmax", Ranges.KPC)
            .withoutEffect("seedsPerFile", SEEDS);

    /** Even a small run is cut into so many blocks, when it has the seeds, to keep the cores of a workstation busy. */
    private static final int FEWEST_BLOCKS = 8;

    private static final int MOST_BLOCKS = 100_000;

    /** A task that draws so many needs 40 GB. */
    private static final long MOST_STARS_OF_A_BLOCK = 100_000_000;

    /** @throws IllegalArgumentException when the region is empty, or the stars of a block or the blocks are too many */
    public SampleSettings {
        if (!(Rmin < Rmax)) {
            throw new IllegalArgumentException("sample.Rmin = " + Rmin + " kpc must be less than sample.Rmax = " + Rmax
                    + " kpc: there is no room for stars between them");
        }
        int blocks = blocks(seeds, seedsPerFile);
        if (blocks > MOST_BLOCKS) {
            throw new IllegalArgumentException("sample.seeds = " + seeds + " with sample.seedsPerFile = " + seedsPerFile
                    + " are " + blocks + " files, and the most are " + MOST_BLOCKS + ": put more seeds into a file");
        }
        long starsOfABlock = ((long) seeds + blocks - 1) / blocks * starsPerSeed;
        if (starsOfABlock > MOST_STARS_OF_A_BLOCK) {
            throw new IllegalArgumentException("a task would draw " + starsOfABlock + " stars at once (sample.seeds = "
                    + seeds + ", sample.seedsPerFile = " + seedsPerFile + ", sample.starsPerSeed = " + starsPerSeed
                    + "), and the most are " + MOST_STARS_OF_A_BLOCK + ": take fewer seeds a file or stars a seed");
        }
    }

    /** The settings of a checked configuration. */
    public static SampleSettings from(Config config) {
        return new SampleSettings(
                config.getLong("seed"),
                config.getInt("sample.seeds"),
                config.getInt("sample.starsPerSeed"),
                Choice.of(Measure.class, config.getString("sample.measure")),
                config.getDouble("sample.Rmin"),
                config.getDouble("sample.Rmax"),
                config.getDouble("sample.absZmax"),
                config.getInt("sample.seedsPerFile"));
    }

    /**
     * The number of blocks of seeds that stars are made in, each a file of a star set: of {@code seedsPerFile} seeds, or fewer
     * and all of about the same size.
     */
    public int blocks() {
        return blocks(seeds, seedsPerFile);
    }

    private static int blocks(int seeds, int seedsPerFile) {
        return Math.max(seeds / seedsPerFile + (seeds % seedsPerFile == 0 ? 0 : 1), Math.min(seeds, FEWEST_BLOCKS));
    }

    /** Where the stars are drawn. */
    public Region region() {
        return new Region(Rmin, Rmax, absZmax);
    }

    /** Stars of a star set. */
    public long stars() {
        return (long) seeds * starsPerSeed;
    }
}
