package io.github.localflows.comparison;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.phase.Stars;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Both methods on 20 sets of stars of their own models: are the parameters recovered, and do the intervals hold as many of them as
 * they say? A quarter of an hour of two cores: {@code mvn -Pscale -pl core test -Dtest=ComparisonAtScaleTest}.
 */
@Tag("scale")
class ComparisonAtScaleTest {
    private static final int SETS = 20;
    private static final int JEANS_STARS = 100_000;
    private static final int VERTICAL_STARS = 100_000;

    /** 68.27% of the parameters should lie in their 1-sigma intervals; nine correlated ones of 20 sets scatter by some 4%. */
    private static final double LEAST_COVERAGE = 0.55;

    private static final double MOST_COVERAGE = 0.80;

    /** A parameter's mean over the sets of (posterior mean - truth)/sigma scatters by 1/sqrt(20) = 0.22: four of them. */
    private static final double MOST_BIAS = 0.9;

    /** Of 180 Gaussian deviations 4.6% exceed 2; three times the scatter above that. */
    private static final double MOST_BEYOND_TWO = 0.10;

    private static final FitSettings JEANS = new FitSettings(4, 40, new StretchSampler(1000, 8000, 10, 2), 1);
    private static final FitSettings VERTICAL = new FitSettings(4, 40, new StretchSampler(1500, 8000, 10, 2), 1);

    /** One fit beside the truth. */
    private record Trial(double[] truth, Fit fit) {}

    @Test
    void jeansFitGetsParametersBack() {
        report("Jeans", set -> {
            Measure measure = set % 2 == 0 ? Measure.VOLUME : Measure.SLICE;
            JeansModel truth = SyntheticStars.jeansModel(100 + set);
            Stars stars = SyntheticStars.of(truth, measure, JEANS_STARS, 100 + set);
            JeansFit.Result result = JeansFit.of(stars, measure).fit(JEANS);
            System.out.printf(Locale.ROOT, "chi-square %.0f of %d%n", result.chiSquare(), result.degreesOfFreedom());
            return new Trial(Recovery.jeansParameters(truth, measure, JEANS_STARS), result.fit());
        });
    }

    @Test
    void verticalDfFitGetsParametersBack() {
        report("vertical DF", set -> {
            VerticalDf truth = SyntheticStars.verticalDf(100 + set);
            Stars stars = SyntheticStars.of(truth, VERTICAL_STARS, 100 + set);
            return new Trial(
                    Recovery.verticalParameters(truth),
                    VerticalDfFit.of(stars).fit(VERTICAL).fit());
        });
    }

    private static void report(String method, IntFunction<Trial> trials) {
        List<double[]> deviations = new ArrayList<>();
        List<Parameter> parameters = List.of();
        int inside = 0;
        int beyond = 0;
        int all = 0;
        int[] insideOf = new int[9];
        for (int set = 0; set < SETS; set++) {
            long start = System.nanoTime();
            Trial trial = trials.apply(set);
            Chain chain = trial.fit.chain();
            parameters = trial.fit.parameters();
            double[] deviation = new double[parameters.size()];
            StringBuilder line = new StringBuilder();
            for (int k = 0; k < deviation.length; k++) {
                deviation[k] = (chain.mean(k) - trial.truth[k]) / chain.standardDeviation(k);
                Interval interval = chain.interval(k);
                boolean held = interval.low() < trial.truth[k] && trial.truth[k] < interval.high();
                inside += held ? 1 : 0;
                insideOf[k] += held ? 1 : 0;
                beyond += Math.abs(deviation[k]) > 2 ? 1 : 0;
                all++;
                line.append(String.format(Locale.ROOT, " %+5.2f", deviation[k]));
            }
            deviations.add(deviation);
            System.out.printf(
                    Locale.ROOT,
                    "%s %2d:%s  acceptance %.2f, %.0f tau, %.1f s%n",
                    method,
                    set,
                    line,
                    chain.acceptance(),
                    chain.lengthInTimes(),
                    1e-9 * (System.nanoTime() - start));
        }
        double worstBias = 0;
        for (int k = 0; k < parameters.size(); k++) {
            int parameter = k;
            double bias =
                    deviations.stream().mapToDouble(d -> d[parameter]).average().orElseThrow();
            worstBias = Math.max(worstBias, Math.abs(bias));
            System.out.printf(
                    Locale.ROOT,
                    "%s %s: mean deviation %+.2f sigma, %d of %d in their 1-sigma intervals%n",
                    method,
                    parameters.get(k).name(),
                    bias,
                    insideOf[k],
                    SETS);
        }
        double coverage = (double) inside / all;
        double beyondTwo = (double) beyond / all;
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f%% of %d parameters in their 1-sigma intervals, %.1f%% beyond 2 sigma%n",
                method,
                100 * coverage,
                all,
                100 * beyondTwo);
        assertTrue(coverage >= LEAST_COVERAGE && coverage <= MOST_COVERAGE, "coverage " + coverage);
        assertTrue(beyondTwo <= MOST_BEYOND_TWO, "beyond two sigma " + beyondTwo);
        assertTrue(worstBias <= MOST_BIAS, "bias " + worstBias);
    }
}
