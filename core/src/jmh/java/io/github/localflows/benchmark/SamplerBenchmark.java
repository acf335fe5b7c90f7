package io.github.localflows.benchmark;

import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Stars;
import io.github.localflows.sampling.SampleStatistics;
import io.github.localflows.sampling.StarSample;
import io.github.localflows.sampling.StarSampler;
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
import org.openjdk.jmh.annotations.TearDown;

/** Independent stars of the fiducial set, us a star; each takes one ln f of the six populations a proposal. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SamplerBenchmark {
    private static final long RUN_SEED = 2022;

    /** Whether stars are drawn with density R f or f. */
    @Param
    public Measure measure;

    private StarSampler sampler;
    private int seed;
    private SampleStatistics statistics = SampleStatistics.NONE;

    /** Builds the sampler's proposals. */
    @Setup
    public void sampler() {
        sampler = new StarSampler(QuasiIsothermalMixture.milkyWay(), Fiducial.REGION, measure);
    }

    /** The stars of one seed, another one each time. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public Stars starsOfASeed() {
        StarSample sample = sampler.sample(RUN_SEED, seed++, Fiducial.STARS);
        statistics = statistics.plus(sample.statistics());
        return sample.stars();
    }

    /** Says what part of the proposals became stars. */
    @TearDown
    public void print() {
        System.out.println("accepted " + statistics.acceptance() + " of the proposals, " + statistics);
    }
}
