package io.github.localflows.benchmark;

import io.github.localflows.df.HernquistSphere;
import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.sampling.SampleStatistics;
import io.github.localflows.sampling.Sampler;
import io.github.localflows.sampling.SphereSampler;
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

/** Independent stars of the fiducial set, us a star; each takes one ln f of the six populations a proposal. And of a sphere. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SamplerBenchmark {
    private static final long RUN_SEED = 2022;

    /** [kpc km²/s²]: 220 km/s at 8 kpc. */
    private static final double SPHERE_GM = 1_548_800;

    private static final double SPHERE_A = 8;
    private static final Region SPHERE_REGION = new Region(5, 11, 4);

    /** Whether stars are drawn with density R f or f. */
    @Param
    public Measure measure;

    private StarSampler sampler;
    private Sampler sphere;
    private int seed;
    private SampleStatistics statistics = SampleStatistics.NONE;

    /** Builds the samplers' proposals. */
    @Setup
    public void sampler() {
        sampler = new StarSampler(QuasiIsothermalMixture.milkyWay(), Fiducial.REGION, measure);
        sphere = new SphereSampler(new HernquistSphere(SPHERE_GM, SPHERE_A), SPHERE_REGION, measure);
    }

    /** The stars of one seed, another one each time. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public Stars starsOfASeed() {
        StarSample sample = sampler.sample(RUN_SEED, seed++, Fiducial.STARS);
        statistics = statistics.plus(sample.statistics());
        return sample.stars();
    }

    /** The stars of one seed of Hernquist's sphere, about its scale radius. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public Stars starsOfASphere() {
        return sphere.sample(RUN_SEED, seed++, Fiducial.STARS).stars();
    }

    /** Says what part of the proposals became stars. */
    @TearDown
    public void print() {
        System.out.println("accepted " + statistics.acceptance() + " of the proposals, " + statistics);
    }
}
