package io.github.localflows.field;

import io.github.localflows.field.SpeedEquations.Left;
import io.github.localflows.phase.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The pattern speed from equations b = Omega c at many positions, both sides of which are noisy.
 *
 * <p>Least squares, sum b c / sum c², would draw it towards that of the noise alone: that in c multiplies itself. So products of different groups of
 * an ensemble's members alone count, as by {@link Estimator#CROSS}, whose noise is independent:
 * <pre>
 *   Omega = sum_m sum_{l != m} b_m . W c_l / sum_m sum_{l != m} c_m . W c_l,   x_m = G x - (G - 1) x_{-m}
 * </pre>
 * with x of all G groups and x_{-m} without group m (Quenouille 1956, Biometrika 43, 353). W weighs the equations of each polynomial by the scatter of
 * their b - Omega c between groups, the mean over all positions, which differs by a factor of ten from one to another. The error is the
 * {@link Jackknife}'s: the sums and weights are found again without one group after the other. Of a single group, whose f must be exact, it is least squares.
 *
 * <p>The sum in the denominator is the mean square of what of d ln f/dphi no acceleration can make up for, without its noise. Where it is no larger than
 * {@value #SIGNIFICANT} times the noise of the mean over groups, f may be axisymmetric and has no pattern speed. Of noise alone it is 0 on average, and at
 * most 1.7 times that when the deviations of the groups of such flows get signs at random.
 */
final class PatternSpeedFit {
    /** How many times its noise the mean square of c must be. */
    private static final double SIGNIFICANT = 3;

    /** Of c over d: what rounding leaves of a d that an acceleration makes up for. */
    private static final double ROUNDING = 1e-9;

    /** Of weights and pattern speed in turn, which then change no more. */
    private static final int ROUNDS = 3;

    /** Where f is known well, in units of the half widths of the volume and of the sector. */
    private static final double[] R_PLACES = {-0.6, 0, 0.6};

    private static final double[] PHI_PLACES = {-0.6, -0.3, 0, 0.3, 0.6};
    private static final double[] Z_PLACES = {-0.3, -0.1, 0.1, 0.3};

    private final int groups;
    private final List<double[][]> b = new ArrayList<>();
    private final List<double[][]> c = new ArrayList<>();
    private double squares;

    /** @param groups of an ensemble's members */
    PatternSpeedFit(int groups) {
        this.groups = groups;
    }

    /**
     * Positions that decide a pattern speed.
     *
     * @param volume where f is known
     * @param azimuth half the width of the sector in which it is known [rad]
     */
    static List<Position> positions(Region volume, double azimuth) {
        List<Position> positions = new ArrayList<>();
        double R0 = 0.5 * (volume.Rmin() + volume.Rmax());
        double halfWidth = 0.5 * (volume.Rmax() - volume.Rmin());
        for (double x : R_PLACES) {
            for (double y : PHI_PLACES) {
                for (double t : Z_PLACES) {
                    positions.add(
                            new Position(positions.size(), R0 + x * halfWidth, y * azimuth, t * volume.absZmax()));
                }
            }
        }
        return positions;
    }

    /**
     * Adds the equations of a position.
     *
     * @param all of all members; null where there are none
     * @param without the same without each group; none of a single group
     */
    void add(Left all, List<Left> without) {
        if (all == null || without.contains(null)) {
            return;
        }
        squares += all.d();
        if (without.isEmpty()) {
            b.add(new double[][] {all.b()});
            c.add(new double[][] {all.c()});
        } else {
            b.add(pseudoValues(all.b(), without.stream().map(Left::b).toList()));
            c.add(pseudoValues(all.c(), without.stream().map(Left::c).toList()));
        }
    }

    private static double[][] pseudoValues(double[] all, List<double[]> without) {
        int G = without.size();
        double[][] values = new double[G][all.length];
        for (int m = 0; m < G; m++) {
            for (int j = 0; j < all.length; j++) {
                values[m][j] = G * all[j] - (G - 1) * without.get(m)[j];
            }
        }
        return values;
    }

    /** The mean over pairs of different groups of the products of x and c; of a single group of its own. */
    private double products(List<double[][]> x, int[] kept, double[] weights) {
        double sum = 0;
        for (int p = 0; p < x.size(); p++) {
            for (int m : kept) {
                for (int l : kept) {
                    if (m != l || groups == 1) {
                        for (int j = 0; j < weights.length; j++) {
                            sum += weights[j] * x.get(p)[m][j] * c.get(p)[l][j];
                        }
                    }
                }
            }
        }
        return sum / Math.max(1, kept.length * (kept.length - 1));
    }

    /** One over the variance of b - Omega c between groups, of each polynomial. */
    private double[] weights(double Omega, int[] kept) {
        double[] weights = new double[SpeedEquations.LEFT];
        for (int j = 0; j < weights.length; j++) {
            double sum = 0;
            for (int p = 0; p < b.size(); p++) {
                int at = p;
                int of = j;
                sum += variance(Arrays.stream(kept).mapToDouble(m -> b.get(at)[m][of] - Omega * c.get(at)[m][of]));
            }
            weights[j] = b.size() / sum;
        }
        return weights;
    }

    /** How much of the mean square of c is noise where c is the mean over all groups. */
    private double noise(double[] weights) {
        double sum = 0;
        for (double[][] of : c) {
            for (int j = 0; j < weights.length; j++) {
                int at = j;
                sum += weights[j] * variance(Arrays.stream(of).mapToDouble(group -> group[at])) / groups;
            }
        }
        return sum;
    }

    private static double variance(DoubleStream values) {
        double[] all = values.toArray();
        double mean = Arrays.stream(all).average().orElseThrow();
        return Arrays.stream(all).map(x -> (x - mean) * (x - mean)).sum() / (all.length - 1);
    }

    /** What some of the groups say: the pattern speed, with which weights. */
    private record Said(double Omega, double[] weights) {}

    private Said said(int[] kept) {
        double[] weights = new double[SpeedEquations.LEFT];
        Arrays.fill(weights, 1);
        double Omega = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Omega = products(b, kept, weights) / products(c, kept, weights);
            weights = weights(Omega, kept);
        }
        return new Said(products(b, kept, weights) / products(c, kept, weights), weights);
    }

    private Optional<PatternSpeed> ofExact(int[] all) {
        double[] alike = new double[SpeedEquations.LEFT];
        Arrays.fill(alike, 1);
        double square = products(c, all, alike);
        return square > ROUNDING * ROUNDING * squares
                ? Optional.of(PatternSpeed.given(products(b, all, alike) / square))
                : Optional.empty();
    }

    /** The pattern speed; empty where f does not decide one. */
    Optional<PatternSpeed> found() {
        int[] all = IntStream.range(0, groups).toArray();
        if (groups == 1) {
            return ofExact(all);
        }
        if (groups < PatternSpeed.FEWEST_PARTS) {
            return Optional.empty();
        }
        List<int[]> others = IntStream.range(0, groups)
                .mapToObj(g -> Arrays.stream(all).filter(m -> m != g).toArray())
                .toList();
        Said ofAll = said(all);
        double[] OmegaWithout =
                others.stream().mapToDouble(kept -> said(kept).Omega).toArray();
        double error = new Jackknife(groups).error(OmegaWithout);
        boolean decided = products(c, all, ofAll.weights) > SIGNIFICANT * noise(ofAll.weights)
                && Double.isFinite(ofAll.Omega + error);
        return decided
                ? Optional.of(new PatternSpeed(
                        ofAll.Omega, error, Arrays.stream(OmegaWithout).boxed().toList()))
                : Optional.empty();
    }
}
