package io.github.localflows.moments;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The test functions of stars that need not be axisymmetric, see {@link RotatingWeakForm}: those of {@link TestFunctions}, times functions of
 * the azimuth T, which are
 * <pre>
 *   1, cos m phi and sin m phi, m = 2, 4 .. 2 order        all around (halfWidth = pi)
 *   (1 - s²)² s^n, n = 0 .. order, s = phi/halfWidth       in a sector about phi = 0, at whose edges they vanish with their slope
 * </pre>
 * The first T goes with the fine functions of {@link MomentFamily#DYNAMICS}, from which the vertical force is found; each T with the coarse ones,
 * all monomials of the velocities of which are taken, but those that the fine ones have with the first.
 *
 * @param fine with the first function of the azimuth
 * @param coarse with all of them; of no heights but those of {@code fine}
 * @param halfWidth of the sector [rad], or pi for all around
 * @param order of the functions of the azimuth, at least 1
 */
public record RotatingFunctions(TestFunctions fine, TestFunctions coarse, double halfWidth, int order)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** Their squares, and those of their derivatives with respect to the azimuth, are held. */
    private static final int MOST_COLUMNS = 900;

    /** @throws IllegalArgumentException when the sector is none, or the functions are too many */
    public RotatingFunctions {
        if (!(halfWidth > 0 && halfWidth <= Math.PI) || order < 1) {
            throw new IllegalArgumentException("functions of azimuths within " + halfWidth + " rad of order " + order
                    + ": within 0 to pi, of order at least 1");
        }
        int columns = columns(fine, coarse, halfWidth, order);
        if (columns > MOST_COLUMNS) {
            throw new IllegalArgumentException("test functions and their derivatives with respect to the azimuth are "
                    + columns + ", more than " + MOST_COLUMNS + ", whose squares have to be held: take fewer");
        }
    }

    /** Whether all azimuths are there. */
    boolean isAround() {
        return halfWidth == Math.PI;
    }

    /** How many functions of the azimuth there are. */
    int azimuths() {
        return isAround() ? 2 * order + 1 : order + 1;
    }

    /** A set of functions: of a parity of z, with one function of the azimuth. */
    record Group(boolean isFine, boolean evenZ, int azimuth, List<TestFunctions.Powers> powers) {}

    /** All functions, in their order. */
    List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        for (boolean evenZ : new boolean[] {true, false}) {
            groups.add(new Group(true, evenZ, 0, fine.dynamics(evenZ)));
        }
        for (int n = isAround() ? 1 : 0; n < azimuths(); n++) {
            for (boolean evenZ : new boolean[] {true, false}) {
                List<TestFunctions.Powers> powers = coarse.all(evenZ);
                if (n == 0) {
                    powers.removeAll(fine.dynamics(evenZ));
                }
                groups.add(new Group(false, evenZ, n, powers));
            }
        }
        return groups;
    }

    private int count(Group group) {
        TestFunctions functions = group.isFine ? fine : coarse;
        return functions.verticals() * (functions.degreeR() + 1) * group.powers.size();
    }

    /** How many functions there are. */
    public int count() {
        return groups().stream().mapToInt(this::count).sum();
    }

    /** The first function that depends on the azimuth, as all after it do. */
    int firstOfAzimuth() {
        return isAround()
                ? groups().stream().filter(Group::isFine).mapToInt(this::count).sum()
                : 0;
    }

    private static int columns(TestFunctions fine, TestFunctions coarse, double halfWidth, int order) {
        boolean around = halfWidth == Math.PI;
        long perT = (long) coarse.verticals()
                * (coarse.degreeR() + 1)
                * (coarse.all(true).size() + coarse.all(false).size());
        long ofFine = fine.count(MomentFamily.DYNAMICS);
        long columns = around ? ofFine + 4 * perT * order : 2 * (ofFine + perT * (order + 1));
        return (int) Math.min(columns, Integer.MAX_VALUE);
    }

    /** The functions in words, in their order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Group group : groups()) {
            TestFunctions functions = group.isFine ? fine : coarse;
            for (int i = 0; i <= functions.degreeR(); i++) {
                for (int q = 0; q < functions.verticals(); q++) {
                    String space = azimuth(group.azimuth)
                            + (i == 0 ? "" : "x^" + i + " ")
                            + functions.vertical(group.evenZ, q);
                    group.powers.forEach(powers -> names.add(space + powers.inWords()));
                }
            }
        }
        return names;
    }

    private String azimuth(int n) {
        if (n == 0) {
            return "";
        }
        return isAround()
                ? String.format(Locale.ROOT, "%s(%d phi) ", n % 2 == 1 ? "cos" : "sin", 2 * ((n + 1) / 2))
                : "phi^" + n + " ";
    }

    /** Fills the functions of the azimuth and their derivatives. */
    void fill(double phi, double[] T, double[] dT) {
        if (isAround()) {
            T[0] = 1;
            dT[0] = 0;
            for (int n = 1; n < T.length; n += 2) {
                int m = n + 1;
                double cos = Math.cos(m * phi);
                double sin = Math.sin(m * phi);
                T[n] = cos;
                dT[n] = -m * sin;
                T[n + 1] = sin;
                dT[n + 1] = m * cos;
            }
            return;
        }
        double s = phi / halfWidth;
        double in = 1 - s * s;
        double power = 1;
        double derivative = 0;
        for (int n = 0; n < T.length; n++) {
            T[n] = in * in * power;
            dT[n] = (-4 * s * in * power + in * in * derivative) / halfWidth;
            derivative = (n + 1) * power;
            power *= s;
        }
    }
}
