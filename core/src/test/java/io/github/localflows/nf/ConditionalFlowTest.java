package io.github.localflows.nf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.localflows.nf.kernel.Activation;
import io.github.localflows.nf.kernel.BlasKernel;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowKernel;
import io.github.localflows.nf.kernel.FlowPasses;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.train.FlowTrainer;
import io.github.localflows.nf.train.Schedule;
import io.github.localflows.nf.train.TrainedFlow;
import io.github.localflows.nf.train.TrainingSettings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class ConditionalFlowTest {
    private static final int FEATURES = 3;
    private static final int CONTEXT = 2;
    private static final double[] SIGMA = {0.5, 0.3, 0.4};
    /** How the scatter of the first feature grows along the first context feature. */
    private static final double GROWTH = 0.5;

    /**
     * Context c of two unit normals; x0 about 0.8 c0 - 0.3 c1 with a scatter that grows along c0, x1 about x0 + c1, x2 about
     * x1/2 - x0.
     */
    private static FlowData correlated(int n, long seed) {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(seed);
        var normal = ZigguratSampler.NormalizedGaussian.of(random);
        float[] x = new float[FEATURES * n];
        float[] c = new float[CONTEXT * n];
        for (int i = 0; i < n; i++) {
            double c0 = normal.sample();
            double c1 = normal.sample();
            double x0 = 0.8 * c0 - 0.3 * c1 + SIGMA[0] * Math.exp(GROWTH * c0) * normal.sample();
            double x1 = x0 + c1 + SIGMA[1] * normal.sample();
            double x2 = x1 / 2 - x0 + SIGMA[2] * normal.sample();
            c[CONTEXT * i] = (float) c0;
            c[CONTEXT * i + 1] = (float) c1;
            x[FEATURES * i] = (float) x0;
            x[FEATURES * i + 1] = (float) x1;
            x[FEATURES * i + 2] = (float) x2;
        }
        return FlowData.conditional(x, FEATURES, c, CONTEXT);
    }

    /** The mean of -ln p(x | c) of the data's own density; the growth of the scatter averages out. */
    private static double entropy() {
        return FEATURES * 0.5 * Math.log(2 * Math.PI * Math.E)
                + Arrays.stream(SIGMA).map(Math::log).sum();
    }

    @Test
    void reachesTheEntropyOfThreeFeaturesGivenTwo() {
        int n = 6000;
        FlowShape shape = new FlowShape(FEATURES, CONTEXT, 2, 16, 1).with(Activation.SILU);
        TrainingSettings settings = new TrainingSettings(30, 200, 1e-2, Schedule.Cosine.standard());
        TrainedFlow trained =
                new FlowTrainer(shape, settings, 1).train(correlated(n, 1), correlated(n, 2), 0, epoch -> {});
        try (MaskedAutoregressiveFlow flow = trained.flow()) {
            assertSampled(flow);
        }
        // Three chi-square variables' halves scatter the mean by sqrt(3/2n) = 0.016; 4 sigma. The flow loses 0.003.
        double tolerance = 4 * Math.sqrt(1.5 / n);
        assertEquals(entropy(), trained.best().heldOutLoss(), tolerance);
    }

    /** Rows drawn given one context have the moments that the data have there. */
    private static void assertSampled(MaskedAutoregressiveFlow flow) {
        int n = 10_000;
        double c0 = 0.7;
        double c1 = -0.4;
        float[] context = new float[CONTEXT * n];
        for (int i = 0; i < n; i++) {
            context[CONTEXT * i] = (float) c0;
            context[CONTEXT * i + 1] = (float) c1;
        }
        FlowData sample = flow.sample(context, RandomSource.L64_X128_MIX.create(4L));
        double mean0 = 0.8 * c0 - 0.3 * c1;
        double[] means = {mean0, mean0 + c1, (mean0 + c1) / 2 - mean0};
        double sigma0 = SIGMA[0] * Math.exp(GROWTH * c0);
        double sigma1 = Math.hypot(sigma0, SIGMA[1]);
        double[] sigmas = {sigma0, sigma1, Math.hypot(Math.hypot(sigma0, SIGMA[1]) / 2, SIGMA[2])};
        for (int i = 0; i < FEATURES; i++) {
            double mean = 0;
            double square = 0;
            for (int row = 0; row < n; row++) {
                mean += sample.feature(row, i) / n;
                square += (double) sample.feature(row, i) * sample.feature(row, i) / n;
            }
            // Sampling has 1% of sigma; the rest is what 10% leaves to the flow.
            assertEquals(means[i], mean, 0.1 * sigmas[i], "mean of " + i);
            assertEquals(sigmas[i], Math.sqrt(square - mean * mean), 0.1 * sigmas[i], "sigma of " + i);
        }
    }

    /** Along the gradient the loss must rise by its length; the smooth activation leaves no kinks in the way. */
    @Test
    void theLossRisesAlongItsGradientAsTheGradientSays() throws IOException {
        ReferenceFlow reference = ReferenceFlow.named("silu-3d-given-2d-2layers-h12");
        FlowShape shape = reference.shape();
        FlowData data = correlated(2000, 3);
        for (FlowKernel kernel : List.of(FlowKernel.fastest(shape), new BlasKernel(shape))) {
            try (kernel;
                    FlowPasses passes = new FlowPasses(kernel, 1)) {
                float[] gradient = new float[shape.parameters()];
                kernel.load(reference.start());
                passes.lossGradient(data, null, 0, data.size(), gradient);
                double square = 0;
                for (float g : gradient) {
                    square += (double) g * g;
                }
                double length = Math.sqrt(square);
                double step = 2e-3;
                double rise = loss(passes, kernel, reference.start(), gradient, step / length, data)
                        - loss(passes, kernel, reference.start(), gradient, -step / length, data);
                // Third derivatives over the step and single precision's rounding: 3e-5, times three.
                assertEquals(length, rise / (2 * step), 1e-4 * length, kernel.name());
            }
        }
    }

    private static double loss(
            FlowPasses passes, FlowKernel kernel, float[] at, float[] direction, double far, FlowData data) {
        float[] parameters = at.clone();
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += (float) (far * direction[i]);
        }
        kernel.load(parameters);
        return passes.meanLoss(data);
    }
}
