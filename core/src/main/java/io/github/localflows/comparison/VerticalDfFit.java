package io.github.localflows.comparison;

import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The vertical acceleration from the distribution of stars' heights and vertical velocities: a {@link VerticalDf} fitted to every
 * single star, without bins, in a potential of three sheets and a constant density.
 *
 * <p>Nine parameters, flat priors: rho1 .. rho4 in 0 .. 0.2 Msun/pc³; c2, c3 in 0 .. 1 with c2 + c3 &lt; 1; sigma1 &lt; sigma2 &lt;
 * sigma3 in 1 .. 200 km/s. That the dispersions rise loses nothing: it names the populations, which could otherwise be exchanged.
 * Method: Widmark et al. (2021, A&amp;A 646, A67), as Naik et al. (2022, MNRAS 511, 1609) use it.
 *
 * <p><b>Measure:</b> the distribution in (z, vz) at one R is needed; it is the same for stars counted by R f and by f. Over 7.8
 * to 8.2 kpc the weight R moves the stars' mean radius by 1.7 pc, a thousandth of the scale lengths of a disc: the method does not
 * ask for the measure.
 *
 * <p><b>Weights:</b> where stars have some, ln likelihood is the weighted sum of ln f, the weights scaled so that they add up to the
 * number of stars of one weight that scatter as these do, (sum of weights)² / sum of squared weights: the posterior then is as wide
 * as the best fit scatters.
 *
 * <p><b>Accuracy:</b> exact, up to sampling, for stars of the model itself ({@code ComparisonAtScaleTest}). The sheets' densities are
 * known much worse one by one than their sum, and often lie at the edge of their prior: then the best fit, in a corner of it, may lie
 * outside of the posterior's intervals, and chains take hundreds of steps to forget where they started; ask {@link
 * Chain#longEnough}. In a real disc the three isothermals and the
 * separation of the vertical motion are the error. The stars of the fiducial disc need hardly more than one isothermal: which population
 * they belong to is then open, chains take thousands of steps from one answer to another, and only az is known sooner: of 10,000 such
 * stars, after 4,000 and after 16,000 steps, its median differed by 0.1 of its error at most, and the error by 2%. Many stars are summed on a {@link StarGrid}, which changes ln likelihood by less than
 * 0.03.
 *
 * <p><b>Units:</b> kpc, km/s; densities of mass in Msun/pc³. Immutable and thread-safe.
 */
public final class VerticalDfFit {
    /** |R - 8 kpc| &lt; 0.2 kpc, |z| &lt; 2 kpc. */
    public static final Region STANDARD_REGION = Region.about(8, 0.2, 2);

    /** Fewer stars say nothing of nine parameters. */
    private static final int FEWEST_STARS = 100;

    private final Unbinned model;

    private VerticalDfFit(Unbinned model) {
        this.model = model;
    }

    /** Stars in the standard region; otherwise as {@link #of(Stars, Region)}. */
    public static VerticalDfFit of(Stars stars) {
        return of(stars, STANDARD_REGION);
    }

    /**
     * Stars in a region that is narrow in R.
     *
     * @param stars all of the region; others do not matter. Only their R, z and vz are used
     * @param region which stars are used; the distribution is normalised over its heights
     * @throws IllegalArgumentException when a star is not finite, or fewer than 100 are in the region
     */
    public static VerticalDfFit of(Stars stars, Region region) {
        double[] ones = new double[stars.size()];
        Arrays.fill(ones, 1);
        return of(stars, ones, region);
    }

    /**
     * Stars with weights; otherwise as {@link #of(Stars, Region)}.
     *
     * @param weights how much each star counts, finite and at least 0; only their ratios matter
     */
    public static VerticalDfFit of(Stars stars, double[] weights, Region region) {
        int[] used = new int[stars.size()];
        int n = 0;
        for (int i = 0; i < used.length; i++) {
            if (!Double.isFinite(stars.R()[i] + stars.z()[i] + stars.vz()[i])) {
                throw new IllegalArgumentException(
                        "star " + i + " at " + stars.point(i) + " is not finite: leave it out, or mend it");
            }
            if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("star " + i + " has the weight " + weights[i]
                        + ": it must be finite and not negative; leave the star out, or mend it");
            }
            if (weights[i] > 0 && region.encloses(stars.R()[i], stars.z()[i])) {
                used[n++] = i;
            }
        }
        double[] counts = counts(weights, Arrays.copyOf(used, n));
        double effective = Arrays.stream(counts).sum();
        if (Math.round(effective) < FEWEST_STARS) {
            throw new IllegalArgumentException(n + " stars in " + region
                    + (Math.round(effective) < n
                            ? ", which count as " + Math.round(effective) + " of equal weights,"
                            : "")
                    + " are too few for nine parameters, which need " + FEWEST_STARS
                    + ": give more stars, or a wider region");
        }
        return new VerticalDfFit(new Unbinned(stars, Arrays.copyOf(used, n), counts, region.absZmax()));
    }

    /** The weights of some stars, which add up to their effective number. */
    private static double[] counts(double[] weights, int[] used) {
        double sum = 0;
        double squares = 0;
        for (int star : used) {
            sum += weights[star];
            squares += weights[star] * weights[star];
        }
        double scale = sum / squares;
        return Arrays.stream(used).mapToDouble(star -> weights[star] * scale).toArray();
    }

    /** How many stars are in the region. */
    public int size() {
        return model.kinetic.length;
    }

    /** ln of the likelihood of all stars for a distribution: the sum of ln f(z, vz), f per kpc and km/s. */
    double lnLikelihood(VerticalDf df) {
        return model.lnLikelihood(df);
    }

    /** How far the sum over the nodes of the grid that serves a distribution is from that over the stars; 0 where no grid does. */
    double gridError(VerticalDf df) {
        return model.sum(df) - model.sumOverStars(df);
    }

    /** How many nodes or stars the sum for a distribution runs over. */
    int terms(VerticalDf df) {
        return model.grid(df).map(StarGrid::size).orElse(size());
    }

    /**
     * What the fit gives.
     *
     * @param fit parameters, posterior and az; its ln likelihood is the sum of ln f over the stars, f per kpc and km/s
     * @param model the best one
     * @param stars how many were fitted
     */
    public record Result(Fit fit, VerticalDf model, int stars) {}

    /** The best fit and its posterior. */
    public Result fit(FitSettings settings) {
        Fit fit = Fit.of(model, settings);
        return new Result(fit, VerticalDf.of(fit.best(), model.absZmax), size());
    }

    /** The stars, with all that can be found of them before the parameters are known. */
    private static final class Unbinned implements Model {
        private static final List<Parameter> PARAMETERS = VerticalDf.parameters();

        /** A table of an eighth as many energies as there are terms: a longer one takes more time than it saves. */
        private static final int SHARE_OF_TABLE = 8;

        /** For populations down to 7, 3.5, 1.75 and 0.875 km/s: the prior begins at 1, and chains go there where hardly a star is of one. */
        private static final int[] REFINEMENTS = {1, 2, 4, 8};

        /** vz²/2 [km²/s²]. */
        private final double[] kinetic;
        /** The potential of a unit density of each term at each star. */
        private final double[] phi1;

        private final double[] phi2;
        private final double[] phi3;
        private final double[] phi4;
        private final double highestKinetic;
        /** How much each star counts, and all together. */
        private final double[] counts;

        private final double count;
        /** From the coarsest to the finest; each has fewer nodes than there are stars. */
        private final List<StarGrid> grids;

        private final double absZmax;
        private final HeightQuadrature quadrature;

        Unbinned(Stars stars, int[] used, double[] counts, double absZmax) {
            this.counts = counts;
            count = Arrays.stream(counts).sum();
            kinetic = Arrays.stream(used)
                    .mapToDouble(i -> 0.5 * stars.vz()[i] * stars.vz()[i])
                    .toArray();
            phi1 = term(0, stars, used);
            phi2 = term(1, stars, used);
            phi3 = term(2, stars, used);
            phi4 = term(3, stars, used);
            highestKinetic = Arrays.stream(kinetic).max().orElseThrow();
            grids = grids(
                    Arrays.stream(used).mapToDouble(i -> stars.z()[i]).toArray(),
                    Arrays.stream(used).mapToDouble(i -> stars.vz()[i]).toArray(),
                    counts);
            this.absZmax = absZmax;
            quadrature = HeightQuadrature.over(absZmax);
        }

        private static List<StarGrid> grids(double[] z, double[] vz, double[] counts) {
            return IntStream.of(REFINEMENTS)
                    .mapToObj(refinement -> StarGrid.of(z, vz, counts, refinement))
                    .takeWhile(grid -> grid.size() < z.length)
                    .toList();
        }

        private static double[] term(int term, Stars stars, int[] used) {
            return Arrays.stream(used)
                    .mapToDouble(i -> VerticalPotential.term(term, stars.z()[i]))
                    .toArray();
        }

        @Override
        public List<Parameter> parameters() {
            return PARAMETERS;
        }

        /** The weights c2, c3 fill their triangle, and the dispersions are put in order. */
        @Override
        public double[] parameters(double[] unit) {
            double[] p = new double[unit.length];
            Arrays.setAll(p, k -> PARAMETERS.get(k).at(unit[k]));
            p[5] = (1 - p[4]) * unit[5];
            Arrays.sort(p, 6, 9);
            return p;
        }

        @Override
        public double az(double[] p, double z) {
            return new VerticalPotential(p[0], p[1], p[2], p[3]).az(z);
        }

        @Override
        public double lnPosterior(double[] p) {
            for (int k = 0; k < p.length; k++) {
                if (!PARAMETERS.get(k).allows(p[k])) {
                    return Double.NEGATIVE_INFINITY;
                }
            }
            boolean named = p[6] <= p[7] && p[7] <= p[8];
            return named && p[4] + p[5] < 1 ? lnLikelihood(VerticalDf.of(p, absZmax)) : Double.NEGATIVE_INFINITY;
        }

        double lnLikelihood(VerticalDf df) {
            return sum(df) - count * Math.log(quadrature.effectiveWidth(df));
        }

        /** The coarsest grid that serves a distribution; empty when the stars must be summed one by one. */
        Optional<StarGrid> grid(VerticalDf df) {
            return grids.stream().filter(grid -> grid.serves(df)).findFirst();
        }

        double sum(VerticalDf df) {
            return grid(df).map(grid -> sumOverNodes(grid, df)).orElseGet(() -> sumOverStars(df));
        }

        private static double sumOverNodes(StarGrid grid, VerticalDf df) {
            double highest = grid.highestKinetic() + df.potential().phi(grid.highest());
            return grid.sum(df.potential(), new EnergyTable(df, highest, grid.size() / SHARE_OF_TABLE));
        }

        double sumOverStars(VerticalDf df) {
            VerticalPotential potential = df.potential();
            double rho1 = potential.rho1();
            double rho2 = potential.rho2();
            double rho3 = potential.rho3();
            double rho4 = potential.rho4();
            EnergyTable lnf =
                    new EnergyTable(df, highestKinetic + potential.phi(absZmax), kinetic.length / SHARE_OF_TABLE);
            double sum = 0;
            for (int i = 0; i < kinetic.length; i++) {
                double Ez = kinetic[i] + rho1 * phi1[i] + rho2 * phi2[i] + rho3 * phi3[i] + rho4 * phi4[i];
                sum += counts[i] * lnf.at(Ez);
            }
            return sum;
        }
    }
}
