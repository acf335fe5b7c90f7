package io.github.localflows.orbit;

/**
 * How exactly to follow an orbit.
 *
 * @param stepError largest estimated error of a step, as energy over |Phi| at the star's start; positive, below 1. The
 *     estimate is that of the lower order, much too large: after 500 Myr |dE/E| is a few thousandths of it for the median
 *     star and a tenth for the worst
 * @param energyErrorLimit largest |dE/E| at any snapshot, positive; a star beyond it is followed again with smaller steps
 */
public record OrbitAccuracy(double stepError, double energyErrorLimit) {
    /** Median |dE/E| below 1e-8 and no star above 1e-6 after 500 Myr in the Milky Way. */
    public static final OrbitAccuracy STANDARD = new OrbitAccuracy(5e-7, 1e-6);

    public OrbitAccuracy {
        if (!(stepError > 0 && stepError < 1)) {
            throw new IllegalArgumentException(
                    "stepError = " + stepError + ": the error of a step must lie between 0 and 1; try 5e-7.");
        }
        if (!(energyErrorLimit > 0 && energyErrorLimit < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("energyErrorLimit = " + energyErrorLimit
                    + ": the largest relative error in energy must be positive and finite; try 1e-6.");
        }
    }
}
