package io.github.localflows.nf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.nf.kernel.Activation;
import io.github.localflows.nf.kernel.BlasKernel;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowKernel;
import io.github.localflows.nf.kernel.FlowShape;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowSampleTest {
    /** There and back through eight layers in single precision, relative to 1 + |x|: at most 1.2e-5, times three. */
    private static final double ROUND_TRIP = 4e-5;

    /** Factor of a random start's weights. */
    private static final float WILD = 12;

    private static UniformRandomProvider random(long seed) {
        return RandomSource.L64_X128_MIX.create(seed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maf-5d-8layers-h64",
                "maf-2d-8layers-h64",
                "maf-3d-given-2d-8layers-h64",
                "silu-5d-2layers-h16",
                "silu-3d-given-2d-2layers-h12"
            })
    void theInverseIsTheInverse(String name) throws IOException {
        ReferenceFlow reference = ReferenceFlow.named(name);
        FlowShape shape = reference.shape();
        for (FlowKernel kernel : List.of(FlowKernel.fastest(shape), new BlasKernel(shape))) {
            try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(shape, reference.trained(), kernel)) {
                assertNear(reference.data(), flow.inverse(flow.noise(reference.data())), name + ", " + kernel.name());
            }
        }
    }

    private static void assertNear(FlowData expected, FlowData actual, String what) {
        assertEquals(expected.size(), actual.size());
        double worst = 0;
        for (int row = 0; row < expected.size(); row++) {
            for (int i = 0; i < expected.features(); i++) {
                float value = expected.feature(row, i);
                worst = Math.max(worst, Math.abs(actual.feature(row, i) - value) / (1 + Math.abs(value)));
            }
            for (int i = 0; i < expected.context(); i++) {
                assertEquals(expected.contextFeature(row, i), actual.contextFeature(row, i));
            }
        }
        assertTrue(worst < ROUND_TRIP, what + " is off by " + worst);
    }

    /** ln p is that of the noise's normal distribution and of how much the flow stretches, to be found by differences. */
    @Test
    void theNoiseIsWhatTheDensityIsMadeOf() {
        FlowShape shape = FlowShape.unconditional(1, 3, 8, 1).with(Activation.SILU);
        float step = 1e-2f;
        try (MaskedAutoregressiveFlow flow = MaskedAutoregressiveFlow.initialised(shape, random(2))) {
            float[] x = {-1.5f, -0.5f, 0, 0.75f, 2};
            double[] logProb = flow.logProb(FlowData.of(x, 1));
            FlowData noise = flow.noise(FlowData.of(x, 1));
            for (int row = 0; row < x.length; row++) {
                FlowData around = flow.noise(FlowData.of(new float[] {x[row] - step, x[row] + step}, 1));
                double stretch = (around.feature(1, 0) - around.feature(0, 0)) / (2.0 * step);
                double y = noise.feature(row, 0);
                // A layer of one feature is affine: the difference has its rounding alone, 1e-7 over the step.
                assertEquals(-0.5 * Math.log(2 * Math.PI) - y * y / 2 + Math.log(stretch), logProb[row], 1e-4);
            }
        }
    }

    /** Counts of a sample in cells, against the integral of its density over each. */
    @Test
    void samplesHaveTheDensityOfTheFlow() {
        int n = 100_000;
        int cells = 12;
        int fine = 10;
        double width = 1.0;
        FlowShape shape = FlowShape.unconditional(2, 3, 16, 1).with(Activation.SILU);
        UniformRandomProvider random = random(3);
        float[] parameters = MaskedAutoregressiveFlow.initialParameters(shape, random);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 1.5f; // far from a Gaussian
        }
        try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(shape, parameters)) {
            FlowData sample = flow.sample(n, random(4));
            double[] counts = new double[cells * cells];
            for (int row = 0; row < n; row++) {
                int i = (int) Math.floor(sample.feature(row, 0) / width) + cells / 2;
                int j = (int) Math.floor(sample.feature(row, 1) / width) + cells / 2;
                if (i >= 0 && j >= 0 && i < cells && j < cells) {
                    counts[i * cells + j]++;
                }
            }
            int side = cells * fine;
            float[] x = new float[2 * side * side];
            for (int at = 0; at < side * side; at++) {
                x[2 * at] = (float) (((at / side + 0.5) / fine - cells / 2) * width);
                x[2 * at + 1] = (float) (((at % side + 0.5) / fine - cells / 2) * width);
            }
            double[] logProb = flow.logProb(FlowData.of(x, 2));
            double[] expected = new double[cells * cells];
            for (int at = 0; at < side * side; at++) {
                expected[at / side / fine * cells + at % side / fine] +=
                        n * Math.exp(logProb[at]) * width * width / fine / fine;
            }
            double chiSquare = 0;
            int used = 0;
            for (int cell = 0; cell < counts.length; cell++) {
                if (expected[cell] > 20) {
                    chiSquare += (counts[cell] - expected[cell]) * (counts[cell] - expected[cell]) / expected[cell];
                    used++;
                }
            }
            assertTrue(used > 20, "the density is spread over " + used + " cells only");
            // The mean is the number of cells, the scatter the root of twice that; 4 sigma.
            assertEquals(used, chiSquare, 4 * Math.sqrt(2.0 * used));
        }
    }

    @Test
    void aSampleDependsOnItsStreamAloneAndBeginsAsALargerOne() {
        FlowShape shape = FlowShape.unconditional(5, 2, 16, 2);
        try (MaskedAutoregressiveFlow flow = MaskedAutoregressiveFlow.initialised(shape, random(5))) {
            float[] many = rows(flow.sample(200, random(6)));
            assertArrayEquals(many, rows(flow.sample(200, random(6))));
            assertArrayEquals(Arrays.copyOf(many, 5 * 70), rows(flow.sample(70, random(6))));
            assertEquals(0, flow.sample(0, random(6)).size());
        }
    }

    /** Weights so large that the inverse of some normal variables overflows: measured 17% without context, half of them with. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void rowsThatOverflowAreDrawnAgain(int context) {
        FlowShape shape = new FlowShape(3, context, 12, 8, 1);
        float[] wild = MaskedAutoregressiveFlow.initialParameters(shape, random(11));
        for (int i = 0; i < wild.length; i++) {
            wild[i] *= WILD;
        }
        int n = 2000;
        float[] given = new float[n * context];
        try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(shape, wild)) {
            float[] noise = new float[3 * n];
            var gaussian = ZigguratSampler.NormalizedGaussian.of(random(12));
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) gaussian.sample();
            }
            float[] plain = rows(flow.inverse(data(noise, given)));
            float[] sample = rows(context == 0 ? flow.sample(n, random(12)) : flow.sample(given, random(12)));
            int lost = 0;
            for (int row = 0; row < n; row++) {
                boolean finite = true;
                for (int i = 3 * row; i < 3 * row + 3; i++) {
                    finite &= Float.isFinite(plain[i]);
                    assertTrue(Float.isFinite(sample[i]), "row " + row + " has " + sample[i]);
                }
                if (finite) {
                    assertArrayEquals(
                            Arrays.copyOfRange(plain, 3 * row, 3 * row + 3),
                            Arrays.copyOfRange(sample, 3 * row, 3 * row + 3));
                } else {
                    lost++;
                }
            }
            assertTrue(lost > n / 100 && lost < 0.9 * n, lost + " rows overflow");
            int some = n / 3;
            assertArrayEquals(
                    Arrays.copyOf(sample, 3 * some),
                    rows(
                            context == 0
                                    ? flow.sample(some, random(12))
                                    : flow.sample(Arrays.copyOf(given, some * context), random(12))));
        }
    }

    @Test
    void aFlowWithoutFiniteRowsIsRefused() {
        FlowShape shape = FlowShape.unconditional(3, 1, 4, 1);
        float[] broken = new float[MaskedAutoregressiveFlow.initialParameters(shape, random(1)).length];
        Arrays.fill(broken, Float.NaN);
        try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(shape, broken)) {
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> flow.sample(5, random(2)));
            assertTrue(e.getMessage().startsWith("of 100 draws for row 0 of a sample none is finite"), e.getMessage());
            assertEquals(0, flow.sample(0, random(2)).size());
        }
    }

    private static FlowData data(float[] x, float[] context) {
        return context.length == 0
                ? FlowData.of(x, 3)
                : FlowData.conditional(x, 3, context, context.length * 3 / x.length);
    }

    private static float[] rows(FlowData data) {
        float[] rows = new float[data.size() * data.features()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = data.feature(i / data.features(), i % data.features());
        }
        return rows;
    }

    @Test
    void asksForAContextWhereTheFlowHasOneAndOnlyThere() {
        try (MaskedAutoregressiveFlow given =
                        MaskedAutoregressiveFlow.initialised(new FlowShape(3, 2, 1, 4, 1), random(7));
                MaskedAutoregressiveFlow alone =
                        MaskedAutoregressiveFlow.initialised(FlowShape.unconditional(3, 1, 4, 1), random(7))) {
            assertEquals(4, given.sample(new float[8], random(8)).size());
            assertThrows(IllegalArgumentException.class, () -> given.sample(4, random(8)));
            assertThrows(IllegalArgumentException.class, () -> alone.sample(new float[8], random(8)));
            assertThrows(IllegalArgumentException.class, () -> given.sample(new float[7], random(8)));
        }
    }
}
