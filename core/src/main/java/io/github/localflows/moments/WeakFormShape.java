package io.github.localflows.moments;

import io.github.localflows.expansion.PotentialBasis;
import io.github.localflows.expansion.PotentialExpansion;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Potential;
import io.github.localflows.statistics.Quantiles;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which functions the weak form has, in a volume.
 *
 * @param volume where the stars are; its inner edge is beyond the axis
 * @param degree of the potential's polynomials in R
 * @param heights of the potential's functions of z [kpc]
 * @param testDegreeR of the test functions' polynomials in R
 * @param testHeights of the test functions [kpc]
 * @param testDegreeV of their polynomials in the velocities
 * @param selectionUnknown whether which fraction of the stars is seen at a place is found, too; of functions as the potential's, whose polynomials have
 *     one degree more
 */
public record WeakFormShape(
        Region volume,
        int degree,
        List<Double> heights,
        int testDegreeR,
        List<Double> testHeights,
        int testDegreeV,
        boolean selectionUnknown)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** The Gaussians of the test functions are so many standard deviations of the velocities wide: measured to be the best. */
    private static final double WIDTHS = 2;

    /** Velocities so many times farther from the median than the inner 68% are left out of the widths: of mock stars there are none. */
    private static final double WILD = 10;

    /** Stars that a pilot is found from; more make no difference to the scatter about it. */
    public static final int PILOT_STARS = 100_000;

    /** The second pilot differs from the first by what the first is wrong by, the third by next to nothing. */
    private static final int PILOTS = 2;

    /** @throws IllegalArgumentException when its functions cannot be */
    public WeakFormShape {
        heights = List.copyOf(heights);
        testHeights = List.copyOf(testHeights);
        basis(volume, degree, heights);
        functions(volume, testDegreeR, testHeights, testDegreeV, 0, new double[] {1, 1, 1});
    }

    /** Of stars that are all seen, or counted for those that are not. */
    public WeakFormShape(
            Region volume,
            int degree,
            List<Double> heights,
            int testDegreeR,
            List<Double> testHeights,
            int testDegreeV) {
        this(volume, degree, heights, testDegreeR, testHeights, testDegreeV, false);
    }

    /** The same functions in a volume that is a part of this one. */
    public WeakFormShape within(Region part) {
        return new WeakFormShape(part, degree, heights, testDegreeR, testHeights, testDegreeV, selectionUnknown);
    }

    /** The same functions, where which fraction of the stars is seen at a place is found, too. */
    public WeakFormShape withUnknownSelection() {
        return new WeakFormShape(volume, degree, heights, testDegreeR, testHeights, testDegreeV, true);
    }

    /** The functions of the potential. */
    public PotentialBasis basis() {
        return basis(volume, degree, heights);
    }

    private static PotentialBasis basis(Region volume, int degree, List<Double> heights) {
        return PotentialBasis.in(volume, degree, heights, true);
    }

    /** The test functions of velocities about vphi with these widths. */
    TestFunctions functions(double vphi, double[] widths) {
        return functions(volume, testDegreeR, testHeights, testDegreeV, vphi, widths);
    }

    private static TestFunctions functions(
            Region volume, int degreeR, List<Double> heights, int degreeV, double vphi, double[] widths) {
        return new TestFunctions(
                middle(volume),
                halfWidth(volume),
                volume.absZmax(),
                degreeR,
                heights,
                vphi,
                widths[0],
                widths[1],
                widths[2],
                degreeV);
    }

    private static double middle(Region volume) {
        return 0.5 * (volume.Rmin() + volume.Rmax());
    }

    private static double halfWidth(Region volume) {
        return 0.5 * (volume.Rmax() - volume.Rmin());
    }

    /**
     * What one pass over all stars needs to know beforehand.
     *
     * @param functions whose moments are summed
     * @param basis of the potential
     * @param pilot about which the moments' scatter is found
     * @param gravity a scale of dPhi/dR [km²/s²/kpc]: the pilot's in the middle, or the mean of vphi²/R if that is larger
     * @param selection a pilot of which stars are seen; null where it is not sought. No Optional: it would not reach the executors
     */
    public record Prepared(
            TestFunctions functions,
            PotentialBasis basis,
            PotentialExpansion pilot,
            double gravity,
            UnknownSelection selection)
            implements Serializable {
        private static final long serialVersionUID = 1;

        /** The pilot of which stars are seen; empty where it is not sought. */
        public Optional<UnknownSelection> unknown() {
            return Optional.ofNullable(selection);
        }

        /** Of no stars. */
        public MomentSums noSums() {
            return new MomentSums(functions, basis, unknown().map(UnknownSelection::basis));
        }

        /** Of no stars so far, whose moments scatter about a potential. */
        public MomentAccumulator accumulator(Potential about) {
            return accumulator(about, 1);
        }

        /** The same where stars have several measurements. */
        public MomentAccumulator accumulator(Potential about, int copies) {
            return new MomentAccumulator(functions, basis, about, unknown(), copies);
        }
    }

    /**
     * Finds the velocities' centre and widths, and a pilot of the potential, from some of the stars.
     *
     * @param stars some stars of the volume, such as {@value #PILOT_STARS}
     * @param weights of these stars
     * @throws Unsolvable when they are too few, or do not differ
     */
    public Prepared prepared(Stars stars, double[] weights) throws Unsolvable {
        if (stars.size() == 0) {
            throw new Unsolvable("no star is in the volume, " + volume);
        }
        double[] widths = new double[3];
        double[][] velocities = {stars.vR(), stars.vphi(), stars.vz()};
        double vphi = 0;
        double[] rotating = weights;
        for (int k = 0; k < widths.length; k++) {
            double[] kept = withoutWild(velocities[k], weights);
            double mean = mean(velocities[k], kept);
            double[] squares = new double[stars.size()];
            for (int i = 0; i < squares.length; i++) {
                squares[i] = (velocities[k][i] - mean) * (velocities[k][i] - mean);
            }
            widths[k] = WIDTHS * Math.sqrt(mean(squares, kept));
            if (k == 1) {
                vphi = mean;
                rotating = kept;
            }
        }
        if (!(Math.min(widths[0], Math.min(widths[1], widths[2])) > 0)) {
            throw new Unsolvable(
                    stars.size() + " stars in the volume, whose velocities do not differ in all three components");
        }
        double[] centrifugal = new double[stars.size()];
        for (int i = 0; i < centrifugal.length; i++) {
            centrifugal[i] = stars.vphi()[i] * stars.vphi()[i] / stars.R()[i];
        }
        double gravity = mean(centrifugal, rotating);
        PotentialBasis basis = basis();
        TestFunctions functions = functions(vphi, widths);
        List<Double> flat = new ArrayList<>(Collections.nCopies(basis.size(), 0.0));
        flat.set(0, gravity * basis.halfWidthR());
        PotentialExpansion pilot = new PotentialExpansion(basis, flat);
        UnknownSelection selection = selectionUnknown
                ? UnknownSelection.of(basis(volume, Math.min(degree + 1, PotentialBasis.MOST_DEGREE), heights))
                : null;
        for (int i = 0; i < PILOTS; i++) {
            Prepared ready = new Prepared(functions, basis, pilot, gravity, selection);
            WeakForm.Solution solution = WeakForm.solve(sums(ready, stars, weights), ready);
            pilot = solution.potential().expansion();
            selection = solution.selection().orElse(null);
            // Of stars that do not rotate vphi²/R is a small part of the force.
            gravity = Math.max(gravity, -pilot.acceleration(basis.R0(), 0).aR());
        }
        return new Prepared(functions, basis, pilot, gravity, selection);
    }

    /** The sums over stars. */
    public static MomentSums sums(Prepared prepared, Stars stars, double[] weights) {
        try (MomentAccumulator accumulator = prepared.accumulator(prepared.pilot())) {
            for (int i = 0; i < stars.size(); i++) {
                accumulator.add(stars.R()[i], stars.z()[i], stars.vR()[i], stars.vphi()[i], stars.vz()[i], weights[i]);
            }
            return accumulator.sums();
        }
    }

    /** The weights, 0 for stars so far from the others that one alone would decide how wide all are. */
    private static double[] withoutWild(double[] velocities, double[] weights) {
        double[] sorted = velocities.clone();
        Arrays.sort(sorted);
        double median = Quantiles.ofSorted(sorted, 0.5);
        double half = 0.5
                * (Quantiles.ofSorted(sorted, 1 - Quantiles.BELOW_ONE_SIGMA)
                        - Quantiles.ofSorted(sorted, Quantiles.BELOW_ONE_SIGMA));
        double[] kept = Arrays.copyOf(weights, velocities.length);
        for (int i = 0; i < kept.length; i++) {
            if (Math.abs(velocities[i] - median) > WILD * half) {
                kept[i] = 0;
            }
        }
        return kept;
    }

    private static double mean(double[] values, double[] weights) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
            total += weights[i];
        }
        return sum / total;
    }
}
