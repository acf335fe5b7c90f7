package io.github.localflows.comparison;

/**
 * How hard a fit tries.
 *
 * @param searches searches for the best fit, each from a random place in the prior, at least 1
 * @param walkers of the posterior's chain, an even number above 18, twice the parameters of either method
 * @param sampler how long the chain is, and how many threads the fit has
 * @param runSeed the run's seed
 */
public record FitSettings(int searches, int walkers, StretchSampler sampler, long runSeed) {
    /** What either method has. */
    private static final int PARAMETERS = 9;

    /** @throws IllegalArgumentException when there is nothing to search, or the walkers are too few or odd in number */
    public FitSettings {
        if (searches < 1) {
            throw new IllegalArgumentException(
                    searches + " searches for the best fit: there must be one at least, better four");
        }
        if (walkers % 2 != 0 || walkers <= 2 * PARAMETERS) {
            throw new IllegalArgumentException(
                    walkers + " walkers: give an even number above 18, twice the number of parameters");
        }
    }
}
