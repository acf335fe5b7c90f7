package io.github.localflows.comparison;

import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * The outcome of a method: the best parameters, their posterior, and the vertical acceleration that follows.
 *
 * <p>Immutable and thread-safe.
 */
public final class Fit {
    private final Model model;
    private final double[] best;
    private final double lnLikelihood;
    private final Chain chain;

    private Fit(Model model, double[] best, double lnLikelihood, Chain chain) {
        this.model = model;
        this.best = best;
        this.lnLikelihood = lnLikelihood;
        this.chain = chain;
    }

    /** The best fit, and then the posterior by a chain whose walkers start about it. */
    static Fit of(Model model, FitSettings settings) {
        return about(model, BestFit.search(model, settings), settings);
    }

    /** The posterior by a chain whose walkers start about a best fit. */
    static Fit about(Model model, BestFit found, FitSettings settings) {
        double[][] starts = starts(model, found, settings);
        Chain chain = settings.sampler().chain(model::lnPosterior, starts, settings.runSeed());
        double[] best = found.parameters();
        double lnBest = found.lnPosterior();
        for (int i = 0; i < chain.size(); i++) {
            if (chain.lnDensity(i) > lnBest) {
                best = chain.sample(i);
                lnBest = chain.lnDensity(i);
            }
        }
        return new Fit(model, best, lnBest, chain);
    }

    /** One place a walker, scattered in each parameter by as much as costs half in ln posterior while the others stay. */
    private static double[][] starts(Model model, BestFit found, FitSettings settings) {
        int d = found.parameters().length;
        double[] widths = new double[d];
        for (int k = 0; k < d; k++) {
            widths[k] = width(model, found, k);
        }
        double[][] starts = new double[settings.walkers()][];
        for (int walker = 0; walker < starts.length; walker++) {
            UniformRandomProvider random = RandomStreams.stream(settings.runSeed(), Purpose.FIT_STARTS, 1, walker);
            ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
            double shrink = 1;
            do {
                double[] start = found.parameters().clone();
                for (int k = 0; k < d; k++) {
                    start[k] += shrink * widths[k] * normal.sample();
                }
                starts[walker] = start;
                // A best fit in a corner of the prior leaves little room: try nearer and nearer to it.
                shrink *= 0.95;
            } while (model.lnPosterior(starts[walker]) == Double.NEGATIVE_INFINITY);
        }
        return starts;
    }

    /** How far parameter {@code k} goes, towards the farther edge of its prior, until half in ln posterior is lost. */
    private static double width(Model model, BestFit found, int k) {
        Parameter parameter = model.parameters().get(k);
        double best = found.parameters()[k];
        double range = parameter.most() - parameter.least();
        double towards = best - parameter.least() < 0.5 * range ? 1 : -1;
        double width = 1e-9 * range;
        double[] moved = found.parameters().clone();
        do {
            width *= 2;
            moved[k] = best + towards * width;
        } while (found.lnPosterior() - model.lnPosterior(moved) < 0.5);
        return width;
    }

    /** The parameters' names, units and priors, in the order of {@link #best} and of the chain's samples. */
    public List<Parameter> parameters() {
        return model.parameters();
    }

    /** The best parameters [d], as a copy. */
    public double[] best() {
        return best.clone();
    }

    /** ln of the likelihood of the best parameters, up to a constant that the method's class names. */
    public double lnLikelihood() {
        return lnLikelihood;
    }

    /** The posterior. */
    public Chain chain() {
        return chain;
    }

    /**
     * The vertical acceleration at the radius of the method.
     *
     * @param z heights [kpc], on either side of the plane; at z = 0 the limit from above
     */
    public AccelerationCurve az(double... z) {
        List<Double> bestAz = new ArrayList<>();
        List<Interval> posterior = new ArrayList<>();
        double longest = Double.NaN;
        for (double height : z) {
            bestAz.add(model.az(best, height));
            double[] values = new double[chain.size()];
            Arrays.setAll(values, i -> model.az(chain.sample(i), height));
            double time = chain.autocorrelationTime(values);
            // In the plane az may always be zero, which has no time.
            longest = Double.isNaN(time) || time <= longest ? longest : time;
            Arrays.sort(values);
            posterior.add(Interval.ofSorted(values));
        }
        return new AccelerationCurve(Arrays.stream(z).boxed().toList(), bestAz, posterior, longest);
    }
}
