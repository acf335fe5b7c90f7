package io.github.localflows.nf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowKernel;
import io.github.localflows.nf.kernel.FlowLayout;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.kernel.LogProbGradients;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

public class MaskedAutoregressiveFlowTest {
    /** What the reference's README asks of ln p in single precision, relative to 1 + |ln p|. */
    private static final double LOG_PROB = 1e-5;
    /** What the reference's README asks of gradients, relative to the largest element of the array. */
    private static final double GRADIENT_REL = 1e-4;
    /** What the reference's README asks of the losses of Adam's steps, relative. */
    private static final double LOSS_REL = 1e-4;
    /**
     * Central differences over 2e-3 in single precision: rounding of ln p (1e-6 of about 10) over the step, and the kinks
     * of ReLU within it. Measured at the median, times three.
     */
    private static final double DIFFERENCE_REL = 0.02;

    /**
     * A step is 1e-3 times a ratio of moments, which near a gradient of zero magnifies rounding; a twentieth of a step.
     * PyTorch itself, run again from the same start, comes within 5e-6.
     */
    private static final float WEIGHT = 5e-5f;

    static List<String> flows() {
        return List.of("maf-2d-8layers-h64", "maf-3d-given-2d-8layers-h64", "maf-5d-2layers-h16", "maf-5d-8layers-h64");
    }

    private static MaskedAutoregressiveFlow flow(ReferenceFlow reference) {
        return new MaskedAutoregressiveFlow(reference.shape(), reference.start());
    }

    @ParameterizedTest
    @MethodSource("flows")
    void logProbMatchesNflows(String name) throws IOException {
        ReferenceFlow reference = ReferenceFlow.named(name);
        try (MaskedAutoregressiveFlow flow = flow(reference)) {
            double[] logProb = flow.logProb(reference.data());
            float[] expected = reference.nflows("log_prob");
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], logProb[i], LOG_PROB * (1 + Math.abs(expected[i])), "ln p of row " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void inputGradientsMatchNflows(String name) throws IOException {
        ReferenceFlow reference = ReferenceFlow.named(name);
        try (MaskedAutoregressiveFlow flow = flow(reference)) {
            LogProbGradients gradients = flow.inputGradients(reference.data());
            assertArrayEquals(flow.logProb(reference.data()), gradients.logProb());
            assertClose(reference.nflows("dlogprob_dx"), gradients.dx(), "d ln p/dx");
            if (reference.shape().context() > 0) {
                assertClose(reference.nflows("dlogprob_dcontext"), gradients.dcontext(), "d ln p/dcontext");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void parameterGradientsMatchNflows(String name) throws IOException {
        ReferenceFlow reference = ReferenceFlow.named(name);
        float[] beforeLast = adamSteps(reference).beforeLast();
        try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(reference.shape(), beforeLast)) {
            var gradient = flow.lossGradient(reference.lastBatch());
            assertEquals(new FlowLayout(reference.shape()).parameters().size(), gradient.size());
            gradient.forEach((array, values) -> assertClose(reference.nflows("grad/" + array), values.floats(), array));
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void takesTheSameAdamStepsAsPyTorch(String name) throws IOException {
        ReferenceFlow reference = ReferenceFlow.named(name);
        ReferenceFlow.AdamSteps steps = adamSteps(reference);
        float[] expected = reference.nflows("adam_losses");
        for (int step = 0; step < expected.length; step++) {
            assertEquals(expected[step], steps.losses()[step], LOSS_REL * Math.abs(expected[step]), "step " + step);
        }
        assertArrayEquals(reference.trained(), steps.after(), WEIGHT);
        float[] mask = new FlowLayout(reference.shape()).mask();
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] == 0) {
                assertEquals(reference.trained()[i], steps.after()[i], "no step moves the masked parameter " + i);
            }
        }
    }

    private static ReferenceFlow.AdamSteps adamSteps(ReferenceFlow reference) {
        try (FlowKernel kernel = FlowKernel.fastest(reference.shape())) {
            return reference.adamSteps(kernel);
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void inputGradientsAreThoseOfLogProb(String name) throws IOException {
        ReferenceFlow reference = ReferenceFlow.named(name);
        FlowData data = reference.data();
        int features = data.features();
        float step = 1e-3f;
        try (MaskedAutoregressiveFlow flow = flow(reference)) {
            float[] dx = flow.inputGradients(data).dx();
            for (int i = 0; i < features; i++) {
                double[] above = flow.logProb(moved(data, i, step));
                double[] below = flow.logProb(moved(data, i, -step));
                double[] off = new double[data.size()];
                double size = 0;
                for (int row = 0; row < off.length; row++) {
                    double difference = (above[row] - below[row]) / (2 * step);
                    off[row] = Math.abs(difference - dx[row * features + i]);
                    size += Math.abs(difference) / off.length;
                }
                Arrays.sort(off);
                assertTrue(off[off.length / 2] < DIFFERENCE_REL * size, "feature " + i + ": " + off[off.length / 2]);
            }
        }
    }

    private static FlowData moved(FlowData data, int feature, float step) {
        float[] x = new float[data.size() * data.features()];
        float[] c = new float[data.size() * data.context()];
        for (int row = 0; row < data.size(); row++) {
            for (int i = 0; i < data.features(); i++) {
                x[row * data.features() + i] = data.feature(row, i) + (i == feature ? step : 0);
            }
            for (int i = 0; i < data.context(); i++) {
                c[row * data.context() + i] = data.contextFeature(row, i);
            }
        }
        return data.context() == 0
                ? FlowData.of(x, data.features())
                : FlowData.conditional(x, data.features(), c, data.context());
    }

    @Test
    void rowsDoNotDependOnTheRowsAfterThem() throws IOException {
        ReferenceFlow reference = ReferenceFlow.named("maf-5d-8layers-h64");
        try (MaskedAutoregressiveFlow flow = flow(reference)) {
            LogProbGradients all = flow.inputGradients(reference.data());
            for (int count : new int[] {1, 3, 128, 129}) {
                float[] x = new float[5 * count];
                for (int i = 0; i < x.length; i++) {
                    x[i] = reference.data().feature(i / 5, i % 5);
                }
                LogProbGradients few = flow.inputGradients(FlowData.of(x, 5));
                assertArrayEquals(Arrays.copyOf(all.logProb(), count), few.logProb());
                assertArrayEquals(Arrays.copyOf(all.dx(), 5 * count), few.dx());
            }
        }
    }

    @Test
    void initialWeightsAreUniformAsPyTorchs() {
        FlowShape shape = FlowShape.unconditional(5, 8, 64, 2);
        float[] parameters = MaskedAutoregressiveFlow.initialParameters(shape, RandomSource.L64_X128_MIX.create(1L));
        for (FlowLayout.Parameter parameter : new FlowLayout(shape).parameters()) {
            String name = parameter.name();
            double bound = 1 / Math.sqrt(name.contains("initial_layer") ? 5 : 64);
            if (name.contains("linear_layers.1")) {
                bound = 1e-3;
            }
            double sumOfSquares = 0;
            for (int i = 0; i < parameter.size(); i++) {
                float value = parameters[parameter.offset() + i];
                assertTrue(Math.abs(value) <= bound * (1 + 1e-6), name);
                sumOfSquares += value * value;
            }
            // The mean square of a uniform variable is bound^2/3, its scatter sqrt(4/45) bound^2; 5 sigma.
            double scatter = Math.sqrt(4 / 45.0 / parameter.size()) * bound * bound;
            assertEquals(bound * bound / 3, sumOfSquares / parameter.size(), 5 * scatter, name);
        }
    }

    @Test
    void holdsItsParametersByNflowsNames() throws IOException {
        ReferenceFlow reference = ReferenceFlow.named("maf-5d-2layers-h16");
        try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(reference.shape(), reference.trained())) {
            assertArrayEquals(reference.trained(), flow.parameters());
            String name = "_transform._transforms.3.autoregressive_net.final_layer.weight";
            try (var weight = flow.parameter(name)) {
                assertArrayEquals(new long[] {10, 16}, weight.shape());
                assertEquals(reference.state().get(name).floats()[17], weight.getFloat(1, 1));
            }
            assertThrows(IllegalArgumentException.class, () -> flow.parameter("no such array"));
        }
    }

    @Test
    void refusesRowsOfAnotherShapeAndCallsAfterClosing() throws IOException {
        ReferenceFlow reference = ReferenceFlow.named("maf-5d-2layers-h16");
        assertThrows(
                IllegalArgumentException.class, () -> new MaskedAutoregressiveFlow(reference.shape(), new float[7]));
        assertThrows(IllegalArgumentException.class, () -> FlowData.of(new float[7], 5));
        assertThrows(IllegalArgumentException.class, () -> FlowData.conditional(new float[6], 3, new float[3], 3));
        MaskedAutoregressiveFlow flow = flow(reference);
        assertThrows(IllegalArgumentException.class, () -> flow.logProb(FlowData.of(new float[6], 3)));
        flow.close();
        flow.close();
        assertThrows(IllegalStateException.class, () -> flow.logProb(reference.data()));
    }

    private static void assertClose(float[] expected, float[] actual, String what) {
        assertEquals(expected.length, actual.length, what);
        double off = ReferenceFlow.relativeDifference(expected, actual);
        assertTrue(off < GRADIENT_REL, what + " is off by " + off);
    }
}
