package io.github.localflows.benchmark;

import io.github.localflows.action.ActionGradients;
import io.github.localflows.action.StaeckelActionFinder;
import io.github.localflows.df.QuasiIsothermalMixture;
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

/** Actions by the Staeckel fudge and their gradients, us a star, over the fiducial set. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ActionBenchmark {
    private final QuasiIsothermalMixture f = QuasiIsothermalMixture.milkyWay();
    private final StaeckelActionFinder finder = f.actionFinder();
    private final double[] Jr = new double[Fiducial.STARS];
    private final double[] Lz = new double[Fiducial.STARS];
    private final double[] Jz = new double[Fiducial.STARS];
    private Stars stars;

    /** Draws the stars and says how often the potential is evaluated for each. */
    @Setup
    public void stars() {
        stars = Fiducial.stars(f, Fiducial.STARS);
        CountingPotential counting = new CountingPotential(f.potential());
        StaeckelActionFinder counted = new StaeckelActionFinder(counting, finder.Delta());
        counting.reset();
        counted.actions(stars, Jr, Lz, Jz);
        print("actions", counting);
        counting.reset();
        counted.gradients(stars);
        print("actions and gradients", counting);
    }

    private static void print(String what, CountingPotential counting) {
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f evaluations of Phi and %.1f of the force a star, besides the table of the mid-plane%n",
                what,
                (double) counting.potentials() / Fiducial.STARS,
                (double) counting.forces() / Fiducial.STARS);
    }

    /** Jr, Lz and Jz. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public double[] actions() {
        finder.actions(stars, Jr, Lz, Jz);
        return Jz;
    }

    /** The actions and their derivatives by all five coordinates. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public ActionGradients gradients() {
        return finder.gradients(stars);
    }
}
