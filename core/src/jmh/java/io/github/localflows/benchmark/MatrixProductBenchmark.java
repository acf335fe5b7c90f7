package io.github.localflows.benchmark;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The BLAS alone on matrices of the size that the flows multiply: the roof over the portable kernel. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MatrixProductBenchmark {
    private static final int ROWS = 256;
    private static final int HIDDEN = 64;

    private FloatPointer a;
    private FloatPointer b;
    private FloatPointer c;

    /** Fills the matrices. */
    @Setup
    public void matrices() {
        a = matrix(ROWS);
        b = matrix(HIDDEN);
        c = matrix(ROWS);
        openblas_nolapack.blas_set_num_threads(1);
    }

    private static FloatPointer matrix(int rows) {
        float[] values = new float[rows * HIDDEN];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1f / (1 + i % 7);
        }
        return new FloatPointer(values);
    }

    /** Frees native memory. */
    @TearDown
    public void close() {
        a.close();
        b.close();
        c.close();
    }

    /** 256 rows of 64 times 64 x 64, ns a row, which is 4,096 multiplications and additions. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public FloatPointer sgemm() {
        openblas_nolapack.cblas_sgemm(
                openblas_nolapack.CblasRowMajor,
                openblas_nolapack.CblasNoTrans,
                openblas_nolapack.CblasNoTrans,
                ROWS,
                HIDDEN,
                HIDDEN,
                1f,
                a,
                HIDDEN,
                b,
                HIDDEN,
                0f,
                c,
                HIDDEN);
        return c;
    }
}
