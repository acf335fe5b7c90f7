package io.github.localflows.stage.compare;

import io.github.localflows.artifact.Kind;
import io.github.localflows.comparison.Fit;
import io.github.localflows.comparison.FitSettings;
import io.github.localflows.comparison.JeansFit;
import io.github.localflows.comparison.VerticalDfFit;
import io.github.localflows.df.Measure;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.Map;
import java.util.function.Function;

/** A method that finds the vertical acceleration of a star set, as the key {@code compare.methods} names it. */
enum Method {
    /** {@link JeansFit}. */
    JEANS(Kind.JEANS) {
        @Override
        Region region(CompareSettings settings) {
            CompareSettings.Jeans jeans = settings.jeans();
            return new Region(jeans.Rmin(), jeans.Rmax(), jeans.absZmax());
        }

        @Override
        void check(CompareSettings settings) {
            settings.jeans().binning(settings.profile().R0());
        }

        @Override
        Function<FitSettings, Fitted> of(Stars stars, double[] weights, Measure measure, CompareSettings settings) {
            JeansFit fit = JeansFit.of(
                    stars,
                    weights,
                    measure,
                    settings.jeans().binning(settings.profile().R0()));
            return how -> {
                JeansFit.Result result = fit.fit(how);
                return new Fitted(
                        result.fit(),
                        Map.of(
                                "cells", (double) fit.cells().size(),
                                "chiSquare", result.chiSquare(),
                                "degreesOfFreedom", (double) result.degreesOfFreedom(),
                                "starsUsed", (double) fit.stars()));
            };
        }
    },
    /** {@link VerticalDfFit}. */
    DF1D(Kind.DF1D) {
        @Override
        Region region(CompareSettings settings) {
            return Region.about(
                    settings.profile().R0(),
                    settings.df1d().halfWidthR(),
                    settings.df1d().absZmax());
        }

        @Override
        void check(CompareSettings settings) {
            region(settings);
        }

        @Override
        Function<FitSettings, Fitted> of(Stars stars, double[] weights, Measure measure, CompareSettings settings) {
            VerticalDfFit fit = VerticalDfFit.of(stars, weights, region(settings));
            return how -> {
                Fit result = fit.fit(how).fit();
                return new Fitted(
                        result, Map.of("lnLikelihood", result.lnLikelihood(), "starsUsed", (double) fit.size()));
            };
        }
    };

    private final Kind kind;

    Method(Kind kind) {
        this.kind = kind;
    }

    /**
     * What a method has found.
     *
     * @param fit its parameters and their posterior
     * @param figures what else is to be said of it, units in the names
     */
    record Fitted(Fit fit, Map<String, Double> figures) {}

    /** The kind of artifact that it makes. */
    Kind kind() {
        return kind;
    }

    /** Where its stars are. */
    abstract Region region(CompareSettings settings);

    /** @throws IllegalArgumentException when its settings do not go together */
    abstract void check(CompareSettings settings);

    /**
     * The method for some stars, ready to fit.
     *
     * @param stars all of the method's region, in the order that sums over them have
     * @param weights of the stars
     * @throws IllegalArgumentException when they are too few
     */
    abstract Function<FitSettings, Fitted> of(Stars stars, double[] weights, Measure measure, CompareSettings settings);
}
