package io.github.localflows.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.phase.Stars;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VerticalDfFitTest {
    private static final int STARS = 4000;

    /** Of nine parameters and a fixed seed: at 3 sigma one seed in 40 would fail. */
    private static final double SIGMAS = 3;

    /** What {@link EnergyTable} promises of a star. */
    private static final double TABLE = 5e-9;

    private static final FitSettings QUICK = new FitSettings(2, 40, new StretchSampler(200, 500, 5, 2), 11);

    @Test
    void parametersComeBack() {
        VerticalDf truth = SyntheticStars.verticalDf(1);
        VerticalDfFit.Result result =
                VerticalDfFit.of(SyntheticStars.of(truth, STARS, 1)).fit(QUICK);

        assertEquals(STARS, result.stars());
        double[] expected = Recovery.verticalParameters(truth);
        for (int k = 0; k < expected.length; k++) {
            Chain chain = result.fit().chain();
            assertEquals(
                    expected[k],
                    chain.mean(k),
                    SIGMAS * chain.standardDeviation(k),
                    result.fit().parameters().get(k).name());
        }
        AccelerationCurve curve = result.fit().az(0.2, 0.8, -0.8);
        for (int i = 0; i < 3; i++) {
            double az = truth.potential().az(curve.z().get(i));
            Interval interval = curve.posterior().get(i);
            double sigma = 0.5 * (interval.high() - interval.low());
            assertEquals(az, interval.median(), SIGMAS * sigma);
            // Heights hang together: az moves no more slowly than what it is made of. The chain is short, so that times
            // are known to
            // a third.
            double slowest = Arrays.stream(result.fit().chain().autocorrelationTimes())
                    .max()
                    .orElseThrow();
            assertTrue(
                    curve.autocorrelationTime() < 1.5 * slowest,
                    () -> curve.autocorrelationTime() + " steps, and of the slowest parameter " + slowest);
            // An error that says something: 4,000 stars give 10% or so.
            assertTrue(sigma < 0.2 * Math.abs(az));
        }
    }

    @Test
    void bestFitIsBetterThanTheTruth() {
        VerticalDf truth = SyntheticStars.verticalDf(3);
        VerticalDfFit stars = VerticalDfFit.of(SyntheticStars.of(truth, STARS, 3));
        double gain = stars.fit(QUICK).fit().lnLikelihood() - stars.lnLikelihood(truth);
        // Twice the gain is chi-square of nine degrees of freedom, or fewer where the prior ends: 99.9% lie below 28.
        assertTrue(gain > 0 && gain < 14, "gain " + gain);
    }

    @Test
    void likelihoodIsTheSumOverTheStars() {
        VerticalDf truth = SyntheticStars.verticalDf(2);
        Stars stars = SyntheticStars.of(truth, STARS, 2);
        // One star far above the table, whose density is below the least double.
        stars.vz()[5] = 1700;
        double sum = Arrays.stream(truth.lnf(stars.z(), stars.vz())).sum();
        assertEquals(sum, VerticalDfFit.of(stars).lnLikelihood(truth), TABLE * STARS);
    }

    @Test
    void aStarCountsInProportionToItsWeight() {
        VerticalDf truth = SyntheticStars.verticalDf(2);
        Stars stars = SyntheticStars.of(truth, STARS, 2);
        double[] weights = new double[STARS];
        // Of weights 1 and 3 the effective number is 4²/(2 * 10) of all.
        Arrays.setAll(weights, i -> 0.1 * (i % 2 == 0 ? 1 : 3));
        double[] lnf = truth.lnf(stars.z(), stars.vz());
        double sum = 0;
        for (int i = 0; i < STARS; i++) {
            sum += (i % 2 == 0 ? 0.4 : 1.2) * lnf[i];
        }
        VerticalDfFit fit = VerticalDfFit.of(stars, weights, VerticalDfFit.STANDARD_REGION);
        assertEquals(sum, fit.lnLikelihood(truth), TABLE * STARS);
        weights[3] = Double.NaN;
        String nan = assertThrows(
                        IllegalArgumentException.class,
                        () -> VerticalDfFit.of(stars, weights, VerticalDfFit.STANDARD_REGION))
                .getMessage();
        assertTrue(nan.contains("star 3 has the weight NaN"), nan);
    }

    @Test
    void onlyStarsOfTheRegionCount() {
        VerticalDf truth = SyntheticStars.verticalDf(2);
        Stars stars = SyntheticStars.of(truth, STARS, 2);
        stars.R()[0] = 8.2;
        stars.z()[1] = -2;
        assertEquals(STARS - 2, VerticalDfFit.of(stars).size());
    }

    @Test
    void refusalsSayWhatToDo() {
        Stars stars = SyntheticStars.of(SyntheticStars.verticalDf(2), 99, 2);
        String few = assertThrows(IllegalArgumentException.class, () -> VerticalDfFit.of(stars))
                .getMessage();
        assertTrue(few.contains("99 stars") && few.contains("give more stars"), few);
        stars.vz()[12] = Double.NaN;
        String nan = assertThrows(IllegalArgumentException.class, () -> VerticalDfFit.of(stars))
                .getMessage();
        assertTrue(nan.contains("star 12"), nan);
    }
}
