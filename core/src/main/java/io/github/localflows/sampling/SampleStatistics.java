package io.github.localflows.sampling;

/**
 * What drawing a sample took.
 *
 * @param proposed how many proposals there were: of points, or of positions and of speeds where these are drawn in turn
 * @param accepted how many stars came of them
 * @param breaches how many times f exceeded its bound, after which the block of stars was drawn again with a higher one
 */
public record SampleStatistics(long proposed, long accepted, long breaches) {
    /** Nothing drawn yet. */
    public static final SampleStatistics NONE = new SampleStatistics(0, 0, 0);

    /** Both together. */
    public SampleStatistics plus(SampleStatistics other) {
        return new SampleStatistics(proposed + other.proposed, accepted + other.accepted, breaches + other.breaches);
    }

    /** Stars for each proposal; NaN when there were none. */
    public double acceptance() {
        return (double) accepted / proposed;
    }
}
