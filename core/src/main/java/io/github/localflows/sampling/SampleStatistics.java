package io.github.localflows.sampling;

/**
 * What drawing a sample took.
 *
 * @param proposed how many points were proposed
 * @param accepted how many of them became stars
 * @param breaches how many times f exceeded its bound, after which the block of stars was drawn again with a higher one
 */
public record SampleStatistics(long proposed, long accepted, long breaches) {
    /** Nothing drawn yet. */
    public static final SampleStatistics NONE = new SampleStatistics(0, 0, 0);

    /** Both together. */
    public SampleStatistics plus(SampleStatistics other) {
        return new SampleStatistics(proposed + other.proposed, accepted + other.accepted, breaches + other.breaches);
    }

    /** Part of the proposals that became stars; NaN when there were none. */
    public double acceptance() {
        return (double) accepted / proposed;
    }
}
