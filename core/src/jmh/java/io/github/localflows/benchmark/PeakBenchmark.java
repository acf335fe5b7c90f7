package io.github.localflows.benchmark;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Fused multiply-adds that wait for nothing: the roof over the flows' kernels. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PeakBenchmark {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int ROUNDS = 1000;
    /** Chains at once: two units of four cycles' latency need eight, and the shortest register file holds twelve and factors. */
    private static final int CHAINS = 12;

    private static final int LONGEST = 16;
    private static final int THOUSANDS = CHAINS * LONGEST;

    /** Not constants to the compiler. */
    public float factor = 0.5f;

    /** As {@link #factor}. */
    public float term = 0.25f;

    /**
     * As many multiply-adds of single floats as 1,000 rounds have with vectors of 512 bits; ns for 1,000 of them, so that
     * 2,000 by this is GFLOP/s.
     */
    @Benchmark
    @OperationsPerInvocation(THOUSANDS)
    public float multiplyAdds() {
        FloatVector x = FloatVector.broadcast(SPECIES, factor);
        FloatVector y = FloatVector.broadcast(SPECIES, term);
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0.add(y);
        FloatVector s2 = s1.add(y);
        FloatVector s3 = s2.add(y);
        FloatVector s4 = s3.add(y);
        FloatVector s5 = s4.add(y);
        FloatVector s6 = s5.add(y);
        FloatVector s7 = s6.add(y);
        FloatVector s8 = s7.add(y);
        FloatVector s9 = s8.add(y);
        FloatVector s10 = s9.add(y);
        FloatVector s11 = s10.add(y);
        for (int i = 0; i < ROUNDS * LONGEST; i += SPECIES.length()) {
            s0 = x.fma(s0, y);
            s1 = x.fma(s1, y);
            s2 = x.fma(s2, y);
            s3 = x.fma(s3, y);
            s4 = x.fma(s4, y);
            s5 = x.fma(s5, y);
            s6 = x.fma(s6, y);
            s7 = x.fma(s7, y);
            s8 = x.fma(s8, y);
            s9 = x.fma(s9, y);
            s10 = x.fma(s10, y);
            s11 = x.fma(s11, y);
        }
        return s0.add(s1)
                .add(s2)
                .add(s3)
                .add(s4)
                .add(s5)
                .add(s6)
                .add(s7)
                .add(s8)
                .add(s9)
                .add(s10)
                .add(s11)
                .lane(0);
    }
}
