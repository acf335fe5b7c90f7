package io.github.localflows.orbit;

import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Potential;
import io.github.localflows.potential.RotatingBar;
import io.github.localflows.units.Units;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Orbits of stars in an axisymmetric galaxy in which a bar grows and then rotates as it is, and where they are in the bar's frame in the end.
 *
 * <p>Method: that of {@link OrbitIntegrator}, with the force of the time of each stage. While the bar grows nothing is conserved but for the
 * steps' own error; from then on it is Jacobi's integral, E - patternSpeed Lz, whose change is looked at. A star whose integral is off by
 * more than the limit is followed again from its start with steps of a hundredth of the error, and again.
 *
 * <p>Immutable and thread-safe; a call runs on the calling thread. What becomes of a star depends on the star alone: the same bits, whichever
 * stars are in the batch with it.
 */
public final class BarredOrbits {
    private static final int REPETITIONS = 2;
    private static final double TIGHTER = 0.01;

    private final Potential galaxy;
    private final RotatingBar bar;
    private final double growthMyr;
    private final OrbitAccuracy accuracy;

    /**
     * @param galaxy what is axisymmetric
     * @param bar that grows in it
     * @param growthMyr how long it grows, from time 0 [Myr, > 0]
     * @param accuracy its limit is that of the change of Jacobi's integral, over |Phi| where the star starts
     */
    public BarredOrbits(Potential galaxy, RotatingBar bar, double growthMyr, OrbitAccuracy accuracy) {
        this.galaxy = Objects.requireNonNull(galaxy, "orbits need a potential");
        this.bar = Objects.requireNonNull(bar, "barred orbits need a bar");
        this.accuracy = Objects.requireNonNull(accuracy, "orbits need an accuracy; OrbitAccuracy.STANDARD will do");
        if (!(growthMyr > 0 && growthMyr < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a bar that grows for " + growthMyr + " Myr: it must be positive and finite");
        }
        this.growthMyr = growthMyr;
    }

    /**
     * Stars at the end of their orbits.
     *
     * @param stars in the order in which they started; NaN for one that cannot be followed
     * @param phi their azimuths in the bar's frame, in which the Sun's is 0 [rad, -pi to pi]
     * @param errors changes of Jacobi's integral since the bar was grown, over |Phi| at the start; NaN for a star that cannot be followed
     * @param repeated how many stars were followed again
     */
    public record Ends(Stars stars, double[] phi, double[] errors, int repeated) {
        /** How many stars could not be followed. */
        public int failed() {
            return (int) Arrays.stream(errors).filter(Double::isNaN).count();
        }

        /** The largest error of the stars that were followed; 0 when there are none. */
        public double worst() {
            return Arrays.stream(errors)
                    .filter(error -> !Double.isNaN(error))
                    .max()
                    .orElse(0);
        }
    }

    /**
     * Carries stars along their orbits.
     *
     * @param initial the stars at time 0, when there is no bar
     * @param phi their azimuths then, in a frame that does not rotate and in which the bar's long axis is at 0 at time 0 [rad]
     * @param endsMyr for each star the time at which it is looked at [Myr], not before the bar is grown
     */
    public Ends ends(Stars initial, double[] phi, double[] endsMyr) {
        int n = initial.size();
        if (phi.length != n || endsMyr.length != n) {
            throw new IllegalArgumentException(
                    n + " stars with " + phi.length + " azimuths and " + endsMyr.length + " times: each needs both");
        }
        double[] ends = new double[n];
        for (int i = 0; i < n; i++) {
            if (!(endsMyr[i] >= growthMyr && endsMyr[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a star that is looked at after " + endsMyr[i]
                        + " Myr: it must be finite, and not before the bar is grown after " + growthMyr + " Myr");
            }
            ends[i] = endsMyr[i] * Units.KPC_PER_MYR_AT_KM_S;
        }
        Stars at = Stars.allocate(n);
        double[] azimuths = new double[n];
        double[] errors = new double[n];
        Arrays.fill(errors, Double.POSITIVE_INFINITY);
        double stepError = accuracy.stepError();
        double growth = growthMyr * Units.KPC_PER_MYR_AT_KM_S;
        int[] which = IntStream.range(0, n).toArray();
        int repeated = 0;
        for (int i = 0; i <= REPETITIONS; i++) {
            new BarredLanes(
                            new BarredLanes.Galaxy(galaxy, bar, growth),
                            new BarredLanes.Start(initial, phi, ends),
                            new BarredLanes.End(at, azimuths, errors),
                            stepError)
                    .follow(which);
            which = Arrays.stream(which)
                    .filter(s -> errors[s] > accuracy.energyErrorLimit())
                    .toArray();
            repeated = i == 0 ? which.length : repeated;
            stepError *= TIGHTER;
        }
        return new Ends(at, azimuths, errors, repeated);
    }

    /** How many of some ends are farther off than the limit. */
    public int beyondLimit(Ends ends) {
        return (int) Arrays.stream(ends.errors())
                .filter(error -> error > accuracy.energyErrorLimit())
                .count();
    }
}
