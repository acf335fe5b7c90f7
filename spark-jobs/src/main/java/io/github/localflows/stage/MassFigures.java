package io.github.localflows.stage;

/**
 * What the figures of a manifest are called that say what mass a field needs near the plane, at accelerations.profiles.R0.
 *
 * @param rho the density in the plane [Msun/pc³]
 * @param rhoError its error
 * @param rhoExact that of the model galaxy
 * @param sigma the mass within accelerations.density.absZ of the plane [Msun/pc²]
 * @param sigmaError its error
 * @param sigmaExact that of the model galaxy
 */
public record MassFigures(
        String rho, String rhoError, String rhoExact, String sigma, String sigmaError, String sigmaExact) {
    /** Of one potential. */
    public static final MassFigures OF_POTENTIAL = new MassFigures(
            "rhoMsunPc3",
            "rhoErrorMsunPc3",
            "rhoExactMsunPc3",
            "surfaceDensityMsunPc2",
            "surfaceDensityErrorMsunPc2",
            "surfaceDensityExactMsunPc2");

    /** Of accelerations position by position, whose differences over the grid are taken. */
    public static final MassFigures OF_GRID = new MassFigures(
            "rhoAtPlaneMsunPc3",
            "rhoAtPlaneErrMsunPc3",
            "rhoAtPlaneExactMsunPc3",
            "surfaceDensityMsunPc2",
            "surfaceDensityErrMsunPc2",
            "surfaceDensityExactMsunPc2");
}
