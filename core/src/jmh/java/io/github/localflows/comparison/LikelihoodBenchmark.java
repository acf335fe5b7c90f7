package io.github.localflows.comparison;

import io.github.localflows.benchmark.Fiducial;
import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One likelihood of either method, ms. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LikelihoodBenchmark {
    private static final double[] JEANS = {5, -0.5, 0.4, 2.6, 0.7, 200, 3.1, 0.7, 500};
    private static final VerticalDf VERTICAL =
            new VerticalDf(new VerticalPotential(0.05, 0.04, 0.03, 0.01), 0.3, 0.1, 12, 22, 40, 2);

    /** Stars that the method uses. */
    @Param("200000")
    public int stars;

    private VerticalDfFit vertical;
    private Model jeans;

    /** Draws the stars of the fiducial disc. */
    @Setup
    public void stars() {
        QuasiIsothermalMixture f = QuasiIsothermalMixture.milkyWay();
        vertical = VerticalDfFit.of(Fiducial.stars(f, VerticalDfFit.STANDARD_REGION, stars));
        Stars wide = Fiducial.stars(f, new Region(7.1, 8.9, 2.5), stars);
        jeans = JeansFit.of(wide, Measure.VOLUME).model();
    }

    /** ln f summed over the stars. */
    @Benchmark
    public double verticalDf() {
        return vertical.lnLikelihood(VERTICAL);
    }

    /** Chi-square of the cells. */
    @Benchmark
    public double jeans() {
        return jeans.lnPosterior(JEANS);
    }
}
