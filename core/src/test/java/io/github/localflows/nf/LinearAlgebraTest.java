package io.github.localflows.nf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.inverse.InvertMatrix;
import org.nd4j.linalg.ops.transforms.Transforms;

/** ND4J's arrays without those of its libraries that the build leaves out. */
class LinearAlgebraTest {
    /** Some roundings of numbers up to 10. */
    private static final double ROUNDING = 1e-12;

    private final INDArray matrix = Nd4j.createFromArray(new double[][] {{4, 1, 0}, {1, 3, 1}, {0, 1, 2}});

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.nd4j.shade.jackson.databind.ObjectMapper",
                "org.nd4j.shade.yaml.snakeyaml.Yaml",
                "org.apache.commons.net.util.Base64",
                "oshi.SystemInfo"
            })
    void oldLibrariesAreNotThere(String type) {
        assertThrows(ClassNotFoundException.class, () -> Class.forName(type));
    }

    @Test
    void arraysAreAddedMultipliedAndSummed() {
        INDArray twice = matrix.add(matrix).subi(matrix.mul(0.5)).divi(1.5);
        assertEquals(0, twice.sub(matrix).norm2Number().doubleValue(), ROUNDING);
        assertEquals(13, matrix.sumNumber().doubleValue(), ROUNDING);
        assertEquals(5, matrix.sum(0).getDouble(1), ROUNDING);
        assertEquals(23, matrix.mmul(matrix.transpose()).sum(1).getDouble(1), ROUNDING);
        assertEquals(Math.E, Transforms.exp(matrix).getDouble(1, 0), ROUNDING);
    }

    @Test
    void piecesAreTakenAndPutTogether() {
        INDArray rows = matrix.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all());
        assertEquals(8, rows.sumNumber().doubleValue(), ROUNDING);
        assertEquals(8, matrix.getColumns(0, 2).sumNumber().doubleValue(), ROUNDING);
        INDArray stacked = Nd4j.vstack(matrix, rows).reshape(3, 5);
        assertEquals(21, stacked.sumNumber().doubleValue(), ROUNDING);
    }

    @Test
    void matricesAreInverted() {
        INDArray one = InvertMatrix.invert(matrix, false).mmul(matrix);
        assertEquals(0, one.sub(Nd4j.eye(3)).norm2Number().doubleValue(), ROUNDING);
    }
}
