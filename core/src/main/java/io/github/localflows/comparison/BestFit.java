package io.github.localflows.comparison;

import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.hipparchus.optim.ConvergenceChecker;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.CMAESOptimizer;
import org.hipparchus.random.Well19937c;

/**
 * The parameters of the largest posterior, by CMA-ES from several places.
 *
 * <p>CMA-ES goes by the order of the posteriors of its points and not by their values, so it bears starts a million away in ln
 * posterior, and places where the posterior vanishes.
 *
 * @param unit where it is in the unit cube, [d]
 * @param parameters what that means, [d]
 * @param lnPosterior there
 */
record BestFit(double[] unit, double[] parameters, double lnPosterior) {
    /** Points of a generation: Hansen's 4 + 3 ln d = 10 for nine parameters, and two more. */
    private static final int POPULATION = 12;

    /** The first generation's standard deviation, in widths of the prior. */
    private static final double FIRST_SIGMA = 0.2;

    /** The same for a search that knows about where to look. */
    private static final double LOCAL_SIGMA = 0.003;

    private static final int MOST_GENERATIONS = 3000;

    /** A search that gains less ln posterior than this in {@link #PATIENCE} generations is at its end. */
    private static final double GAIN = 1e-3;

    private static final int PATIENCE = 60;

    private static final double EDGE = 1e-9;

    /** What stands for a posterior of zero: the optimiser takes differences of values. */
    private static final double HOPELESS = -1e100;

    /** The best of several searches. */
    static BestFit search(Model model, FitSettings settings) {
        BestFit[] found = new BestFit[settings.searches()];
        try (Workers workers = new Workers(settings.sampler().threads())) {
            workers.forEach(found.length, i -> {
                UniformRandomProvider random = RandomStreams.stream(settings.runSeed(), Purpose.FIT_STARTS, 0, i);
                double[] start = new double[model.parameters().size()];
                Arrays.setAll(start, k -> random.nextDouble(0.05, 0.95));
                found[i] = search(model, start, FIRST_SIGMA, random.nextLong());
            });
        }
        BestFit best = found[0];
        for (BestFit other : found) {
            best = other.lnPosterior > best.lnPosterior ? other : best;
        }
        if (!(best.lnPosterior > HOPELESS)) {
            throw new IllegalStateException(
                    "no search found parameters with a posterior above zero in " + settings.searches() + " searches");
        }
        return best;
    }

    /** The best near another model's best. */
    static BestFit near(Model model, BestFit start, FitSettings settings) {
        UniformRandomProvider random =
                RandomStreams.stream(settings.runSeed(), Purpose.FIT_STARTS, 0, settings.searches());
        return search(model, start.unit, LOCAL_SIGMA, random.nextLong());
    }

    private static BestFit search(Model model, double[] start, double sigma, long seed) {
        double[] zeros = new double[start.length];
        double[] ones = new double[start.length];
        double[] sigmas = new double[start.length];
        Arrays.fill(ones, 1);
        Arrays.fill(sigmas, sigma);
        CMAESOptimizer optimizer =
                new CMAESOptimizer(MOST_GENERATIONS, 0, true, 0, 1, new Well19937c(seed), false, new NoMoreGain());
        PointValuePair found = optimizer.optimize(
                new ObjectiveFunction(unit -> Math.max(HOPELESS, model.lnPosterior(model.parameters(inside(unit))))),
                GoalType.MAXIMIZE,
                new MaxEval(Integer.MAX_VALUE),
                new InitialGuess(start),
                new SimpleBounds(zeros, ones),
                new CMAESOptimizer.Sigma(sigmas),
                new CMAESOptimizer.PopulationSize(POPULATION));
        double[] unit = inside(found.getPoint());
        return new BestFit(unit, model.parameters(unit), found.getValue());
    }

    /** The prior vanishes on its edges: a point at least a billionth of its width away from them. */
    private static double[] inside(double[] unit) {
        double[] inner = new double[unit.length];
        Arrays.setAll(inner, k -> Math.min(1 - EDGE, Math.max(EDGE, unit[k])));
        return inner;
    }

    /** Ends a search that stands still; the optimiser asks it at every improvement. */
    private static final class NoMoreGain implements ConvergenceChecker<PointValuePair> {
        private double marked = Double.NEGATIVE_INFINITY;
        private int generation;

        @Override
        public boolean converged(int iteration, PointValuePair previous, PointValuePair current) {
            double best = Math.max(previous.getValue(), current.getValue());
            if (best > marked + GAIN) {
                marked = best;
                generation = iteration;
            }
            return iteration > generation + PATIENCE;
        }
    }
}
