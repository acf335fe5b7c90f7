package io.github.localflows.benchmark;

import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.moments.MomentSums;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.sampling.StarSampler;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The weak form's sums over stars of the fiducial set in the training volume, us a star. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MomentBenchmark {
    private static final int STARS = 200_000;

    /** Of the test functions' polynomials in R: 210 and 280 moments. */
    @Param({"2", "3"})
    private int degreeR;

    private final double[] ones = new double[STARS];
    private Stars stars;
    private WeakFormShape.Prepared prepared;

    /** Draws the stars. */
    @Setup
    public void stars() throws Unsolvable {
        Region volume = new Region(7, 9, 2.5);
        stars = new StarSampler(QuasiIsothermalMixture.milkyWay(), volume, Measure.VOLUME)
                .sample(3, 0, STARS)
                .stars();
        Arrays.fill(ones, 1);
        prepared = new WeakFormShape(
                        volume, 3, List.of(0.1, 0.25, 0.6, 1.5), degreeR, List.of(0.05, 0.1, 0.2, 0.4, 0.8, 1.6), 3)
                .prepared(stars.first(WeakFormShape.PILOT_STARS), ones);
    }

    /** All of them. */
    @Benchmark
    @OperationsPerInvocation(STARS)
    public MomentSums sums() {
        return WeakFormShape.sums(prepared, stars, ones);
    }
}
