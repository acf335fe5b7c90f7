package io.github.localflows.config;

import com.typesafe.config.Config;
import io.github.localflows.df.Measure;
import io.github.localflows.sampling.SampleRegion;
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
    /** @throws IllegalArgumentException when the region is empty */
    public SampleSettings {
        if (!(Rmin < Rmax)) {
            throw new IllegalArgumentException("sample.Rmin = " + Rmin + " kpc must be less than sample.Rmax = " + Rmax
                    + " kpc: there is no room for stars between them");
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

    /** Where the stars are drawn. */
    public SampleRegion region() {
        return new SampleRegion(Rmin, Rmax, absZmax);
    }

    /** Stars of a data set. */
    public long stars() {
        return (long) seeds * starsPerSeed;
    }
}
