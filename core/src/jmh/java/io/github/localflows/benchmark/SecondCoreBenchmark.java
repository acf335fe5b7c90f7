package io.github.localflows.benchmark;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a second core is worth, whatever runs on it: run with {@code -t 1} and {@code -t 2}. Times that stay the same mean
 * two cores; twice the time means two hardware threads of one core, which a kernel that keeps the core's units busy cannot
 * gain from. Virtual machines call either a core.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SecondCoreBenchmark {
    private static final int ELEMENTS = 512;
    private static final int LINKS = 4096;

    private final double[] values = new double[ELEMENTS];
    private double start = 0.5;

    /** A polynomial of each of 512 numbers in the first-level cache, ns a number: as much as the units can take. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public double[] independent() {
        for (int i = 0; i < ELEMENTS; i++) {
            double x = values[i];
            x = x * x * 0.3 + x * 0.1 + 1e-3;
            x = x * x * 0.2 - x * 0.4 + 0.7;
            values[i] = x * 0.5 + x * x * 0.1;
        }
        return values;
    }

    /** A chain of multiplications and additions, each waiting for the one before it, ns a link: the units mostly wait. */
    @Benchmark
    @OperationsPerInvocation(LINKS)
    public double dependent() {
        double x = start;
        for (int i = 0; i < LINKS; i++) {
            x = x * 0.5 + 0.25;
        }
        start = x;
        return x;
    }
}
