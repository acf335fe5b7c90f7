package io.github.localflows.field;

import io.github.localflows.potential.Potential;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.univariate.BrentOptimizer;
import org.hipparchus.optim.univariate.SearchInterval;
import org.hipparchus.optim.univariate.UnivariateObjectiveFunction;

/**
 * How finely accelerations are resolved that were found from a learned f, where the truth is known: two numbers that say what
 * the smoothing of a thin disc costs.
 *
 * <p><b>h</b> is the width (standard deviation) of the Gaussian in z that turns the exact az into what is nearest to the learned
 * one, by least squares over heights near the plane. It is searched for in h², in which a smoothed function is nearly linear. At
 * one end of the search it is 0: no smoothing at all is best. At the other, twice the largest height, no width is good, and h is
 * not known.
 *
 * <p><b>eta</b> is the learned slope of az at z = 0 over the exact one, which is in closed form. The learned one begins with the
 * odd cubic s z + c z³ that is nearest over the inner half of the heights. That averages what differs by chance from height to
 * height, as a few parsecs do not: the same flows of 210,000 stars gave 0.99 +- 0.08 within 100 pc, 1.04 +- 0.07 within 50 pc and
 * 1.18 +- 0.10 within 5 pc. How far s is from the slope at z = 0 is found from the exact az smoothed by h, and taken off.
 *
 * <p><b>Accuracy:</b> of an az that is the exact one smoothed, h to 1e-6 and eta to 1e-4, if h is less than ten times the scale
 * height of the thinnest disc (asserted in {@code ResolutionTest}). What is taken off of s is 0.1% in the Milky Way, and 11% where
 * a disc of 10 pc is smoothed by 30 pc.
 *
 * <p>Errors are the {@link Jackknife}'s over the groups of an ensemble. Immutable and thread-safe.
 */
public final class Resolution {
    /** The greatest h over the largest height: a wider Gaussian leaves a straight line, whatever its width. */
    private static final double WIDEST = 2;

    /** The part of the heights, in number, whose az makes up the slope. */
    private static final double INNER = 0.5;

    /** Standard deviations to which a Gaussian is followed, and nodes to each. */
    private static final double REACH = 6;

    private static final int NODES_PER_SIGMA = 64;

    /** Relative error of h² at which the search ends, the root of rounding, and the absolute one over the greatest h². */
    private static final double SEARCH_REL = 1e-8;

    private static final double SEARCH_ABS = 1e-12;

    /** So close to an end, over the greatest h², is the end: 0 is less than 2e-5 of the greatest h. */
    private static final double END = 1e-9;

    private static final int MOST_STEPS = 500;

    /** Unknowns of the cubic, and one more. */
    private static final int FEWEST = 3;

    private final double R;
    private final double[] z;
    private final Potential truth;
    private final double exactSlope;
    private final double widest;

    /** u_k and their share of a Gaussian of width 1. */
    private final double[] offsets;

    private final double[] shares;

    /**
     * @param R where [kpc, > 0]
     * @param absZmax heights reach from -absZmax to absZmax [kpc, > 0]
     * @param heights how many (>= 5)
     * @param truth the exact potential
     */
    public Resolution(double R, double absZmax, int heights, Potential truth) {
        if (!(R > 0 && absZmax > 0 && heights >= 5)) {
            throw new IllegalArgumentException("resolution at R = " + R + " kpc from " + heights + " heights within "
                    + absZmax + " kpc: lengths must be positive, and at least 5 heights");
        }
        this.R = R;
        this.truth = truth;
        z = IntStream.range(0, heights)
                .mapToDouble(i -> absZmax * (2 * i - (heights - 1)) / (heights - 1))
                .toArray();
        exactSlope = -truth.d2Phidz2(R);
        widest = WIDEST * absZmax;
        int half = (int) REACH * NODES_PER_SIGMA;
        offsets = IntStream.rangeClosed(-half, half)
                .mapToDouble(k -> (double) k / NODES_PER_SIGMA)
                .toArray();
        double[] gaussian =
                Arrays.stream(offsets).map(u -> StrictMath.exp(-0.5 * u * u)).toArray();
        double sum = Arrays.stream(gaussian).sum();
        shares = Arrays.stream(gaussian).map(g -> g / sum).toArray();
    }

    /** The heights [kpc], rising, the mirror image of each among them. */
    public double[] z() {
        return z.clone();
    }

    /** The heights as positions, whose indices begin with {@code first}. */
    public List<Position> positions(long first) {
        List<Position> positions = new ArrayList<>();
        for (double height : z) {
            positions.add(new Position(first + positions.size(), R, height));
        }
        return positions;
    }

    /** The exact az at a height [km²/s²/kpc]. */
    public double exact(double height) {
        return truth.acceleration(R, height).az();
    }

    /** The exact az smoothed by a Gaussian of width h [kpc], at each of the heights [km²/s²/kpc]. */
    public double[] smoothed(double h) {
        double[] smoothed = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            if (h == 0) {
                smoothed[i] = exact(z[i]);
                continue;
            }
            for (int k = 0; k < offsets.length; k++) {
                smoothed[i] += shares[k] * exact(z[i] + h * offsets[k]);
            }
        }
        return smoothed;
    }

    /**
     * What was found.
     *
     * @param h the smoothing width [kpc]; NaN where none is good. Without an error where it is 0, for it cannot be less
     * @param eta learned over exact slope of az at z = 0; NaN where too few heights are solved
     * @param solved at how many heights there was an acceleration
     */
    public record Found(Measured h, Measured eta, int solved) {}

    /**
     * Both numbers, of accelerations at {@link #positions}. Heights that are not solved are left out.
     *
     * @param estimates one a height, in order
     */
    public Found found(List<EnsembleEstimate> estimates) {
        if (estimates.size() != z.length) {
            throw new IllegalArgumentException(
                    estimates.size() + " accelerations at " + z.length + " heights: there must be one each");
        }
        int groups = estimates.stream()
                .mapToInt(estimate -> estimate.without().size())
                .max()
                .orElse(0);
        double[] all =
                estimates.stream().mapToDouble(estimate -> estimate.all().az()).toArray();
        double[] hWithout = new double[groups];
        double[] etaWithout = new double[groups];
        for (int g = 0; g < groups; g++) {
            int group = g;
            double[] without = estimates.stream()
                    .mapToDouble(estimate -> estimate.without().size() == groups
                            ? estimate.without().get(group).az()
                            : Double.NaN)
                    .toArray();
            hWithout[g] = h(without);
            etaWithout[g] = eta(without, hWithout[g]);
        }
        Jackknife jackknife = new Jackknife(Math.max(groups, 1));
        double h = h(all);
        return new Found(
                new Measured(h, h > 0 ? jackknife.error(hWithout) : Double.NaN),
                new Measured(eta(all, h), jackknife.error(etaWithout)),
                known(all));
    }

    private static int known(double[] az) {
        return (int) Arrays.stream(az).filter(Double::isFinite).count();
    }

    private double h(double[] az) {
        if (known(az) < FEWEST) {
            return Double.NaN;
        }
        double most = widest * widest;
        double unit = exactSlope * exactSlope * most;
        BrentOptimizer search = new BrentOptimizer(SEARCH_REL, SEARCH_ABS * most);
        double square;
        try {
            square = search.optimize(
                            new MaxEval(MOST_STEPS),
                            GoalType.MINIMIZE,
                            new SearchInterval(0, most),
                            new UnivariateObjectiveFunction(t -> squares(az, Math.sqrt(t)) / unit))
                    .getPoint();
        } catch (MathRuntimeException e) {
            throw new IllegalStateException("no least squares of a smoothing width within " + MOST_STEPS + " steps", e);
        }
        // The search never comes to the ends themselves.
        if (square < END * most || squares(az, 0) <= squares(az, Math.sqrt(square))) {
            return 0;
        }
        boolean farEnd = square > (1 - END) * most || squares(az, widest) <= squares(az, Math.sqrt(square));
        return farEnd ? Double.NaN : Math.sqrt(square);
    }

    private double squares(double[] az, double h) {
        double[] smoothed = smoothed(h);
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            if (Double.isFinite(az[i])) {
                sum += (az[i] - smoothed[i]) * (az[i] - smoothed[i]);
            }
        }
        return sum;
    }

    private double eta(double[] az, double h) {
        double correction = h >= 0 ? slope(h) / cubicSlope(smoothed(h)) : 1;
        return cubicSlope(az) * correction / exactSlope;
    }

    /** The slope at z = 0 of the exact az smoothed by a Gaussian of width h [kpc]. */
    private double slope(double h) {
        if (h == 0) {
            return exactSlope;
        }
        // By parts: the Gaussian is differentiated in place of az.
        double sum = 0;
        for (int k = 0; k < offsets.length; k++) {
            sum += shares[k] * offsets[k] * exact(h * offsets[k]);
        }
        return sum / h;
    }

    private double cubicSlope(double[] az) {
        double most = INNER * z[z.length - 1] * (1 + 1e-9);
        double x2 = 0;
        double x4 = 0;
        double x6 = 0;
        double xy = 0;
        double x3y = 0;
        int heights = 0;
        for (int i = 0; i < z.length; i++) {
            if (Math.abs(z[i]) <= most && Double.isFinite(az[i])) {
                double x = z[i] / most;
                x2 += x * x;
                x4 += x * x * x * x;
                x6 += x * x * x * x * x * x;
                xy += x * az[i];
                x3y += x * x * x * az[i];
                heights++;
            }
        }
        double determinant = x2 * x6 - x4 * x4;
        if (heights < FEWEST || !(determinant > 0)) {
            return Double.NaN;
        }
        return (xy * x6 - x3y * x4) / determinant / most;
    }
}
