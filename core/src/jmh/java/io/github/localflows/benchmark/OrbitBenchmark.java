package io.github.localflows.benchmark;

import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.orbit.OrbitAccuracy;
import io.github.localflows.orbit.OrbitIntegrator;
import io.github.localflows.orbit.Snapshots;
import io.github.localflows.phase.Stars;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Orbits of the fiducial set over 500 Myr with snapshots at 200 and 500 Myr, us an orbit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OrbitBenchmark {
    private static final double[] TIMES_MYR = {200, 500};

    /** Over how many stars the error in energy is found. */
    private static final int STARS_FOR_ERRORS = 100_000;

    private final QuasiIsothermalMixture f = QuasiIsothermalMixture.milkyWay();
    private final OrbitIntegrator integrator = new OrbitIntegrator(f.potential(), OrbitAccuracy.STANDARD);
    private Stars stars;

    /** Draws the stars; says how well energy is kept, and how often the force is evaluated for an orbit. */
    @Setup
    public void stars() {
        stars = Fiducial.stars(f, Fiducial.STARS);
        CountingPotential counting = new CountingPotential(f.potential());
        new OrbitIntegrator(counting, OrbitAccuracy.STANDARD).snapshots(stars, TIMES_MYR);
        Snapshots many = integrator.snapshots(Fiducial.stars(f, STARS_FOR_ERRORS), TIMES_MYR);
        System.out.printf(
                Locale.ROOT,
                "%.0f evaluations of the force an orbit; |dE/E| of %d orbits: median %.1e, worst %.1e;"
                        + " %d followed again, %d beyond the limit, %d failed%n",
                (double) counting.forces() / Fiducial.STARS,
                STARS_FOR_ERRORS,
                many.medianEnergyError(),
                many.worstEnergyError(),
                many.repeated(TIMES_MYR.length - 1),
                many.beyondLimit(),
                many.failed());
    }

    /** Both snapshots in one pass. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public Snapshots twoSnapshots() {
        return integrator.snapshots(stars, TIMES_MYR);
    }
}
