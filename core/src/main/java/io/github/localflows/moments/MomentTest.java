package io.github.localflows.moments;

import io.github.localflows.statistics.ChiSquare;
import java.util.List;
import java.util.Locale;

/**
 * Whether the moments of a family vanish, as they do in a steady state.
 *
 * @param family which moments
 * @param chiSquare the moments' squares, in units of their covariance
 * @param degreesOfFreedom what it is on average if they vanish
 * @param worst those moments that are the most standard deviations from zero, the worst first
 */
public record MomentTest(MomentFamily family, double chiSquare, double degreesOfFreedom, List<Failure> worst) {
    /** A chance that is so small is not written out. */
    private static final double SMALLEST = 1e-10;

    /** Stars whose moments are less likely than this are not steady. */
    public static final double REJECTED = 1e-3;

    /**
     * A moment by itself.
     *
     * @param function in words
     * @param deviations how many standard deviations it is from zero
     */
    public record Failure(String function, double deviations) {
        /** Such as {@code -12.7 sigma: 1 vz^3}. */
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%+.1f sigma: %s", deviations, function);
        }
    }

    /** A chance in words, such as {@code = 0.43} or {@code < 1e-10}. */
    public static String inWords(double p) {
        return p < SMALLEST ? "< 1e-10" : String.format(Locale.ROOT, "= %.2g", p);
    }

    /** Copies. */
    public MomentTest {
        worst = List.copyOf(worst);
    }

    /** The chance that chiSquare is as large or larger if the moments vanish. */
    public double p() {
        return ChiSquare.p(chiSquare, degreesOfFreedom);
    }
}
