package io.github.localflows.phase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RegionTest {
    private static final Region REGION = Region.about(8, 1, 2.5);

    @Test
    void edgeIsContainedButNotEnclosed() {
        assertEquals(new Region(7, 9, 2.5), REGION);
        assertTrue(REGION.encloses(7.5, -2.4) && REGION.contains(7.5, -2.4));
        double[][] edges = {{7, 0}, {9, 0}, {8, 2.5}, {8, -2.5}};
        for (double[] edge : edges) {
            assertTrue(REGION.contains(edge[0], edge[1]));
            assertFalse(REGION.encloses(edge[0], edge[1]));
        }
        double[][] outside = {{6.9, 0}, {9.1, 0}, {8, 2.6}, {8, Double.NaN}, {Double.NaN, 0}};
        for (double[] position : outside) {
            assertFalse(REGION.contains(position[0], position[1]));
            assertFalse(REGION.encloses(position[0], position[1]));
        }
    }

    @Test
    void regionsWithoutSpaceOrEndAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Region(-1, 9, 2.5));
        assertThrows(IllegalArgumentException.class, () -> new Region(16, 1, 2.5));
        assertThrows(IllegalArgumentException.class, () -> new Region(1, 1, 2.5));
        assertThrows(IllegalArgumentException.class, () -> new Region(1, Double.POSITIVE_INFINITY, 2.5));
        assertThrows(IllegalArgumentException.class, () -> new Region(1, 16, 0));
        assertThrows(IllegalArgumentException.class, () -> new Region(1, 16, Double.NaN));
    }
}
