package io.github.localflows.comparison;

import io.github.localflows.df.Measure;

/** How a fit compares with the parameters that its stars were drawn with. */
final class Recovery {
    private Recovery() {}

    static double[] jeansParameters(JeansModel truth, Measure measure, int n) {
        return new double[] {
            Math.log10(SyntheticStars.nu0(truth, measure, n)),
            Math.log10(truth.hz()),
            Math.log10(truth.hR()),
            Math.log10(truth.sz2()),
            Math.log10(truth.Rz()),
            truth.alpha(),
            Math.log10(truth.sR2()),
            Math.log10(truth.RR()),
            truth.beta()
        };
    }

    static double[] verticalParameters(VerticalDf truth) {
        VerticalPotential potential = truth.potential();
        return new double[] {
            potential.rho1(),
            potential.rho2(),
            potential.rho3(),
            potential.rho4(),
            truth.c2(),
            truth.c3(),
            truth.sigma1(),
            truth.sigma2(),
            truth.sigma3()
        };
    }
}
