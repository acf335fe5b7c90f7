package io.github.localflows.nf.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.ReferenceFlow;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlowKernelTest {
    /** Two ways of the same arithmetic in single precision, through up to eight layers. */
    private static final double BETWEEN_KERNELS = 2e-5;
    /** What the reference's README asks of gradients, relative to the largest element of the array. */
    private static final double GRADIENT_REL = 1e-4;

    /** Shapes that fill panels, tiles and registers, and such that do not. */
    static List<FlowShape> shapes() {
        return List.of(
                FlowShape.unconditional(5, 8, 64, 2),
                FlowShape.unconditional(1, 2, 5, 1),
                FlowShape.unconditional(2, 3, 7, 3),
                FlowShape.unconditional(9, 2, 33, 1),
                FlowShape.unconditional(20, 1, 16, 1),
                new FlowShape(3, 2, 3, 20, 2),
                new FlowShape(1, 17, 2, 40, 1),
                new FlowShape(3, 2, 2, 40, 2).with(Activation.SILU),
                FlowShape.unconditional(5, 8, 64, 2).with(Activation.SILU),
                new FlowShape(3, 2, 3, 20, 2).with(Activation.SILU));
    }

    static List<String> smoothFlows() {
        return List.of("silu-5d-2layers-h16", "silu-3d-given-2d-2layers-h12");
    }

    private static FlowData data(FlowShape shape, int n, UniformRandomProvider random) {
        float[] x = new float[n * shape.features()];
        float[] c = new float[n * shape.context()];
        for (int i = 0; i < x.length; i++) {
            x[i] = 2 * random.nextFloat() - 1;
        }
        for (int i = 0; i < c.length; i++) {
            c[i] = 2 * random.nextFloat() - 1;
        }
        return shape.context() == 0
                ? FlowData.of(x, shape.features())
                : FlowData.conditional(x, shape.features(), c, shape.context());
    }

    /** All weights of about one size, unlike those that training starts from, so that every part of a network matters. */
    private static float[] parameters(FlowShape shape, UniformRandomProvider random) {
        float[] parameters = new float[shape.parameters()];
        float bound = (float) (1.2 / Math.sqrt(shape.hidden()));
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = bound * (2 * random.nextFloat() - 1);
        }
        return parameters;
    }

    private static FlowKernel fast(FlowShape shape) {
        FlowKernel kernel = FlowKernel.fastest(shape);
        assertNotEquals(BlasKernel.class, kernel.getClass(), "the tests run with --add-modules jdk.incubator.vector");
        return kernel;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theFastKernelAgreesWithThePortableOne(FlowShape shape) {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(11L);
        float[] parameters = parameters(shape, random);
        FlowData data = data(shape, 300, random);
        try (MaskedAutoregressiveFlow portable =
                        new MaskedAutoregressiveFlow(shape, parameters, new BlasKernel(shape));
                MaskedAutoregressiveFlow fast = new MaskedAutoregressiveFlow(shape, parameters, fast(shape))) {
            double[] expected = portable.logProb(data);
            double[] actual = fast.logProb(data);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], actual[i], BETWEEN_KERNELS * (1 + Math.abs(expected[i])));
            }
            LogProbGradients a = portable.inputGradients(data);
            LogProbGradients b = fast.inputGradients(data);
            assertArrayEquals(actual, b.logProb(), "with a way back and without");
            assertClose(a.dx(), b.dx(), "d ln p/dx");
            assertClose(a.dcontext(), b.dcontext(), "d ln p/dcontext");
            var gradient = fast.lossGradient(data);
            portable.lossGradient(data).forEach((name, array) -> {
                assertClose(array.floats(), gradient.get(name).floats(), name);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aRowOfAWeightCountsAsOftenAsItIsRepeated(FlowShape shape) {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(13L);
        float[] parameters = parameters(shape, random);
        int[] times = new int[100];
        float[] weights = new float[times.length];
        int repeated = 0;
        for (int i = 0; i < times.length; i++) {
            times[i] = i % 4;
            // Only the ratios matter.
            weights[i] = 0.5f * times[i];
            repeated += times[i];
        }
        FlowData once = data(shape, times.length, random);
        FlowData often = repeated(once, times, repeated);
        for (FlowKernel kernel : List.of(fast(shape), new BlasKernel(shape))) {
            try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(shape, parameters, kernel)) {
                FlowData weighted = once.withWeights(weights);
                var gradient = flow.lossGradient(weighted);
                flow.lossGradient(often).forEach((name, array) -> {
                    assertClose(array.floats(), gradient.get(name).floats(), name);
                });
                // Weights are nothing to a density, nor to its gradients with respect to the row.
                assertArrayEquals(flow.logProb(once), flow.logProb(weighted));
                assertArrayEquals(
                        flow.inputGradients(once).dx(),
                        flow.inputGradients(weighted).dx());
            }
        }
    }

    private static FlowData repeated(FlowData once, int[] times, int count) {
        float[] x = new float[count * once.features()];
        float[] c = new float[count * once.context()];
        int at = 0;
        for (int row = 0; row < times.length; row++) {
            for (int k = 0; k < times[row]; k++) {
                for (int i = 0; i < once.features(); i++) {
                    x[at * once.features() + i] = once.feature(row, i);
                }
                for (int i = 0; i < once.context(); i++) {
                    c[at * once.context() + i] = once.contextFeature(row, i);
                }
                at++;
            }
        }
        return once.context() == 0
                ? FlowData.of(x, once.features())
                : FlowData.conditional(x, once.features(), c, once.context());
    }

    @ParameterizedTest
    @MethodSource("io.github.localflows.nf.MaskedAutoregressiveFlowTest#flows")
    void thePortableKernelMatchesNflowsToo(String name) throws IOException {
        ReferenceFlow reference = ReferenceFlow.named(name);
        FlowShape shape = reference.shape();
        try (MaskedAutoregressiveFlow flow =
                new MaskedAutoregressiveFlow(shape, reference.start(), new BlasKernel(shape))) {
            LogProbGradients gradients = flow.inputGradients(reference.data());
            float[] expected = reference.nflows("log_prob");
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], gradients.logProb()[i], 1e-5 * (1 + Math.abs(expected[i])));
            }
            assertClose(reference.nflows("dlogprob_dx"), gradients.dx(), "d ln p/dx");
        }
        float[] beforeLast;
        try (FlowKernel kernel = new BlasKernel(shape)) {
            beforeLast = reference.adamSteps(kernel).beforeLast();
        }
        try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(shape, beforeLast, new BlasKernel(shape))) {
            flow.lossGradient(reference.lastBatch()).forEach((array, values) -> {
                assertClose(reference.nflows("grad/" + array), values.floats(), array);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("smoothFlows")
    void bothKernelsMatchSmoothFlowsOfNflows(String name) throws IOException {
        ReferenceFlow reference = ReferenceFlow.named(name);
        FlowShape shape = reference.shape();
        for (FlowKernel kernel : List.of(fast(shape), new BlasKernel(shape))) {
            try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(shape, reference.start(), kernel)) {
                LogProbGradients gradients = flow.inputGradients(reference.data());
                float[] expected = reference.nflows("log_prob");
                for (int i = 0; i < expected.length; i++) {
                    assertEquals(expected[i], gradients.logProb()[i], 1e-5 * (1 + Math.abs(expected[i])));
                }
                assertClose(reference.nflows("dlogprob_dx"), gradients.dx(), "d ln p/dx");
                if (shape.context() > 0) {
                    assertClose(reference.nflows("dlogprob_dcontext"), gradients.dcontext(), "d ln p/dcontext");
                }
                flow.lossGradient(reference.data()).forEach((array, values) -> {
                    assertClose(reference.nflows("grad/" + array), values.floats(), array);
                });
            }
        }
    }

    @Test
    void theSmoothActivationIsThatOfItsFormulaEverywhere() {
        float[] h = new float[64];
        float[] at = {-1e30f, -1e4f, -104, -88, -87, -20, -1, -1e-3f, -0f, 0, 1e-20f, 1e-3f, 1, 20, 87, 88, 1e4f, 1e30f
        };
        System.arraycopy(at, 0, h, 0, at.length);
        float[] value = new float[h.length];
        float[] slope = new float[h.length];
        for (HiddenActivation activation : List.of(VectorActivation.SILU, PortableActivation.SILU)) {
            activation.activate(h, value, slope);
            for (int i = 0; i < h.length; i++) {
                double sigmoid = 1 / (1 + Math.exp(-(double) h[i]));
                double rest = 1 / (1 + Math.exp(h[i]));
                // A few roundings of single precision; e^-|h| stops falling at e^-87 = 1.6e-38.
                assertEquals(
                        h[i] * sigmoid, value[i], 5e-7 * Math.abs(h[i] * sigmoid) + 2e-38 * Math.abs(h[i]), "" + h[i]);
                assertEquals(sigmoid + h[i] * sigmoid * rest, slope[i], 1e-6, "" + h[i]);
            }
        }
    }

    @Test
    void theFastRectifierIsThePortableOneButForNegativeNaN() {
        float negativeNaN = Float.intBitsToFloat(0xffc00000);
        float[] h = new float[VectorProducts.PANEL_SIZE];
        float[] at = {
            -0f,
            0,
            1,
            -1,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            3e38f,
            -3e38f,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN,
            negativeNaN
        };
        System.arraycopy(at, 0, h, 0, at.length);
        float[] expected = {0, 0, 1, 0, Float.MIN_VALUE, 0, 3e38f, 0, Float.POSITIVE_INFINITY, 0, Float.NaN, 0};
        float[] slopes = {0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0};
        float[] bias = new float[VectorProducts.PANEL];
        Arrays.fill(bias, 0.5f);

        float[] value = new float[h.length];
        VectorActivation.RELU.activate(h, value, value);
        float[] times = h.clone();
        Arrays.fill(times, 2);
        VectorActivation.RELU.multiplyBySlope(value, times);
        float[] added = h.clone();
        Arrays.fill(added, 3);
        float[] two = h.clone();
        Arrays.fill(two, 2);
        VectorActivation.RELU.addTimesSlope(value, two, added);
        float[] sum = h.clone();
        float[] again = new float[h.length];
        VectorActivation.RELU.activateAndAdd(sum, again, again, bias, 0);
        for (int i = 0; i < at.length; i++) {
            assertEquals(expected[i], value[i], "" + h[i]);
            assertEquals(2 * slopes[i], times[i], "" + h[i]);
            assertEquals(3 + 2 * slopes[i], added[i], "" + h[i]);
            assertEquals(h[i] + 0.5f, sum[i], "" + h[i]);
        }
        assertArrayEquals(value, again);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void inTheFastKernelARowDoesNotDependOnTheRowsAroundIt(FlowShape shape) {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(12L);
        float[] parameters = parameters(shape, random);
        FlowData data = data(shape, 200, random);
        try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(shape, parameters, fast(shape))) {
            LogProbGradients all = flow.inputGradients(data);
            int d = shape.features();
            for (int row : new int[] {0, 1, 77, 130, 199}) {
                float[] x = new float[d];
                float[] c = new float[shape.context()];
                for (int i = 0; i < d; i++) {
                    x[i] = data.feature(row, i);
                }
                for (int i = 0; i < c.length; i++) {
                    c[i] = data.contextFeature(row, i);
                }
                FlowData alone = c.length == 0 ? FlowData.of(x, d) : FlowData.conditional(x, d, c, shape.context());
                LogProbGradients one = flow.inputGradients(alone);
                assertEquals(all.logProb()[row], one.logProb()[0]);
                assertArrayEquals(Arrays.copyOfRange(all.dx(), d * row, d * row + d), one.dx());
            }
        }
    }

    @Test
    void bothKernelsGiveTheSameGradientOnAnyNumberOfThreadsAndAgain() {
        FlowShape shape = FlowShape.unconditional(5, 2, 32, 2);
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(13L);
        float[] parameters = parameters(shape, random);
        int n = 4_500;
        FlowData data = data(shape, n, random);
        for (FlowKernel kernel : List.of(fast(shape), new BlasKernel(shape))) {
            float[] expected = new float[parameters.length];
            float[] gradient = new float[parameters.length];
            kernel.load(parameters);
            try (FlowPasses one = new FlowPasses(kernel, 1);
                    FlowPasses two = new FlowPasses(kernel, 2);
                    FlowPasses three = new FlowPasses(kernel, 3);
                    FlowPasses many = new FlowPasses(kernel, 16)) {
                double loss = one.lossGradient(data, null, 0, n, expected);
                for (FlowPasses passes : List.of(one, two, two, three, many)) {
                    assertEquals(loss, passes.lossGradient(data, null, 0, n, gradient), kernel.name());
                    assertArrayEquals(expected, gradient, kernel.name());
                    assertEquals(one.meanLoss(data), passes.meanLoss(data), kernel.name());
                }
            } finally {
                kernel.close();
            }
        }
    }

    private static void assertClose(float[] expected, float[] actual, String what) {
        assertEquals(expected.length, actual.length, what);
        double off = ReferenceFlow.relativeDifference(expected, actual);
        assertTrue(off < GRADIENT_REL, what + " is off by " + off);
    }
}
