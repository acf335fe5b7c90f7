package io.github.localflows.comparison;

import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Markov chain Monte Carlo by an ensemble of walkers, whose moves do not change when parameters are scaled or mixed linearly.
 *
 * <p>A walker at x moves along the line through another one, at y, to y + s (x - y). The stretch s has density proportional to
 * 1/sqrt(s) on [1/a, a], a = 2, and the move is made with probability min(1, s^(d-1) p(new)/p(x)). Method: Goodman and Weare
 * (2010, Comm. App. Math. Comp. Sci. 5, 65), with the walkers in two halves that move in turn, each about the other, as emcee
 * does (Foreman-Mackey et al. 2013, PASP 125, 306).
 *
 * <p>The random numbers of a move are named by the step and the walker, so a chain is the same, bit for bit, on any number of
 * threads.
 *
 * @param burnIn steps that are made first and forgotten, at least 0
 * @param steps steps after them, at least {@code thin}; in a step every walker moves once
 * @param thin one in so many steps is kept, at least 1
 * @param threads that evaluate the density, at least 1
 */
public record StretchSampler(int burnIn, int steps, int thin, int threads) {
    /** Goodman and Weare's a: the longest stretch. */
    private static final double LONGEST = 2;

    /** @throws IllegalArgumentException when a number is out of its range */
    public StretchSampler {
        if (burnIn < 0 || thin < 1 || steps < thin || threads < 1) {
            throw new IllegalArgumentException("sampler with " + burnIn + " steps of burn-in and " + steps
                    + " steps, of which one in " + thin + " is kept, on " + threads
                    + " threads: give burnIn >= 0, thin >= 1, steps >= thin and threads >= 1");
        }
    }

    /** The walkers, of which one half at a time moves. */
    private record Ensemble(double[][] at, double[] lnDensity, boolean[] moved) {}

    /**
     * A chain from given starts.
     *
     * @param lnDensity ln of a density with any norm, -Infinity where it vanishes; called from several threads at once with
     *     arrays that it must not keep
     * @param starts [walkers][d], an even number of walkers, more than 2 d, with a finite ln density each and not all in one
     *     plane
     * @param runSeed the run's seed
     * @throws IllegalArgumentException when the starts are too few, or one has no density
     * @throws IllegalStateException when the density gives NaN
     */
    public Chain chain(ToDoubleFunction<double[]> lnDensity, double[][] starts, long runSeed) {
        int walkers = starts.length;
        int d = walkers == 0 ? 0 : starts[0].length;
        if (d == 0 || walkers % 2 != 0 || walkers <= 2 * d) {
            throw new IllegalArgumentException(walkers + " walkers in " + d
                    + " dimensions: give an even number of walkers, more than twice the dimensions");
        }
        Ensemble ensemble = new Ensemble(
                Arrays.stream(starts).map(double[]::clone).toArray(double[][]::new),
                new double[walkers],
                new boolean[walkers]);
        int kept = steps / thin;
        double[][] samples = new double[kept * walkers][];
        double[] lnDensities = new double[kept * walkers];
        long accepted = 0;
        try (Workers workers = new Workers(threads)) {
            workers.forEach(walkers, k -> ensemble.lnDensity[k] = start(lnDensity, ensemble.at[k]));
            for (int step = -burnIn; step < steps; step++) {
                int now = step;
                workers.forEach(walkers / 2, k -> move(lnDensity, ensemble, k, walkers / 2, runSeed, now));
                workers.forEach(walkers / 2, k -> move(lnDensity, ensemble, walkers / 2 + k, 0, runSeed, now));
                if (step < 0) {
                    continue;
                }
                for (boolean moved : ensemble.moved) {
                    accepted += moved ? 1 : 0;
                }
                if ((step + 1) % thin == 0) {
                    // A move puts a new array in the old one's place, so states can be kept without a copy.
                    System.arraycopy(ensemble.at, 0, samples, step / thin * walkers, walkers);
                    System.arraycopy(ensemble.lnDensity, 0, lnDensities, step / thin * walkers, walkers);
                }
            }
        }
        return new Chain(samples, lnDensities, (double) accepted / steps / walkers, walkers, steps, thin);
    }

    private static double start(ToDoubleFunction<double[]> lnDensity, double[] at) {
        double value = checked(lnDensity, at);
        if (Double.isInfinite(value)) {
            throw new IllegalArgumentException("a walker starts at " + Arrays.toString(at) + ", where ln density is "
                    + value + ": start all walkers inside of the prior");
        }
        return value;
    }

    private static double checked(ToDoubleFunction<double[]> lnDensity, double[] at) {
        double value = lnDensity.applyAsDouble(at);
        if (Double.isNaN(value)) {
            throw new IllegalStateException("ln density is NaN at " + Arrays.toString(at)
                    + ": it must be a number, or -Infinity where the density vanishes");
        }
        return value;
    }

    /** Moves walker {@code k} about one of the half that begins with walker {@code others}, which stands still meanwhile. */
    private static void move(
            ToDoubleFunction<double[]> lnDensity, Ensemble ensemble, int k, int others, long runSeed, int step) {
        UniformRandomProvider random = RandomStreams.stream(runSeed, Purpose.WALKER_MOVES, step, k);
        double root = 1 + (LONGEST - 1) * random.nextDouble();
        double stretch = root * root / LONGEST;
        double[] x = ensemble.at[k];
        double[] y = ensemble.at[others + random.nextInt(ensemble.at.length / 2)];
        double[] proposed = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            proposed[i] = y[i] + stretch * (x[i] - y[i]);
        }
        double lnProposed = checked(lnDensity, proposed);
        double lnRatio = (x.length - 1) * Math.log(stretch) + lnProposed - ensemble.lnDensity[k];
        ensemble.moved[k] = Math.log(random.nextDouble()) < lnRatio;
        if (ensemble.moved[k]) {
            ensemble.at[k] = proposed;
            ensemble.lnDensity[k] = lnProposed;
        }
    }
}
