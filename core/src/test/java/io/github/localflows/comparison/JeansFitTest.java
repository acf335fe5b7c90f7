package io.github.localflows.comparison;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JeansFitTest {
    private static final int STARS = 20_000;

    /** Of nine parameters and a fixed seed: at 3 sigma one seed in 40 would fail. */
    private static final double SIGMAS = 3;

    private static final FitSettings QUICK = new FitSettings(3, 40, new StretchSampler(500, 1000, 5, 2), 11);

    @ParameterizedTest
    @EnumSource(Measure.class)
    void parametersComeBack(Measure measure) {
        JeansModel truth = SyntheticStars.jeansModel(1);
        JeansFit.Result result = JeansFit.of(SyntheticStars.of(truth, measure, STARS, 1), measure)
                .fit(QUICK);

        double[] expected = Recovery.jeansParameters(truth, measure, STARS);
        for (int k = 0; k < expected.length; k++) {
            Chain chain = result.fit().chain();
            assertEquals(
                    expected[k],
                    chain.mean(k),
                    SIGMAS * chain.standardDeviation(k),
                    result.fit().parameters().get(k).name());
        }
        // Chi-square of as many degrees of freedom, within four standard deviations.
        assertEquals(result.degreesOfFreedom(), result.chiSquare(), 4 * Math.sqrt(2.0 * result.degreesOfFreedom()));
        AccelerationCurve curve = result.fit().az(0.3, 0.8, -0.8);
        for (int i = 0; i < 3; i++) {
            double az = truth.az(8, curve.z().get(i));
            Interval interval = curve.posterior().get(i);
            assertEquals(az, interval.median(), SIGMAS * 0.5 * (interval.high() - interval.low()));
            assertEquals(result.model().az(8, curve.z().get(i)), curve.best().get(i));
        }
    }

    @Test
    void sameBitsOnOneAndThreeThreads() {
        JeansFit stars =
                JeansFit.of(SyntheticStars.of(SyntheticStars.jeansModel(1), Measure.VOLUME, 5000, 1), Measure.VOLUME);
        Fit one = stars.fit(new FitSettings(3, 20, new StretchSampler(10, 20, 5, 1), 11))
                .fit();
        Fit three = stars.fit(new FitSettings(3, 20, new StretchSampler(10, 20, 5, 3), 11))
                .fit();
        assertArrayEquals(one.best(), three.best());
        assertArrayEquals(one.chain().samples(), three.chain().samples());
    }

    @Test
    void wrongMeasureMakesTheDensityAFactorRTooSteep() {
        JeansModel truth = SyntheticStars.jeansModel(1);
        Stars stars = SyntheticStars.of(truth, Measure.VOLUME, STARS, 1);
        double right = JeansFit.of(stars, Measure.VOLUME).fit(QUICK).model().hR();
        double wrong = JeansFit.of(stars, Measure.SLICE).fit(QUICK).model().hR();
        // d ln R/dR = 1/8 per kpc; over a bin of 1.8 kpc it is no constant, but by 1%.
        assertEquals(1.0 / 8, 1 / right - 1 / wrong, 0.02 / 8);
    }

    @Test
    void starsBelowThePlaneAreTurnedUp() {
        Stars stars = SyntheticStars.of(SyntheticStars.jeansModel(2), Measure.VOLUME, 5000, 3);
        Stars up = Stars.allocate(stars.size());
        for (int i = 0; i < up.size(); i++) {
            PhasePoint star = stars.point(i);
            double side = star.z() < 0 ? -1 : 1;
            up.set(i, new PhasePoint(star.R(), side * star.z(), star.vR(), star.vphi(), side * star.vz()));
        }
        assertEquals(
                JeansFit.of(up, Measure.VOLUME).cells(),
                JeansFit.of(stars, Measure.VOLUME).cells());
    }

    @Test
    void binsHoldFourHundredStarsOfAllRadii() {
        List<JeansCell> cells = JeansFit.of(
                        SyntheticStars.of(SyntheticStars.jeansModel(2), Measure.SLICE, 4801, 3), Measure.SLICE)
                .cells();

        assertEquals(12 * 3, cells.size());
        for (int i = 0; i < cells.size(); i += 3) {
            assertEquals(
                    400,
                    cells.get(i).count()
                            + cells.get(i + 1).count()
                            + cells.get(i + 2).count());
            assertEquals(i == 0 ? 0 : cells.get(i - 1).zMax(), cells.get(i).zMin());
        }
        JeansCell cell = cells.get(4);
        assertEquals(cell.count() / 0.6 / (cell.zMax() - cell.zMin()), cell.nu(), 1e-9 * cell.nu());
    }

    @Test
    void weightsBringBackCellsThatABiasHasThinned() {
        Stars stars = SyntheticStars.of(SyntheticStars.jeansModel(2), Measure.VOLUME, 200_000, 3);
        JeansBinning wide = new JeansBinning(8, 7.1, 8.9, 3, 1.2, 20_000);
        SplittableRandom random = new SplittableRandom(5);
        Stars seen = Stars.allocate(stars.size());
        double[] weights = new double[stars.size()];
        int n = 0;
        for (int i = 0; i < stars.size(); i++) {
            // Faster stars are seen less often.
            double fraction = 1 / (1 + Math.abs(stars.vz()[i]) / 20);
            if (random.nextDouble() < fraction) {
                weights[n] = 1 / fraction;
                seen.set(n++, stars.point(i));
            }
        }
        List<JeansCell> all = JeansFit.of(stars, Measure.VOLUME, wide).cells();
        List<JeansCell> back = JeansFit.of(seen.first(n), Arrays.copyOf(weights, n), Measure.VOLUME, wide)
                .cells();
        // The first cells of both begin at the plane; they differ in how high they reach.
        for (int i = 0; i < 3; i++) {
            JeansCell cell = back.get(i);
            assertTrue(cell.effective() < 0.95 * cell.count(), cell.toString());
            // 4 sigma of its own error; that of all stars is smaller.
            assertEquals(
                    all.get(i).sigmaZ2(), cell.sigmaZ2(), 4 * all.get(i).sigmaZ2() * Math.sqrt(3 / cell.effective()));
        }
        List<JeansCell> without =
                JeansFit.of(seen.first(n), Measure.VOLUME, wide).cells();
        assertTrue(without.get(0).sigmaZ2() < 0.9 * all.get(0).sigmaZ2(), "without weights the fast are missed");
        double[] two = new double[stars.size()];
        Arrays.fill(two, 1);
        assertEquals(all, JeansFit.of(stars, two, Measure.VOLUME, wide).cells());
        two[7] = -1;
        assertMessage("star 7 has the weight -1.0", () -> JeansFit.of(stars, two, Measure.VOLUME, wide));
    }

    @Test
    void refusalsSayWhatToDo() {
        JeansModel model = SyntheticStars.jeansModel(2);
        Stars few = SyntheticStars.of(model, Measure.VOLUME, 400, 3);
        assertMessage("too few for a bin in z", () -> JeansFit.of(few, Measure.VOLUME));

        Stars inner = SyntheticStars.of(model, Measure.VOLUME, 5000, 3);
        for (int i = 0; i < inner.size(); i++) {
            inner.R()[i] = 7.1 + (inner.R()[i] - 7.1) * 1.1 / 1.8;
        }
        assertMessage("no star in 8.3 < R < 8.9 kpc", () -> JeansFit.of(inner, Measure.VOLUME));

        Stars flat = SyntheticStars.of(model, Measure.VOLUME, 5000, 3);
        for (int i = 0; i < flat.size(); i++) {
            flat.z()[i] = Math.rint(flat.z()[i]);
        }
        assertMessage("no width", () -> JeansFit.of(flat, Measure.VOLUME));

        Stars lonely = SyntheticStars.of(model, Measure.VOLUME, 5000, 3);
        for (int i = 0; i < lonely.size(); i++) {
            lonely.R()[i] = i % 100 == 0 ? 8.5 : 7.2 + 0.9 * (i % 2);
        }
        assertMessage("for a dispersion", () -> JeansFit.of(lonely, Measure.VOLUME));

        Stars nan = SyntheticStars.of(model, Measure.VOLUME, 5000, 3);
        nan.vR()[77] = Double.NaN;
        assertMessage("star 77", () -> JeansFit.of(nan, Measure.VOLUME));
    }

    @Test
    void whereTheExponentialsAreOneIsAMatterOfWords() {
        Stars stars = SyntheticStars.of(SyntheticStars.jeansModel(1), Measure.VOLUME, STARS, 1);
        Interval middle = JeansFit.of(stars, Measure.VOLUME)
                .fit(QUICK)
                .fit()
                .az(0.8)
                .posterior()
                .get(0);
        JeansBinning moved = new JeansBinning(7.5, 7.1, 8.9, 3, 2.5, 400);
        JeansFit.Result result = JeansFit.of(stars, Measure.VOLUME, moved).fit(QUICK);
        double there = result.model().az(8, 0.8);
        assertEquals(middle.median(), there, middle.high() - middle.low());
        assertEquals(result.model().az(7.5, 0.8), result.fit().az(0.8).best().get(0));
        assertMessage("R0 = 6.0 kpc", () -> new JeansBinning(6, 7.1, 8.9, 3, 2.5, 400));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable refused) {
        String message = assertThrows(IllegalArgumentException.class, refused).getMessage();
        assertTrue(message.contains(part), message);
    }
}
