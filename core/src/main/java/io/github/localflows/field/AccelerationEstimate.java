package io.github.localflows.field;

import java.io.Serializable;

/**
 * The acceleration at one position, or why there is none.
 *
 * @param aR radial component, −dPhi/dR [km²/s²/kpc]; NaN unless solved
 * @param aphi azimuthal component, −dPhi/dphi/R [km²/s²/kpc], zero for the exact f of an axisymmetric galaxy; NaN
 *     unless solved
 * @param az vertical component, −dPhi/dz [km²/s²/kpc]; NaN unless solved
 * @param aRError error of {@code aR} from the ensemble, half the width of a 68.27% interval [km²/s²/kpc]; NaN without an ensemble
 * @param aphiError error of {@code aphi} [km²/s²/kpc]; NaN without an ensemble
 * @param azError error of {@code az} [km²/s²/kpc]; NaN without an ensemble
 * @param residual what the solution leaves of d ln f/dt, root of the weighted mean square over the velocities
 *     [km/s/kpc]; NaN unless solved
 * @param condition root of the ratio of the largest to the least singular value of the 3 x 3 system, its rows and
 *     columns scaled to unit length, which for least squares is the condition number of the equations: 1 is best; infinite
 *     when singular, NaN with too few velocities
 * @param leftOut how many velocities were left out because ln f or its gradient is not finite there
 * @param outcome whether there is a solution, and why not
 */
public record AccelerationEstimate(
        double aR,
        double aphi,
        double az,
        double aRError,
        double aphiError,
        double azError,
        double residual,
        double condition,
        int leftOut,
        Outcome outcome)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** An estimate without a solution. */
    static AccelerationEstimate unsolved(Outcome outcome, double condition, int leftOut) {
        return new AccelerationEstimate(
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                condition,
                leftOut,
                outcome);
    }

    /** An estimate with a solution, its errors and residual yet unknown. */
    static AccelerationEstimate solved(double aR, double aphi, double az, double condition, int leftOut) {
        return new AccelerationEstimate(
                aR, aphi, az, Double.NaN, Double.NaN, Double.NaN, Double.NaN, condition, leftOut, Outcome.SOLVED);
    }

    /** The same estimate with the rms residual of the equations. */
    AccelerationEstimate withResidual(double residual) {
        return new AccelerationEstimate(
                aR, aphi, az, aRError, aphiError, azError, residual, condition, leftOut, outcome);
    }

    /** The same estimate with errors. */
    AccelerationEstimate withErrors(double aRError, double aphiError, double azError) {
        return new AccelerationEstimate(
                aR, aphi, az, aRError, aphiError, azError, residual, condition, leftOut, outcome);
    }

    /** Whether there is an acceleration. */
    public boolean solved() {
        return outcome.equals(Outcome.SOLVED);
    }
}
