package io.github.localflows.benchmark;

import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Potential;
import java.util.Arrays;
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
 * One evaluation of the Milky Way's potential, ns a point: what actions and orbits are made of.
 *
 * <p>The disc takes two square roots for Phi, two and a division for the force, the bulge and halo one look-up of eight
 * coefficients. {@link #twoRootsAndADivision} is the arithmetic that no evaluation of the force can do without.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PotentialBenchmark {
    /** Points of a batch, as many as the orbits' lanes. */
    private static final int BATCH = 50;

    private final Potential potential = MilkyWay.potential();
    private double[] R;
    private double[] z;
    private double[] batchR2;
    private double[] batchz;
    private double[] out;
    private double[] out2;

    /** Takes the stars' places. */
    @Setup
    public void stars() {
        Stars stars = Fiducial.stars(QuasiIsothermalMixture.milkyWay(), Fiducial.STARS);
        R = stars.R();
        z = stars.z();
        batchR2 = Arrays.stream(R).limit(BATCH).map(x -> x * x).toArray();
        batchz = Arrays.copyOf(z, BATCH);
        out = new double[BATCH];
        out2 = new double[BATCH];
    }

    /** Phi, point by point, as the actions ask for it. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public double potentialPointByPoint() {
        double sum = 0;
        for (int i = 0; i < Fiducial.STARS; i++) {
            sum += potential.Phi(R[i], z[i]);
        }
        return sum;
    }

    /** The acceleration, point by point. */
    @Benchmark
    @OperationsPerInvocation(Fiducial.STARS)
    public double forcePointByPoint() {
        double sum = 0;
        for (int i = 0; i < Fiducial.STARS; i++) {
            Acceleration a = potential.acceleration(R[i], z[i]);
            sum += a.aR() + a.az();
        }
        return sum;
    }

    /** The force of a batch in a first-level cache, as the orbits ask for it. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public double[] forceInBatches() {
        potential.stiffness(BATCH, batchR2, batchz, out, out2);
        return out2;
    }

    /** Phi of a batch. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public double[] potentialInBatches() {
        potential.Phi(BATCH, batchR2, batchz, out);
        return out;
    }

    /** The slow arithmetic of one force, over columns. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public double[] twoRootsAndADivision() {
        for (int i = 0; i < BATCH; i++) {
            double zb = Math.sqrt(batchz[i] * batchz[i] + 0.08);
            out[i] = 1 / (Math.sqrt(batchR2[i] + zb) * zb);
        }
        return out;
    }
}
