package io.github.localflows.starset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TableRowsTest {
    @Test
    void aStarIsToldWithItsRow() {
        TableRows rows = new TableRows("mine", "a.csv", TableRows.ofABlock(1_000_000));
        assertEquals(
                "stars/mine has a star (seed 3, star 17; row 375018 of a.csv)",
                rows.hasStar(3, 17),
                "blocks of 125,000");
        assertEquals(
                "stars/mine has a star (seed null, star 17)",
                rows.hasStar(null, 17),
                "a damaged set has numbers of no row");
        assertEquals("stars/fiducial has a star (seed 3, star 17)", new TableRows("fiducial", null, 0).hasStar(3, 17));
    }
}
