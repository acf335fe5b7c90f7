package io.github.localflows.benchmark;

import io.github.localflows.df.LnfGradients;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Stars;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * ln f of the six populations and its gradient, us a star, over the fiducial set; what {@link #lnfOfActions} leaves of
 * {@link #lnf} is the actions'.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DistributionFunctionBenchmark {
    private final QuasiIsothermalMixture f = QuasiIsothermalMixture.milkyWay();
    private final double[] Jr = new double[Fiducial.STARS];
    private final double[] Lz = new double[Fiducial.STARS];
    private final double[] Jz = new double[Fiducial.STARS];
    private final double[] lnf = new double[Fiducial.STARS];
    private Stars stars;

    /** Draws the stars and finds their actions. */
    @Setup
    public void stars() {
        stars = Fiducial.stars(f, Fiducial.STARS);
        f.actionFinder().actions(stars, Jr, Lz, Jz);
    }

    /** ln f from coordinates. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public double[] lnf() {
        return f.lnf(stars);
    }

    /** ln f from actions. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public double[] lnfOfActions() {
        f.lnf(Jr, Lz, Jz, lnf);
        return lnf;
    }

    /** ln f and its derivatives by all five coordinates. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public LnfGradients gradients() {
        return f.gradients(stars);
    }
}
