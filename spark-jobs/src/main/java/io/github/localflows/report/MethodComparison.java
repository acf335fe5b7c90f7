package io.github.localflows.report;

import java.util.List;

/**
 * The vertical acceleration of one star set by the flows and by the methods that they are compared with, all at the positions of the
 * vertical profile.
 *
 * @param dataset the star set
 * @param RKpc the radius of the profile [kpc]
 * @param absZminKpc least |z| of the zone that residuals are summed up over [kpc]
 * @param absZmaxKpc largest |z| of that zone [kpc]
 * @param methods flows, jeans, df1d and {@value io.github.localflows.artifact.FieldNames#CONTROL}, those that the run has
 */
public record MethodComparison(
        String dataset, double RKpc, double absZminKpc, double absZmaxKpc, List<OfMethod> methods) {
    /**
     * One method.
     *
     * @param method its name
     * @param positions how many positions of the profile lie in the zone
     * @param compared how many of them have a residual
     * @param medianAbsResidual median of |residual|, as a fraction (0.01 is 1%); null when nothing was compared
     * @param medianResidual median of the signed residual, the bias, as a fraction; null likewise
     * @param withinOneSigma fraction of positions whose 1-sigma error bar holds the exact value; null without errors
     * @param heights what it says at two heights
     * @param chainLengthTimes how many autocorrelation times of its slowest parameter the chain lasts that its errors come from; null
     *     for what has no chain
     * @param azChainLengthTimes how many autocorrelation times of az it lasts; null likewise, and where az has none
     */
    public record OfMethod(
            String method,
            int positions,
            int compared,
            Double medianAbsResidual,
            Double medianResidual,
            Double withinOneSigma,
            List<AtHeight> heights,
            Double chainLengthTimes,
            Double azChainLengthTimes) {
        /** Copies. */
        public OfMethod {
            heights = List.copyOf(heights);
        }
    }

    /**
     * The acceleration at one height.
     *
     * @param zKpc the position of the profile that is nearest to the height in question [kpc]
     * @param azPcMyr2 vertical acceleration there [pc/Myr²]; null where the method has none
     * @param azErrPcMyr2 its 1-sigma error; null where none is known
     */
    public record AtHeight(double zKpc, Double azPcMyr2, Double azErrPcMyr2) {}

    /** Copies. */
    public MethodComparison {
        methods = List.copyOf(methods);
    }

    /** Whether exact accelerations are known beside what was found. */
    boolean hasTruth() {
        return methods.stream().anyMatch(method -> method.compared() > 0);
    }
}
