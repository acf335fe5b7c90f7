package io.github.localflows.nf.kernel;

import io.github.localflows.benchmark.Fiducial;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.learned.FeatureMap;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.train.Adam;
import io.github.localflows.phase.Region;
import io.github.localflows.potential.MilkyWay;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.simple.RandomSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Training and evaluation of the flow of Naik et al. (2022), 8 layers of 64 hidden units, us a star, with either kernel.
 *
 * <p>What bounds it are products of 64 x 64 matrices with columns of stars; {@code MatrixProductBenchmark} measures how
 * fast the BLAS multiplies those.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FlowBenchmark {
    private static final int POINTS = 1000;
    private static final int HIDDEN = 64;
    private static final double RATE = 1e-3;
    private static final FlowShape SHAPE = FlowShape.unconditional(5, 8, HIDDEN, 2);

    /** Which kernel: portable (BLAS) or vector (the Vector API). */
    @Param({"portable", "vector"})
    public String kernel;

    /** Between the linear maps: -p activation=SILU for the smooth one. */
    @Param("RELU")
    public Activation activation;

    /** Threads that train at once. */
    @Param("1")
    public int threads;

    private FlowShape shape;
    private FlowKernel flow;
    private FlowPasses passes;
    private Adam adam;
    private FlowLane lane;
    private FlowData stars;
    private LogProbGradients gradients;
    private final float[] gradient = new float[SHAPE.parameters()];
    private float[] parameters;

    /** Draws the stars of the training volume and an untrained flow. */
    @Setup
    public void flow() {
        stars = FeatureMap.linear(MilkyWay.R0, MilkyWay.V0)
                .features(Fiducial.stars(QuasiIsothermalMixture.milkyWay(), new Region(7, 9, 2.5), Fiducial.STARS));
        parameters = MaskedAutoregressiveFlow.initialParameters(SHAPE, RandomSource.L64_X128_MIX.create(0L));
        shape = SHAPE.with(activation);
        flow = kernel();
        flow.load(parameters);
        passes = new FlowPasses(flow, threads);
        adam = new Adam(parameters);
        lane = flow.lane();
        gradients = LogProbGradients.allocate(POINTS, SHAPE);
        System.out.printf(
                Locale.ROOT,
                "%s; multiplications a star: %d dense, %d that the masks leave; three times as many in training%n",
                flow.name(),
                multiplications(false),
                multiplications(true));
    }

    private FlowKernel kernel() {
        if (kernel.equals("portable")) {
            return new BlasKernel(shape);
        }
        VectorKernelProvider provider = new VectorKernelProvider();
        if (!provider.available()) {
            throw new IllegalStateException("this JVM cannot run the vector kernel: start it with"
                    + " --add-modules jdk.incubator.vector, on a processor with vectors.");
        }
        return provider.kernel(shape);
    }

    /** Weights of all layers: each is multiplied once a star. */
    private static int multiplications(boolean masked) {
        int initial = 0;
        int inner = 0;
        int last = 0;
        for (int i = 0; i < HIDDEN; i++) {
            int degree = SHAPE.hiddenDegree(i);
            for (int j = 0; j < SHAPE.features(); j++) {
                initial += !masked || degree >= SHAPE.inputDegree(j) ? 1 : 0;
            }
            for (int j = 0; j < HIDDEN; j++) {
                inner += !masked || degree >= SHAPE.hiddenDegree(j) ? 1 : 0;
            }
            for (int j = 0; j < 2 * SHAPE.features(); j++) {
                last += !masked || SHAPE.outputDegree(j) > degree ? 1 : 0;
            }
        }
        return SHAPE.layers() * (initial + 2 * SHAPE.blocks() * inner + last);
    }

    /** Frees native memory. */
    @TearDown
    public void close() {
        lane.close();
        passes.close();
        adam.close();
        flow.close();
    }

    /** One step of Adam on a batch of 10,000 stars. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public double trainingStep() {
        double loss = passes.lossGradient(stars, null, 0, Fiducial.STARS, gradient);
        adam.step(gradient, RATE, parameters);
        flow.load(parameters);
        return loss;
    }

    /** The loss of as many stars. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public double loss() {
        return passes.meanLoss(stars);
    }

    /** ln p at 1,000 points and its derivatives by all five features, us a point, on one thread. */
    @Benchmark
    @OperationsPerInvocation(POINTS)
    public LogProbGradients inputGradients() {
        lane.inputGradients(stars, 0, POINTS, gradients);
        return gradients;
    }
}
