package io.github.localflows.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodesTest {
    @Test
    void valuesAreTheDecimalsThatOneWouldWrite() {
        assertArrayEquals(
                new double[] {6.9, 7.0, 7.1, 7.2, 7.3, 7.4, 7.5, 7.6, 7.7, 7.8, 7.9, 8.0, 8.1, 8.2},
                Nodes.between(14, 6.9, 8.2));
        assertArrayEquals(new double[] {-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3}, Nodes.between(7, -0.3, 0.3));
        assertEquals(0.3, Nodes.between(41, -2, 2)[23]);
    }

    @Test
    void endsAreTheGivenOnesAndHeightsMirrored() {
        double[] zs = Nodes.between(102, -1.1, 1.1);

        assertEquals(-1.1, zs[0]);
        assertEquals(1.1, zs[101]);
        assertArrayEquals(
                zs, IntStream.range(0, 102).mapToDouble(i -> -zs[101 - i]).toArray());
    }
}
