package io.github.localflows.orbit;

import io.github.localflows.phase.Stars;
import java.util.Arrays;
import java.util.List;

/**
 * A batch of stars at one or more times, in the order in which they started, and how well their energy was kept.
 *
 * <p>A star that could not be followed is NaN in every coordinate at every later time, and counted.
 */
public final class Snapshots {
    private final double[] timesMyr;
    private final List<Stars> stars;
    private final double[][] energyErrors;
    private final int[] repeated;
    private final double limit;

    Snapshots(double[] timesMyr, List<Stars> stars, double[][] energyErrors, int[] repeated, double limit) {
        this.timesMyr = timesMyr;
        this.stars = List.copyOf(stars);
        this.energyErrors = energyErrors;
        this.repeated = repeated;
        this.limit = limit;
    }

    /** The times of the snapshots [Myr]. */
    public double[] timesMyr() {
        return timesMyr.clone();
    }

    /** How many snapshots there are. */
    public int count() {
        return stars.size();
    }

    /** The stars at time {@code timesMyr()[snapshot]}. */
    public Stars stars(int snapshot) {
        return stars.get(snapshot);
    }

    /** |E/E0 - 1| at one snapshot, star by star; NaN for a star that could not be followed to it. */
    public double[] energyErrors(int snapshot) {
        return energyErrors[snapshot].clone();
    }

    /** The largest |E/E0 - 1| over the snapshots, star by star; NaN for a star that could not be followed to the last. */
    public double[] energyErrors() {
        double[] largest = energyErrors[0].clone();
        for (double[] atSnapshot : energyErrors) {
            Arrays.setAll(largest, s -> Math.max(largest[s], atSnapshot[s]));
        }
        return largest;
    }

    /** Median of {@link #energyErrors()} over the stars that were followed; NaN when there are none. */
    public double medianEnergyError() {
        double[] sorted = followed();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    /** Largest of {@link #energyErrors()} over the stars that were followed; NaN when there are none. */
    public double worstEnergyError() {
        return Arrays.stream(followed()).max().orElse(Double.NaN);
    }

    /** How many stars were followed again to one snapshot because their error in energy there was beyond the limit. */
    public int repeated(int snapshot) {
        return repeated[snapshot];
    }

    /** How many stars are still beyond the limit. */
    public int beyondLimit() {
        return (int)
                Arrays.stream(energyErrors()).filter(error -> error > limit).count();
    }

    /** How many stars could not be followed. */
    public int failed() {
        return (int) Arrays.stream(energyErrors()).filter(Double::isNaN).count();
    }

    private double[] followed() {
        return Arrays.stream(energyErrors())
                .filter(error -> !Double.isNaN(error))
                .toArray();
    }
}
