package io.github.localflows.nf.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix products of one tile of rows, by the Vector API: eight rows of two panels at a time in registers, or sixteen of one.
 * With eight of one the sums would wait for each other, and loading would limit, not arithmetic; machines whose
 * registers are half as long, and half as many, take eight of one all the same.
 *
 * <p>Two layouts. <i>Panels</i>: what belongs to units (hidden units, outputs) is cut into panels of 16 units, each
 * [row][16]. <i>Features</i>: [feature][row]. All strides are thus constants, for which the compiler removes the bounds
 * checks. Every element is one chain of fused multiply-adds in a fixed order, so that its bits do not depend on the length
 * of the machine's vectors, nor on the rows around it.
 */
final class VectorProducts {
    /** Rows of a tile: what 8 layers of 64 units keep of it for the way back stays in a second-level cache of 1 MB. */
    static final int TILE = 64;
    /** Units of a panel: the floats of the longest vector, 512 bits. */
    static final int PANEL = 16;
    /** Floats of a panel of a tile. */
    static final int PANEL_SIZE = TILE * PANEL;
    /** Weights from a panel to a panel. */
    static final int BLOCK = PANEL * PANEL;
    /** Rows in registers at once; features are padded to a multiple of it where they are the rows of a product. */
    static final int ROWS = 8;

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INT_SPECIES = IntVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private VectorProducts() {}

    /**
     * A float in all lanes. By way of its bits: an int the compiler spreads as it loads it, a float only in a second
     * instruction, which takes the place of a multiply-add.
     */
    private static FloatVector spread(float value) {
        return IntVector.broadcast(INT_SPECIES, Float.floatToRawIntBits(value)).reinterpretAsFloats();
    }

    static int vectorBits() {
        return SPECIES.vectorBitSize();
    }

    /**
     * {@code c[r][j] = init + sum_k a[r][k] b[k][j]} for one panel j, k over the panels {@code first..last}.
     *
     * @param a panels
     * @param b [k][16] from {@code bStart} on, where k = 0 is the first unit of panel 0, whatever {@code first}
     * @param init from {@code initStart} on: [16] for all rows when {@code initRow} is 0, [row][16] when it is 16
     * @param c a panel from {@code cStart} on
     */
    static void unitsTimes(
            float[] a,
            int first,
            int last,
            float[] b,
            int bStart,
            float[] init,
            int initStart,
            int initRow,
            float[] c,
            int cStart) {
        if (LANES == PANEL) {
            for (int r = 0; r < TILE; r += 2 * ROWS) {
                unitsTimesManyRows(
                        a,
                        r * PANEL,
                        first,
                        last,
                        b,
                        bStart,
                        init,
                        initStart + r * initRow,
                        initRow,
                        c,
                        cStart + r * PANEL);
            }
            return;
        }
        for (int v = 0; v < PANEL; v += LANES) {
            for (int r = 0; r < TILE; r += ROWS) {
                unitsTimesRows(
                        a,
                        r * PANEL,
                        first,
                        last,
                        b,
                        bStart + v,
                        init,
                        initStart + v + r * initRow,
                        initRow,
                        c,
                        cStart + v + r * PANEL);
            }
        }
    }

    private static void unitsTimesRows(
            float[] a,
            int aStart,
            int first,
            int last,
            float[] b,
            int bStart,
            float[] init,
            int i,
            int initRow,
            float[] c,
            int to) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, init, i);
        FloatVector s1 = FloatVector.fromArray(SPECIES, init, i + initRow);
        FloatVector s2 = FloatVector.fromArray(SPECIES, init, i + 2 * initRow);
        FloatVector s3 = FloatVector.fromArray(SPECIES, init, i + 3 * initRow);
        FloatVector s4 = FloatVector.fromArray(SPECIES, init, i + 4 * initRow);
        FloatVector s5 = FloatVector.fromArray(SPECIES, init, i + 5 * initRow);
        FloatVector s6 = FloatVector.fromArray(SPECIES, init, i + 6 * initRow);
        FloatVector s7 = FloatVector.fromArray(SPECIES, init, i + 7 * initRow);
        for (int panel = first; panel < last; panel++) {
            int at = aStart + panel * PANEL_SIZE;
            int bt = bStart + panel * BLOCK;
            for (int k = 0; k < PANEL; k++) {
                FloatVector w = FloatVector.fromArray(SPECIES, b, bt + k * PANEL);
                s0 = w.fma(spread(a[at + k]), s0);
                s1 = w.fma(spread(a[at + k + PANEL]), s1);
                s2 = w.fma(spread(a[at + k + 2 * PANEL]), s2);
                s3 = w.fma(spread(a[at + k + 3 * PANEL]), s3);
                s4 = w.fma(spread(a[at + k + 4 * PANEL]), s4);
                s5 = w.fma(spread(a[at + k + 5 * PANEL]), s5);
                s6 = w.fma(spread(a[at + k + 6 * PANEL]), s6);
                s7 = w.fma(spread(a[at + k + 7 * PANEL]), s7);
            }
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + PANEL);
        s2.intoArray(c, to + 2 * PANEL);
        s3.intoArray(c, to + 3 * PANEL);
        s4.intoArray(c, to + 4 * PANEL);
        s5.intoArray(c, to + 5 * PANEL);
        s6.intoArray(c, to + 6 * PANEL);
        s7.intoArray(c, to + 7 * PANEL);
    }

    /**
     * Twice as many rows of one panel. Sixteen {@link #spread}s would be too many nodes for the compiler, which past its limit
     * ("NodeCountInliningCutoff") puts vectors on the heap and is five times slower; so it spreads in two instructions, of
     * which the second finds a place beside the multiply-adds on most processors.
     */
    private static void unitsTimesManyRows(
            float[] a,
            int aStart,
            int first,
            int last,
            float[] b,
            int bStart,
            float[] init,
            int i,
            int initRow,
            float[] c,
            int to) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, init, i);
        FloatVector s1 = FloatVector.fromArray(SPECIES, init, i + initRow);
        FloatVector s2 = FloatVector.fromArray(SPECIES, init, i + 2 * initRow);
        FloatVector s3 = FloatVector.fromArray(SPECIES, init, i + 3 * initRow);
        FloatVector s4 = FloatVector.fromArray(SPECIES, init, i + 4 * initRow);
        FloatVector s5 = FloatVector.fromArray(SPECIES, init, i + 5 * initRow);
        FloatVector s6 = FloatVector.fromArray(SPECIES, init, i + 6 * initRow);
        FloatVector s7 = FloatVector.fromArray(SPECIES, init, i + 7 * initRow);
        FloatVector s8 = FloatVector.fromArray(SPECIES, init, i + 8 * initRow);
        FloatVector s9 = FloatVector.fromArray(SPECIES, init, i + 9 * initRow);
        FloatVector s10 = FloatVector.fromArray(SPECIES, init, i + 10 * initRow);
        FloatVector s11 = FloatVector.fromArray(SPECIES, init, i + 11 * initRow);
        FloatVector s12 = FloatVector.fromArray(SPECIES, init, i + 12 * initRow);
        FloatVector s13 = FloatVector.fromArray(SPECIES, init, i + 13 * initRow);
        FloatVector s14 = FloatVector.fromArray(SPECIES, init, i + 14 * initRow);
        FloatVector s15 = FloatVector.fromArray(SPECIES, init, i + 15 * initRow);
        for (int panel = first; panel < last; panel++) {
            int at = aStart + panel * PANEL_SIZE;
            int bt = bStart + panel * BLOCK;
            for (int k = 0; k < PANEL; k++) {
                FloatVector w = FloatVector.fromArray(SPECIES, b, bt + k * PANEL);
                s0 = w.fma(FloatVector.broadcast(SPECIES, a[at + k]), s0);
                s1 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + PANEL]), s1);
                s2 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 2 * PANEL]), s2);
                s3 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 3 * PANEL]), s3);
                s4 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 4 * PANEL]), s4);
                s5 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 5 * PANEL]), s5);
                s6 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 6 * PANEL]), s6);
                s7 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 7 * PANEL]), s7);
                s8 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 8 * PANEL]), s8);
                s9 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 9 * PANEL]), s9);
                s10 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 10 * PANEL]), s10);
                s11 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 11 * PANEL]), s11);
                s12 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 12 * PANEL]), s12);
                s13 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 13 * PANEL]), s13);
                s14 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 14 * PANEL]), s14);
                s15 = w.fma(FloatVector.broadcast(SPECIES, a[at + k + 15 * PANEL]), s15);
            }
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + PANEL);
        s2.intoArray(c, to + 2 * PANEL);
        s3.intoArray(c, to + 3 * PANEL);
        s4.intoArray(c, to + 4 * PANEL);
        s5.intoArray(c, to + 5 * PANEL);
        s6.intoArray(c, to + 6 * PANEL);
        s7.intoArray(c, to + 7 * PANEL);
        s8.intoArray(c, to + 8 * PANEL);
        s9.intoArray(c, to + 9 * PANEL);
        s10.intoArray(c, to + 10 * PANEL);
        s11.intoArray(c, to + 11 * PANEL);
        s12.intoArray(c, to + 12 * PANEL);
        s13.intoArray(c, to + 13 * PANEL);
        s14.intoArray(c, to + 14 * PANEL);
        s15.intoArray(c, to + 15 * PANEL);
    }

    /**
     * As {@link #unitsTimes} for two panels, of which the second takes some more panels k: added after those that both take.
     *
     * @param moreFirst the first of the panels k that the second alone takes
     * @param moreLast where they end
     */
    static void unitsTimesTwo(
            float[] a,
            int first,
            int last,
            int moreFirst,
            int moreLast,
            float[] b,
            int bStart,
            int bSecond,
            float[] init,
            int initStart,
            int initSecond,
            int initRow,
            float[] c,
            int cStart,
            int cSecond) {
        if (LANES < PANEL) {
            unitsTimes(a, first, last, b, bStart, init, initStart, initRow, c, cStart);
            unitsTimes(a, first, last, b, bSecond, init, initSecond, initRow, c, cSecond);
        } else {
            for (int r = 0; r < TILE; r += ROWS) {
                unitsTimesTwoRows(
                        a,
                        r * PANEL,
                        first,
                        last,
                        b,
                        bStart,
                        bSecond,
                        init,
                        initStart + r * initRow,
                        initSecond + r * initRow,
                        initRow,
                        c,
                        cStart + r * PANEL,
                        cSecond + r * PANEL);
            }
        }
        if (moreFirst < moreLast) {
            unitsTimes(a, moreFirst, moreLast, b, bSecond, c, cSecond, PANEL, c, cSecond);
        }
    }

    private static void unitsTimesTwoRows(
            float[] a,
            int aStart,
            int first,
            int last,
            float[] b,
            int bStart,
            int bSecond,
            float[] init,
            int i,
            int i2,
            int initRow,
            float[] c,
            int to,
            int to2) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, init, i);
        FloatVector s1 = FloatVector.fromArray(SPECIES, init, i + initRow);
        FloatVector s2 = FloatVector.fromArray(SPECIES, init, i + 2 * initRow);
        FloatVector s3 = FloatVector.fromArray(SPECIES, init, i + 3 * initRow);
        FloatVector s4 = FloatVector.fromArray(SPECIES, init, i + 4 * initRow);
        FloatVector s5 = FloatVector.fromArray(SPECIES, init, i + 5 * initRow);
        FloatVector s6 = FloatVector.fromArray(SPECIES, init, i + 6 * initRow);
        FloatVector s7 = FloatVector.fromArray(SPECIES, init, i + 7 * initRow);
        FloatVector t0 = FloatVector.fromArray(SPECIES, init, i2);
        FloatVector t1 = FloatVector.fromArray(SPECIES, init, i2 + initRow);
        FloatVector t2 = FloatVector.fromArray(SPECIES, init, i2 + 2 * initRow);
        FloatVector t3 = FloatVector.fromArray(SPECIES, init, i2 + 3 * initRow);
        FloatVector t4 = FloatVector.fromArray(SPECIES, init, i2 + 4 * initRow);
        FloatVector t5 = FloatVector.fromArray(SPECIES, init, i2 + 5 * initRow);
        FloatVector t6 = FloatVector.fromArray(SPECIES, init, i2 + 6 * initRow);
        FloatVector t7 = FloatVector.fromArray(SPECIES, init, i2 + 7 * initRow);
        for (int panel = first; panel < last; panel++) {
            int at = aStart + panel * PANEL_SIZE;
            int bt = bStart + panel * BLOCK;
            int bt2 = bSecond + panel * BLOCK;
            for (int k = 0; k < PANEL; k++) {
                FloatVector v = FloatVector.fromArray(SPECIES, b, bt + k * PANEL);
                FloatVector w = FloatVector.fromArray(SPECIES, b, bt2 + k * PANEL);
                FloatVector a0 = spread(a[at + k]);
                s0 = v.fma(a0, s0);
                t0 = w.fma(a0, t0);
                FloatVector a1 = spread(a[at + k + PANEL]);
                s1 = v.fma(a1, s1);
                t1 = w.fma(a1, t1);
                FloatVector a2 = spread(a[at + k + 2 * PANEL]);
                s2 = v.fma(a2, s2);
                t2 = w.fma(a2, t2);
                FloatVector a3 = spread(a[at + k + 3 * PANEL]);
                s3 = v.fma(a3, s3);
                t3 = w.fma(a3, t3);
                FloatVector a4 = spread(a[at + k + 4 * PANEL]);
                s4 = v.fma(a4, s4);
                t4 = w.fma(a4, t4);
                FloatVector a5 = spread(a[at + k + 5 * PANEL]);
                s5 = v.fma(a5, s5);
                t5 = w.fma(a5, t5);
                FloatVector a6 = spread(a[at + k + 6 * PANEL]);
                s6 = v.fma(a6, s6);
                t6 = w.fma(a6, t6);
                FloatVector a7 = spread(a[at + k + 7 * PANEL]);
                s7 = v.fma(a7, s7);
                t7 = w.fma(a7, t7);
            }
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + PANEL);
        s2.intoArray(c, to + 2 * PANEL);
        s3.intoArray(c, to + 3 * PANEL);
        s4.intoArray(c, to + 4 * PANEL);
        s5.intoArray(c, to + 5 * PANEL);
        s6.intoArray(c, to + 6 * PANEL);
        s7.intoArray(c, to + 7 * PANEL);
        t0.intoArray(c, to2);
        t1.intoArray(c, to2 + PANEL);
        t2.intoArray(c, to2 + 2 * PANEL);
        t3.intoArray(c, to2 + 3 * PANEL);
        t4.intoArray(c, to2 + 4 * PANEL);
        t5.intoArray(c, to2 + 5 * PANEL);
        t6.intoArray(c, to2 + 6 * PANEL);
        t7.intoArray(c, to2 + 7 * PANEL);
    }

    /**
     * {@code c[r][j] = init + sum_k a[k][r] b[k][j]} for the panels j of {@code c}, k over {@code count} features.
     *
     * @param a features
     * @param b [panel][k][16] from {@code bStart} on
     * @param init [panel][16] from {@code initStart} on
     * @param panels how many
     * @param c panels from the first element on
     */
    static void featuresTimes(
            float[] a, int count, float[] b, int bStart, float[] init, int initStart, int panels, float[] c) {
        int panel = 0;
        while (panel < panels) {
            boolean two = LANES == PANEL && panel + 1 < panels;
            for (int v = 0; v < PANEL; v += LANES) {
                int bt = bStart + panel * count * PANEL + v;
                int i = initStart + panel * PANEL + v;
                for (int r = 0; r < TILE; r += ROWS) {
                    int to = panel * PANEL_SIZE + r * PANEL + v;
                    if (two) {
                        featuresTimesTwoRows(a, r, count, b, bt, init, i, c, to);
                    } else {
                        featuresTimesRows(a, r, count, b, bt, init, i, c, to);
                    }
                }
            }
            panel += two ? 2 : 1;
        }
    }

    private static void featuresTimesRows(
            float[] a, int at, int count, float[] b, int bt, float[] init, int i, float[] c, int to) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, init, i);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        for (int k = 0; k < count; k++) {
            FloatVector w = FloatVector.fromArray(SPECIES, b, bt + k * PANEL);
            s0 = w.fma(spread(a[at + k * TILE]), s0);
            s1 = w.fma(spread(a[at + k * TILE + 1]), s1);
            s2 = w.fma(spread(a[at + k * TILE + 2]), s2);
            s3 = w.fma(spread(a[at + k * TILE + 3]), s3);
            s4 = w.fma(spread(a[at + k * TILE + 4]), s4);
            s5 = w.fma(spread(a[at + k * TILE + 5]), s5);
            s6 = w.fma(spread(a[at + k * TILE + 6]), s6);
            s7 = w.fma(spread(a[at + k * TILE + 7]), s7);
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + PANEL);
        s2.intoArray(c, to + 2 * PANEL);
        s3.intoArray(c, to + 3 * PANEL);
        s4.intoArray(c, to + 4 * PANEL);
        s5.intoArray(c, to + 5 * PANEL);
        s6.intoArray(c, to + 6 * PANEL);
        s7.intoArray(c, to + 7 * PANEL);
    }

    private static void featuresTimesTwoRows(
            float[] a, int at, int count, float[] b, int bt, float[] init, int i, float[] c, int to) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, init, i);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        FloatVector t0 = FloatVector.fromArray(SPECIES, init, i + PANEL);
        FloatVector t1 = t0;
        FloatVector t2 = t0;
        FloatVector t3 = t0;
        FloatVector t4 = t0;
        FloatVector t5 = t0;
        FloatVector t6 = t0;
        FloatVector t7 = t0;
        int bt2 = bt + count * PANEL;
        for (int k = 0; k < count; k++) {
            FloatVector v = FloatVector.fromArray(SPECIES, b, bt + k * PANEL);
            FloatVector w = FloatVector.fromArray(SPECIES, b, bt2 + k * PANEL);
            FloatVector a0 = spread(a[at + k * TILE]);
            s0 = v.fma(a0, s0);
            t0 = w.fma(a0, t0);
            FloatVector a1 = spread(a[at + k * TILE + 1]);
            s1 = v.fma(a1, s1);
            t1 = w.fma(a1, t1);
            FloatVector a2 = spread(a[at + k * TILE + 2]);
            s2 = v.fma(a2, s2);
            t2 = w.fma(a2, t2);
            FloatVector a3 = spread(a[at + k * TILE + 3]);
            s3 = v.fma(a3, s3);
            t3 = w.fma(a3, t3);
            FloatVector a4 = spread(a[at + k * TILE + 4]);
            s4 = v.fma(a4, s4);
            t4 = w.fma(a4, t4);
            FloatVector a5 = spread(a[at + k * TILE + 5]);
            s5 = v.fma(a5, s5);
            t5 = w.fma(a5, t5);
            FloatVector a6 = spread(a[at + k * TILE + 6]);
            s6 = v.fma(a6, s6);
            t6 = w.fma(a6, t6);
            FloatVector a7 = spread(a[at + k * TILE + 7]);
            s7 = v.fma(a7, s7);
            t7 = w.fma(a7, t7);
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + PANEL);
        s2.intoArray(c, to + 2 * PANEL);
        s3.intoArray(c, to + 3 * PANEL);
        s4.intoArray(c, to + 4 * PANEL);
        s5.intoArray(c, to + 5 * PANEL);
        s6.intoArray(c, to + 6 * PANEL);
        s7.intoArray(c, to + 7 * PANEL);
        t0.intoArray(c, to + PANEL_SIZE);
        t1.intoArray(c, to + PANEL_SIZE + PANEL);
        t2.intoArray(c, to + PANEL_SIZE + 2 * PANEL);
        t3.intoArray(c, to + PANEL_SIZE + 3 * PANEL);
        t4.intoArray(c, to + PANEL_SIZE + 4 * PANEL);
        t5.intoArray(c, to + PANEL_SIZE + 5 * PANEL);
        t6.intoArray(c, to + PANEL_SIZE + 6 * PANEL);
        t7.intoArray(c, to + PANEL_SIZE + 7 * PANEL);
    }

    /**
     * {@code c[k][j] += sum_r a[r][k] b[r][j]} for the panels k before {@code last} and one panel j.
     *
     * @param a panels from the first element on
     * @param first the first of the panels k
     * @param b a panel from {@code bStart} on
     * @param c [k][16] from {@code cStart} on, where k = 0 is the first unit of panel 0, whatever {@code first}
     */
    static void addUnitsByUnits(float[] a, int first, int last, float[] b, int bStart, float[] c, int cStart) {
        for (int panel = first; panel < last; panel++) {
            for (int v = 0; v < PANEL; v += LANES) {
                for (int k = 0; k < PANEL; k += ROWS) {
                    addUnitsByUnitsRows(
                            a, panel * PANEL_SIZE + k, b, bStart + v, c, cStart + panel * BLOCK + v + k * PANEL);
                }
            }
        }
    }

    /**
     * As {@link #addUnitsByUnits} for two panels j that follow each other, of which the second takes some more panels k.
     *
     * @param last where the panels k end that both take
     * @param moreLast where those end that the second takes
     */
    static void addUnitsByUnitsTwo(
            float[] a, int last, int moreLast, float[] b, int bStart, float[] c, int cStart, int cSecond) {
        if (LANES < PANEL) {
            addUnitsByUnits(a, 0, last, b, bStart, c, cStart);
            addUnitsByUnits(a, 0, last, b, bStart + PANEL_SIZE, c, cSecond);
        } else {
            for (int panel = 0; panel < last; panel++) {
                for (int k = 0; k < PANEL; k += ROWS) {
                    int to = panel * BLOCK + k * PANEL;
                    addUnitsByUnitsTwoRows(a, panel * PANEL_SIZE + k, b, bStart, c, cStart + to, cSecond - cStart);
                }
            }
        }
        addUnitsByUnits(a, last, moreLast, b, bStart + PANEL_SIZE, c, cSecond);
    }

    private static void addUnitsByUnitsRows(float[] a, int at, float[] b, int bt, float[] c, int to) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, c, to);
        FloatVector s1 = FloatVector.fromArray(SPECIES, c, to + PANEL);
        FloatVector s2 = FloatVector.fromArray(SPECIES, c, to + 2 * PANEL);
        FloatVector s3 = FloatVector.fromArray(SPECIES, c, to + 3 * PANEL);
        FloatVector s4 = FloatVector.fromArray(SPECIES, c, to + 4 * PANEL);
        FloatVector s5 = FloatVector.fromArray(SPECIES, c, to + 5 * PANEL);
        FloatVector s6 = FloatVector.fromArray(SPECIES, c, to + 6 * PANEL);
        FloatVector s7 = FloatVector.fromArray(SPECIES, c, to + 7 * PANEL);
        for (int r = 0; r < TILE; r++) {
            FloatVector d = FloatVector.fromArray(SPECIES, b, bt + r * PANEL);
            s0 = d.fma(spread(a[at + r * PANEL]), s0);
            s1 = d.fma(spread(a[at + r * PANEL + 1]), s1);
            s2 = d.fma(spread(a[at + r * PANEL + 2]), s2);
            s3 = d.fma(spread(a[at + r * PANEL + 3]), s3);
            s4 = d.fma(spread(a[at + r * PANEL + 4]), s4);
            s5 = d.fma(spread(a[at + r * PANEL + 5]), s5);
            s6 = d.fma(spread(a[at + r * PANEL + 6]), s6);
            s7 = d.fma(spread(a[at + r * PANEL + 7]), s7);
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + PANEL);
        s2.intoArray(c, to + 2 * PANEL);
        s3.intoArray(c, to + 3 * PANEL);
        s4.intoArray(c, to + 4 * PANEL);
        s5.intoArray(c, to + 5 * PANEL);
        s6.intoArray(c, to + 6 * PANEL);
        s7.intoArray(c, to + 7 * PANEL);
    }

    private static void addUnitsByUnitsTwoRows(float[] a, int at, float[] b, int bt, float[] c, int to, int cPanel) {
        int to2 = to + cPanel;
        FloatVector s0 = FloatVector.fromArray(SPECIES, c, to);
        FloatVector s1 = FloatVector.fromArray(SPECIES, c, to + PANEL);
        FloatVector s2 = FloatVector.fromArray(SPECIES, c, to + 2 * PANEL);
        FloatVector s3 = FloatVector.fromArray(SPECIES, c, to + 3 * PANEL);
        FloatVector s4 = FloatVector.fromArray(SPECIES, c, to + 4 * PANEL);
        FloatVector s5 = FloatVector.fromArray(SPECIES, c, to + 5 * PANEL);
        FloatVector s6 = FloatVector.fromArray(SPECIES, c, to + 6 * PANEL);
        FloatVector s7 = FloatVector.fromArray(SPECIES, c, to + 7 * PANEL);
        FloatVector t0 = FloatVector.fromArray(SPECIES, c, to2);
        FloatVector t1 = FloatVector.fromArray(SPECIES, c, to2 + PANEL);
        FloatVector t2 = FloatVector.fromArray(SPECIES, c, to2 + 2 * PANEL);
        FloatVector t3 = FloatVector.fromArray(SPECIES, c, to2 + 3 * PANEL);
        FloatVector t4 = FloatVector.fromArray(SPECIES, c, to2 + 4 * PANEL);
        FloatVector t5 = FloatVector.fromArray(SPECIES, c, to2 + 5 * PANEL);
        FloatVector t6 = FloatVector.fromArray(SPECIES, c, to2 + 6 * PANEL);
        FloatVector t7 = FloatVector.fromArray(SPECIES, c, to2 + 7 * PANEL);
        for (int r = 0; r < TILE; r++) {
            FloatVector d = FloatVector.fromArray(SPECIES, b, bt + r * PANEL);
            FloatVector e = FloatVector.fromArray(SPECIES, b, bt + PANEL_SIZE + r * PANEL);
            FloatVector a0 = spread(a[at + r * PANEL]);
            s0 = d.fma(a0, s0);
            t0 = e.fma(a0, t0);
            FloatVector a1 = spread(a[at + r * PANEL + 1]);
            s1 = d.fma(a1, s1);
            t1 = e.fma(a1, t1);
            FloatVector a2 = spread(a[at + r * PANEL + 2]);
            s2 = d.fma(a2, s2);
            t2 = e.fma(a2, t2);
            FloatVector a3 = spread(a[at + r * PANEL + 3]);
            s3 = d.fma(a3, s3);
            t3 = e.fma(a3, t3);
            FloatVector a4 = spread(a[at + r * PANEL + 4]);
            s4 = d.fma(a4, s4);
            t4 = e.fma(a4, t4);
            FloatVector a5 = spread(a[at + r * PANEL + 5]);
            s5 = d.fma(a5, s5);
            t5 = e.fma(a5, t5);
            FloatVector a6 = spread(a[at + r * PANEL + 6]);
            s6 = d.fma(a6, s6);
            t6 = e.fma(a6, t6);
            FloatVector a7 = spread(a[at + r * PANEL + 7]);
            s7 = d.fma(a7, s7);
            t7 = e.fma(a7, t7);
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + PANEL);
        s2.intoArray(c, to + 2 * PANEL);
        s3.intoArray(c, to + 3 * PANEL);
        s4.intoArray(c, to + 4 * PANEL);
        s5.intoArray(c, to + 5 * PANEL);
        s6.intoArray(c, to + 6 * PANEL);
        s7.intoArray(c, to + 7 * PANEL);
        t0.intoArray(c, to2);
        t1.intoArray(c, to2 + PANEL);
        t2.intoArray(c, to2 + 2 * PANEL);
        t3.intoArray(c, to2 + 3 * PANEL);
        t4.intoArray(c, to2 + 4 * PANEL);
        t5.intoArray(c, to2 + 5 * PANEL);
        t6.intoArray(c, to2 + 6 * PANEL);
        t7.intoArray(c, to2 + 7 * PANEL);
    }

    /**
     * {@code c[j][f] += sum_r a[f][r] b[r][j]} for the panels j of {@code b}.
     *
     * @param a features, as many as {@code count} rounded up to a multiple of {@link #ROWS}
     * @param b panels from the first element on
     * @param panels how many
     * @param c [panel][f][16] from {@code cStart} on, room for as many f as {@code a} has
     */
    static void addFeaturesByUnits(float[] a, int count, float[] b, int panels, float[] c, int cStart) {
        int whole = (count + ROWS - 1) / ROWS * ROWS;
        int panel = 0;
        while (panel < panels) {
            boolean two = LANES == PANEL && panel + 1 < panels;
            for (int v = 0; v < PANEL; v += LANES) {
                for (int f = 0; f < whole; f += ROWS) {
                    int bt = panel * PANEL_SIZE + v;
                    int to = cStart + (panel * whole + f) * PANEL + v;
                    if (two) {
                        addFeaturesByUnitsTwoRows(a, f * TILE, b, bt, c, to, whole * PANEL);
                    } else {
                        addFeaturesByUnitsRows(a, f * TILE, b, bt, c, to);
                    }
                }
            }
            panel += two ? 2 : 1;
        }
    }

    private static void addFeaturesByUnitsRows(float[] a, int at, float[] b, int bt, float[] c, int to) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, c, to);
        FloatVector s1 = FloatVector.fromArray(SPECIES, c, to + PANEL);
        FloatVector s2 = FloatVector.fromArray(SPECIES, c, to + 2 * PANEL);
        FloatVector s3 = FloatVector.fromArray(SPECIES, c, to + 3 * PANEL);
        FloatVector s4 = FloatVector.fromArray(SPECIES, c, to + 4 * PANEL);
        FloatVector s5 = FloatVector.fromArray(SPECIES, c, to + 5 * PANEL);
        FloatVector s6 = FloatVector.fromArray(SPECIES, c, to + 6 * PANEL);
        FloatVector s7 = FloatVector.fromArray(SPECIES, c, to + 7 * PANEL);
        for (int r = 0; r < TILE; r++) {
            FloatVector d = FloatVector.fromArray(SPECIES, b, bt + r * PANEL);
            s0 = d.fma(spread(a[at + r]), s0);
            s1 = d.fma(spread(a[at + r + TILE]), s1);
            s2 = d.fma(spread(a[at + r + 2 * TILE]), s2);
            s3 = d.fma(spread(a[at + r + 3 * TILE]), s3);
            s4 = d.fma(spread(a[at + r + 4 * TILE]), s4);
            s5 = d.fma(spread(a[at + r + 5 * TILE]), s5);
            s6 = d.fma(spread(a[at + r + 6 * TILE]), s6);
            s7 = d.fma(spread(a[at + r + 7 * TILE]), s7);
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + PANEL);
        s2.intoArray(c, to + 2 * PANEL);
        s3.intoArray(c, to + 3 * PANEL);
        s4.intoArray(c, to + 4 * PANEL);
        s5.intoArray(c, to + 5 * PANEL);
        s6.intoArray(c, to + 6 * PANEL);
        s7.intoArray(c, to + 7 * PANEL);
    }

    private static void addFeaturesByUnitsTwoRows(float[] a, int at, float[] b, int bt, float[] c, int to, int cPanel) {
        int to2 = to + cPanel;
        FloatVector s0 = FloatVector.fromArray(SPECIES, c, to);
        FloatVector s1 = FloatVector.fromArray(SPECIES, c, to + PANEL);
        FloatVector s2 = FloatVector.fromArray(SPECIES, c, to + 2 * PANEL);
        FloatVector s3 = FloatVector.fromArray(SPECIES, c, to + 3 * PANEL);
        FloatVector s4 = FloatVector.fromArray(SPECIES, c, to + 4 * PANEL);
        FloatVector s5 = FloatVector.fromArray(SPECIES, c, to + 5 * PANEL);
        FloatVector s6 = FloatVector.fromArray(SPECIES, c, to + 6 * PANEL);
        FloatVector s7 = FloatVector.fromArray(SPECIES, c, to + 7 * PANEL);
        FloatVector t0 = FloatVector.fromArray(SPECIES, c, to2);
        FloatVector t1 = FloatVector.fromArray(SPECIES, c, to2 + PANEL);
        FloatVector t2 = FloatVector.fromArray(SPECIES, c, to2 + 2 * PANEL);
        FloatVector t3 = FloatVector.fromArray(SPECIES, c, to2 + 3 * PANEL);
        FloatVector t4 = FloatVector.fromArray(SPECIES, c, to2 + 4 * PANEL);
        FloatVector t5 = FloatVector.fromArray(SPECIES, c, to2 + 5 * PANEL);
        FloatVector t6 = FloatVector.fromArray(SPECIES, c, to2 + 6 * PANEL);
        FloatVector t7 = FloatVector.fromArray(SPECIES, c, to2 + 7 * PANEL);
        for (int r = 0; r < TILE; r++) {
            FloatVector d = FloatVector.fromArray(SPECIES, b, bt + r * PANEL);
            FloatVector e = FloatVector.fromArray(SPECIES, b, bt + PANEL_SIZE + r * PANEL);
            FloatVector a0 = spread(a[at + r]);
            s0 = d.fma(a0, s0);
            t0 = e.fma(a0, t0);
            FloatVector a1 = spread(a[at + r + TILE]);
            s1 = d.fma(a1, s1);
            t1 = e.fma(a1, t1);
            FloatVector a2 = spread(a[at + r + 2 * TILE]);
            s2 = d.fma(a2, s2);
            t2 = e.fma(a2, t2);
            FloatVector a3 = spread(a[at + r + 3 * TILE]);
            s3 = d.fma(a3, s3);
            t3 = e.fma(a3, t3);
            FloatVector a4 = spread(a[at + r + 4 * TILE]);
            s4 = d.fma(a4, s4);
            t4 = e.fma(a4, t4);
            FloatVector a5 = spread(a[at + r + 5 * TILE]);
            s5 = d.fma(a5, s5);
            t5 = e.fma(a5, t5);
            FloatVector a6 = spread(a[at + r + 6 * TILE]);
            s6 = d.fma(a6, s6);
            t6 = e.fma(a6, t6);
            FloatVector a7 = spread(a[at + r + 7 * TILE]);
            s7 = d.fma(a7, s7);
            t7 = e.fma(a7, t7);
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + PANEL);
        s2.intoArray(c, to + 2 * PANEL);
        s3.intoArray(c, to + 3 * PANEL);
        s4.intoArray(c, to + 4 * PANEL);
        s5.intoArray(c, to + 5 * PANEL);
        s6.intoArray(c, to + 6 * PANEL);
        s7.intoArray(c, to + 7 * PANEL);
        t0.intoArray(c, to2);
        t1.intoArray(c, to2 + PANEL);
        t2.intoArray(c, to2 + 2 * PANEL);
        t3.intoArray(c, to2 + 3 * PANEL);
        t4.intoArray(c, to2 + 4 * PANEL);
        t5.intoArray(c, to2 + 5 * PANEL);
        t6.intoArray(c, to2 + 6 * PANEL);
        t7.intoArray(c, to2 + 7 * PANEL);
    }

    /**
     * {@code c[j] += sum_r b[r][j]} for the panels j of {@code b}: four partial sums, by the rows' remainder of 4.
     *
     * @param b panels from the first element on
     * @param panels how many
     * @param c [panel][16] from {@code cStart} on
     */
    static void addRows(float[] b, int panels, float[] c, int cStart) {
        for (int panel = 0; panel < panels; panel++) {
            for (int v = 0; v < PANEL; v += LANES) {
                int bt = panel * PANEL_SIZE + v;
                int to = cStart + panel * PANEL + v;
                FloatVector s0 = FloatVector.fromArray(SPECIES, b, bt);
                FloatVector s1 = FloatVector.fromArray(SPECIES, b, bt + PANEL);
                FloatVector s2 = FloatVector.fromArray(SPECIES, b, bt + 2 * PANEL);
                FloatVector s3 = FloatVector.fromArray(SPECIES, b, bt + 3 * PANEL);
                for (int r = 4; r < TILE; r += 4) {
                    s0 = s0.add(FloatVector.fromArray(SPECIES, b, bt + r * PANEL));
                    s1 = s1.add(FloatVector.fromArray(SPECIES, b, bt + r * PANEL + PANEL));
                    s2 = s2.add(FloatVector.fromArray(SPECIES, b, bt + r * PANEL + 2 * PANEL));
                    s3 = s3.add(FloatVector.fromArray(SPECIES, b, bt + r * PANEL + 3 * PANEL));
                }
                s0.add(s1)
                        .add(s2.add(s3))
                        .add(FloatVector.fromArray(SPECIES, c, to))
                        .intoArray(c, to);
            }
        }
    }

    /**
     * {@code c[f][l] += sum_r a[f][r]} over the rows r = l modulo 16: sums of which no vector has to be added up across.
     *
     * @param a features
     * @param c [f][16] from {@code cStart} on
     */
    static void addByLane(float[] a, int count, float[] c, int cStart) {
        for (int f = 0; f < count; f++) {
            for (int v = 0; v < PANEL; v += LANES) {
                int to = cStart + f * PANEL + v;
                FloatVector sum = FloatVector.fromArray(SPECIES, c, to);
                for (int r = v; r < TILE; r += PANEL) {
                    sum = sum.add(FloatVector.fromArray(SPECIES, a, f * TILE + r));
                }
                sum.intoArray(c, to);
            }
        }
    }
}
