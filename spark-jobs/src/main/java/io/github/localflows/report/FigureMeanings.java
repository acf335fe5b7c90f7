package io.github.localflows.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the figures of manifests mean, which the report lists below its stages. */
public final class FigureMeanings {
    private static final Map<String, List<Meaning>> BY_STAGE = new LinkedHashMap<>();

    static {
        add(
                "Stars",
                of("acceptanceRate", "of the stars that were proposed, how many were drawn"),
                of(
                        "boundBreaches",
                        "how often f was larger than the bound of the proposals; each would be a star drawn too seldom"),
                of("worstEnergyError", "the largest change of a star's energy over its orbit, as a part of it"),
                of("medianEnergyError", "the median of the same"),
                of(
                        "starsFollowedAgain",
                        "stars whose orbits were followed once more with shorter steps, as their energy had changed"),
                of("makingCoreSeconds", "core time of drawing, kicking, following or whatever else makes the stars"),
                of("sortingCoreSeconds", "core time of putting them in order"),
                of("writingCoreSeconds", "core time of writing them"),
                of("hashingCoreSeconds", "core time of their checksum"),
                of("barPatternSpeedKmSKpc", "the angular speed of the bar that was grown"),
                of("starsWithVelocity", "stars whose velocities were kept"),
                of("starsWithNegativeParallax", "stars that were left out, as their measured parallax is negative"),
                of("rowsRead", "rows of the table"),
                of("rowsLeftOut: *", "rows that are no stars, for the reason that is told"),
                of("starsWhose *", "stars that lack what they need not have"),
                of("RminKpc", "least radius of a star of the table"),
                of("RmaxKpc", "largest radius of a star of the table"),
                of("absZmaxKpc", "largest height of a star of the table"));
        add(
                "Flows",
                of("members", "how many flows there are"),
                of("parts", "in how many parts their stars were divided"),
                of("heldOutStars", "stars that no flow was trained on"),
                of("meanHeldOutLoss", "mean over the flows of the loss over these"),
                of(
                        "starEpochs",
                        "stars of all epochs that the last command trained on, without those of commands before it; of flows that executors train, in the tasks that ended well"),
                of("microsecondsPerStarAndEpoch", "wall time of training"),
                of("epochs", "of one flow: how many it was trained for"),
                of("bestEpoch", "of one flow: the epoch whose weights are kept, counted from 0"),
                of(
                        "setbacks",
                        "of one flow: how often its training diverged, and went on from the epoch before at half the rate"),
                of("trainingLoss", "of one flow: the loss over its own stars in that epoch"),
                of("heldOutLoss", "of one flow: the loss over the held-out stars after that epoch"),
                of("featuresVphiKmS", "the vphi from which features count velocities"),
                of("effectiveStars", "how many stars of one weight scatter as the weighted ones do"));
        add(
                "Accelerations",
                of("solvedFraction", "of the positions, how many have an acceleration"),
                of("velocitiesVphiKmS", "the mean vphi of the velocities at which the Boltzmann equation is solved"),
                of(
                        "rhoAtPlaneMsunPc3",
                        "density in the plane at R0, from derivatives of the accelerations on the grid"),
                of("rhoAtPlaneErrMsunPc3", "its 1-sigma error, which does not hold that differences smooth its peak"),
                of("rhoAtPlaneExactMsunPc3", "the same of the model galaxy, without a grid"),
                of(
                        "patternSpeedKmSKpc",
                        "the angular speed of the frame in which the stars are steady, where they decide it (also of the weak form)"),
                of("patternSpeedErrorKmSKpc", "its 1-sigma error"),
                of("slicesVphiKmS", "the vphi at which f is cut into slices"),
                of("spiralVphiKmS", "the vphi at which the phase spiral is mapped"),
                of(
                        "disequilibrium",
                        "rms of f/fbar - 1 over the (z, vz) plane, fbar the mean of f and its mirror image"),
                of("disequilibriumErr", "its 1-sigma error"),
                of("disequilibriumNoise", "what the scatter of the flows alone would give"),
                of(
                        "hPc",
                        "the length by which the exact az would have to be smoothed to be the learned one near the plane"),
                of("hErrPc", "its 1-sigma error"),
                of("eta", "slope of the learned az in the plane over that of the exact one"),
                of("etaErr", "its 1-sigma error"),
                of("trainingStars", "stars of the set in the training volume"));
        add(
                "Potentials",
                of("rhoMsunPc3", "density in the plane at R0"),
                of("rhoErrorMsunPc3", "its 1-sigma error"),
                of("rhoExactMsunPc3", "that of the model galaxy"),
                of(
                        "surfaceDensityMsunPc2",
                        "mass within accelerations.density.absZ of the plane at R0 (also of accelerations)"),
                of("surfaceDensityErrorMsunPc2", "its 1-sigma error"),
                of("surfaceDensityErrMsunPc2", "the same of accelerations"),
                of("surfaceDensityExactMsunPc2", "that of the model galaxy"),
                of(
                        "coefficientsDecided",
                        "how many of the potential's coefficients the stars or the field decide; the prior decides the rest"),
                of(
                        "priorStrengthKm2S2Kpc",
                        "how large vertical forces are before any star is seen, the value of the largest evidence"),
                of("priorLengthKpc", "over which length the galaxy changes in R before any star is seen, likewise"),
                of("gravityKm2S2Kpc", "a scale of dPhi/dR, in which the prior holds the rotation curve"),
                of("positionsUsed", "positions of the field that the potential was fitted to"),
                of("componentsThatErrAsOne", "how many components of the field err alike, so that they count as one"),
                of(
                        "residualOverError",
                        "rms of what the potential leaves of the flows' accelerations, in units of their errors; far above 1 they are not"
                                + " the gradient of one potential"),
                of("shareOfVertical", "of what decides the coefficients, how much az gives; aR gives the rest"),
                of(
                        "densityBound",
                        "1 where the density would be negative somewhere, had potentialFit not forbidden it; else 0"),
                of(
                        "curlMedianKm2S2Kpc2",
                        "median of |d(az)/dR - d(aR)/dz| of the flows' accelerations, 0 for the gradient of a potential"),
                of(
                        "curlWithinOneSigma",
                        "where that curl is less than its error; 0.68 of the positions for the gradient of a potential with errors that hold"),
                of(
                        "weightOfWeakForm",
                        "how much the weak form counts where it is joined with flows; flows count for the rest"),
                of(
                        "inflationOfFlows",
                        "by what the flows' covariance was multiplied before both were joined, so that differenceChiSquare would not exceed its"
                                + " degrees of freedom; 1 where it does not"),
                of("differenceChiSquare", "chi-square of the difference between flows and weak form"),
                of("differenceDegreesOfFreedom", "what it is on average, at most, where both are right"),
                of("differenceP", "the chance of so large a chi-square where both are right"),
                of(
                        "disagreeFraction",
                        "of the accelerations on the grid, how many differ by more than two errors; 5% on average where the errors hold and are independent"),
                of("starsUsed", "stars in the volume (also of the classical methods)"),
                of("addingCoreSeconds", "core time of adding up the stars' moments"),
                of(
                        "dlnSeenDzPerKpcAtFourTenths",
                        "slope in z of the log of the part of the stars that is seen, at 0.4 of the volume's height"),
                of(
                        "dynamicsChiSquare",
                        "chi-square of the moments that the potential was found from, for steady stars"),
                of("continuityChiSquare", "of those that do not contain the potential"),
                of("mirrorChiSquare", "of those that vanish where north and south are alike"),
                of("axisymmetryChiSquare", "of those that vanish where all azimuths are alike"),
                ofEach("DegreesOfFreedom", "what its chi-square is on average for such stars"),
                ofEach("P", "the chance of so large a chi-square for such stars"));
        add(
                "Classical methods and realisations",
                of("acceptance", "of the steps that the chain proposed, how many it took"),
                of("longestAutocorrelationTimeSteps", "of its slowest parameter"),
                of("chainLengthTimes", "how many of these times the chain lasts"),
                of("azChainLengthTimes", "how many autocorrelation times of az it lasts"),
                of("cells", "cells in z that the Jeans fit has stars in"),
                of("chiSquare", "of the best Jeans fit"),
                of("degreesOfFreedom", "of it"),
                of("lnLikelihood", "of the best fit of f(z, vz)"),
                of("*Best*", "a parameter of the best fit"),
                of("*Low*", "16% of its posterior lie below"),
                of("*Median*", "the median of its posterior"),
                of("*High*", "84% of its posterior lie below"),
                of("realisations", "how many there are"),
                of("aRWithinBar, azWithinBar", "of the positions, where the 16-84% range holds the exact value"),
                of(
                        "aRMedianAbsResidual, azMedianAbsResidual",
                        "median of |residual| of the median of all realisations"),
                of("aRMedianResidual, azMedianResidual", "its bias"));
    }

    private FigureMeanings() {}

    /**
     * What figures of a name mean.
     *
     * @param name the figure's, or those of several with commas between them; * in it stands for a parameter, its unit or a reason
     * @param meaning in words; the unit is in the name
     */
    public record Meaning(String name, String meaning) {}

    private static void add(String heading, Meaning... meanings) {
        BY_STAGE.put(heading, List.of(meanings));
    }

    private static Meaning ofEach(String suffix, String meaning) {
        return of(
                Stream.of("dynamics", "continuity", "mirror", "axisymmetry")
                        .map(test -> test + suffix)
                        .collect(Collectors.joining(", ")),
                meaning);
    }

    private static Meaning of(String name, String meaning) {
        return new Meaning(name, meaning);
    }

    /** All meanings, by what the figures are of. */
    public static Map<String, List<Meaning>> all() {
        return new LinkedHashMap<>(BY_STAGE);
    }
}
