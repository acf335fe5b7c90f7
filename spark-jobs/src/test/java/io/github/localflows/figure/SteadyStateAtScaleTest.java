package io.github.localflows.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.figure.SteadyState.Counts;
import io.github.localflows.figure.SteadyState.Plane;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A million unperturbed stars, and their distribution inside 3 to 12 kpc after 500 Myr: in the volume measure it stays,
 * in the slice measure it does not. Leaves a picture of it, {@code target/figures/steady-state.png}. A few minutes of two
 * cores: {@code mvn -Pscale -pl core,spark-jobs test}.
 */
@Tag("scale")
class SteadyStateAtScaleTest {
    /** 10,000 stars each, before and as many after. */
    private static final int SEEDS = 100;

    /** So wide that within 500 Myr nothing from outside it comes to 3 to 12 kpc within 2.5 kpc of the plane. */
    private static final Region WIDE = new Region(0.5, 25, 8);

    /** Standard deviations that a chi-square may be off: of 20 with fixed seeds, one in 800 runs would fail by chance. */
    private static final double SIGMAS = 4;

    /** A distribution that changes: farther off in every plane. */
    private static final double CHANGED_SIGMAS = 20;

    /** By how much the density may drift, the actions being approximate: measured 0.25%, twice that. */
    private static final double DRIFT = 5e-3;

    /** What part of the stars within 1.2 kpc of the plane may come from outside the ordinary region: measured 0.2%. */
    private static final double FROM_AFAR = 5e-3;

    private static final double[] HEIGHTS = {0, 0.3, 0.8, 1.2, 1.7, 2.5};

    /** How many of the heights' intervals lie within 1.2 kpc. */
    private static final int LOW = 3;

    // The picture [pt].
    private static final double LEFT = 44;
    private static final double TOP = 20;
    private static final double BOTTOM = 34;
    private static final double BETWEEN = 36;
    private static final double HEIGHT = 150;
    private static final double WIDTH = (PanelPage.TEXT_WIDTH - LEFT - 10 - BETWEEN) / 2;
    private static final BasicStroke LINE = new BasicStroke(1.1f);
    private static final Ellipse2D DOT = new Ellipse2D.Double(-1.75, -1.75, 3.5, 3.5);
    private static final BasicStroke BAR = new BasicStroke(0.7f);
    private static final Color VOLUME = new Color(0x1f5fa8);
    private static final Color SLICE = new Color(0xc8501e);

    private static final List<Plane> PLANES = planes();
    private static final Plane BY_R = row("R", PhasePoint::R, edges(3, 12, 18), 3, 12);
    private static final Plane BY_HEIGHT = row("|z|", p -> Math.abs(p.z()), HEIGHTS, 3, 12);
    private static final Plane BY_VPHI = row("vphi", PhasePoint::vphi, edges(110, 290, 18), 7, 9);

    private static List<Counts> volume;
    private static List<Counts> slice;

    private static List<Plane> planes() {
        double[] R = edges(3, 12, 18);
        return List.of(
                new Plane("(R, z)", low(PhasePoint::R), edges(3, 12, 36), PhasePoint::z, edges(-2.5, 2.5, 20)),
                new Plane("(R, vR)", low(PhasePoint::R), R, PhasePoint::vR, edges(-200, 200, 40)),
                new Plane("(R, vphi)", low(PhasePoint::R), R, PhasePoint::vphi, edges(0, 400, 40)),
                new Plane("(R, vz)", low(PhasePoint::R), R, PhasePoint::vz, edges(-120, 120, 40)),
                new Plane(
                        "(z, vz)",
                        p -> p.R() > 3 && p.R() < 12 ? p.z() : Double.NaN,
                        edges(-1.5, 1.5, 30),
                        PhasePoint::vz,
                        edges(-90, 90, 30)));
    }

    private static double[] edges(double from, double to, int cells) {
        return IntStream.rangeClosed(0, cells)
                .mapToDouble(i -> from + (to - from) * i / cells)
                .toArray();
    }

    /** A coordinate, no number (which is in no cell) at |z| > 2.5 kpc. */
    private static ToDoubleFunction<PhasePoint> low(ToDoubleFunction<PhasePoint> coordinate) {
        return p -> Math.abs(p.z()) < 2.5 ? coordinate.applyAsDouble(p) : Double.NaN;
    }

    /** One row of cells, between two radii. */
    private static Plane row(String name, ToDoubleFunction<PhasePoint> x, double[] edges, double Rmin, double Rmax) {
        return new Plane(name, low(x), edges, PhasePoint::R, new double[] {Rmin, Rmax});
    }

    @BeforeAll
    static void count() {
        volume = SteadyState.of(Measure.VOLUME, WIDE).counts(SEEDS, allPlanes());
        slice = SteadyState.of(Measure.SLICE, WIDE).counts(SEEDS, allPlanes());
    }

    private static List<Plane> allPlanes() {
        return Stream.concat(PLANES.stream(), Stream.of(BY_R, BY_HEIGHT, BY_VPHI))
                .toList();
    }

    private static Counts of(Plane plane, List<Counts> all) {
        return all.get(allPlanes().indexOf(plane));
    }

    @Test
    void volumeSampleKeepsItsDistribution() {
        System.out.println("volume measure, after against before, chi-square:");
        for (Plane plane : PLANES) {
            Counts counts = of(plane, volume);
            System.out.println("  " + plane.name() + ": " + counts.chiSquare() + "; against conservation along orbits "
                    + counts.chiSquareOfConservation());
            assertTrue(Math.abs(counts.chiSquare().sigmas()) < SIGMAS, plane.name() + ": " + counts.chiSquare());
            assertTrue(
                    Math.abs(counts.chiSquareOfConservation().sigmas()) < SIGMAS,
                    plane.name() + " against conservation: " + counts.chiSquareOfConservation());
        }
    }

    @Test
    void densityDriftsLittle() {
        print(of(BY_R, volume));
        print(of(BY_HEIGHT, volume));
        print(of(BY_VPHI, volume));
        for (int i = 0; i < BY_R.cells(); i++) {
            assertEquals(1, of(BY_R, volume).expectedRatio(i), DRIFT);
        }
        for (int i = 0; i < LOW; i++) {
            assertEquals(1, of(BY_HEIGHT, volume).expectedRatio(i), DRIFT);
        }
    }

    @Test
    void sliceSampleDoesNotKeepItsDistribution() {
        System.out.println("slice measure, after against before, chi-square:");
        for (Plane plane : PLANES) {
            Counts counts = of(plane, slice);
            System.out.println("  " + plane.name() + ": " + counts.chiSquare() + "; against conservation along orbits "
                    + counts.chiSquareOfConservation());
            assertTrue(counts.chiSquare().sigmas() > CHANGED_SIGMAS, plane.name() + ": " + counts.chiSquare());
            assertTrue(
                    Math.abs(counts.chiSquareOfConservation().sigmas()) < SIGMAS,
                    plane.name() + " against conservation: " + counts.chiSquareOfConservation());
        }
        print(of(BY_R, slice));
        print(of(BY_HEIGHT, slice));
        print(of(BY_VPHI, slice));
    }

    /** The data sets' stars are drawn in a smaller region, into which none come to replace those that leave. */
    @Test
    void edgesOfTheOrdinaryRegionMatterLittleNearThePlane() {
        for (Plane plane : List.of(BY_R, BY_HEIGHT, BY_VPHI)) {
            Counts counts = of(plane, volume);
            System.out.println("stars that have come from outside 1 < R < 16, |z| < 2.5 kpc, by " + plane.name() + ":");
            for (int i = 0; i < plane.cells(); i++) {
                System.out.printf(
                        Locale.ROOT,
                        "  %6.2f..%6.2f: %.3f%%%n",
                        plane.xEdges()[i],
                        plane.xEdges()[i + 1],
                        100.0 * counts.fromAfar()[i] / counts.after()[i]);
            }
        }
        Counts heights = of(BY_HEIGHT, volume);
        for (int i = 0; i < LOW; i++) {
            double part = (double) heights.fromAfar()[i] / heights.after()[i];
            assertTrue(part < FROM_AFAR, "from afar: " + part + " of the stars at height " + i);
        }
        Region ordinary = SteadyState.ORDINARY;
        List<Counts> all = SteadyState.of(Measure.VOLUME, ordinary).counts(SEEDS, PLANES);
        List<Counts> confined = SteadyState.ofConfined(Measure.VOLUME, ordinary).counts(SEEDS, PLANES);
        System.out.println("ordinary region, volume measure, after against before, chi-square:");
        for (int i = 0; i < PLANES.size(); i++) {
            System.out.printf(
                    Locale.ROOT,
                    "  %s: %s; of the %.1f%% of the stars that can never leave: %s%n",
                    PLANES.get(i).name(),
                    all.get(i).chiSquare(),
                    100.0
                            * Arrays.stream(confined.get(i).before()).sum()
                            / Arrays.stream(all.get(i).before()).sum(),
                    confined.get(i).chiSquare());
        }
        for (Counts counts : confined) {
            assertTrue(
                    Math.abs(counts.chiSquare().sigmas()) < SIGMAS,
                    counts.plane().name() + ": " + counts.chiSquare());
        }
    }

    private static void print(Counts counts) {
        System.out.println("after/before by " + counts.plane().name() + ": counted; without the noise of counting");
        for (int i = 0; i < counts.before().length; i++) {
            System.out.printf(
                    Locale.ROOT,
                    "  %6.2f..%6.2f: %7d stars, %.4f +- %.4f; %.4f%n",
                    counts.plane().xEdges()[i],
                    counts.plane().xEdges()[i + 1],
                    counts.before()[i],
                    counts.ratio(i),
                    counts.error(i),
                    counts.expectedRatio(i));
        }
    }

    @Test
    void pictureIsDrawn() throws IOException {
        PanelPage page = new PanelPage("Steady states.", PanelPage.TEXT_WIDTH, TOP + HEIGHT + BOTTOM);
        addPanel(page, LEFT, BY_R, new Range(3, 12), new Range(0.95, 1.2), "*R*  [kpc]");
        addPanel(
                page,
                LEFT + WIDTH + BETWEEN,
                BY_VPHI,
                new Range(110, 290),
                new Range(0.5, 1.7),
                "*v*_{\u03c6}  [km/s]");
        page.addText("|*z*| < 2.5 kpc", Plots.LABEL_SIZE, LEFT + WIDTH / 2, TOP - 7, 0.5);
        page.addText("7 < *R* < 9 kpc", Plots.LABEL_SIZE, LEFT + 1.5 * WIDTH + BETWEEN, TOP - 7, 0.5);
        page.addKey(
                List.of(
                        new PanelPage.KeyEntry(
                                new CurveStyle(SLICE, LINE, null, DOT), "slice: density *f* in (*R*, *z*, *v*)"),
                        new PanelPage.KeyEntry(new CurveStyle(VOLUME, LINE, null, DOT), "volume: density *R f*")),
                new Rectangle2D.Double(LEFT, TOP, WIDTH, HEIGHT),
                false,
                8);
        Path folder = Files.createDirectories(Path.of("target", "figures"));
        byte[] png = FigureFormat.PNG.bytes(page);
        Files.write(folder.resolve("steady-state.png"), png);
        // An empty page of this size compresses to a few kilobytes.
        assertTrue(png.length > 20_000, png.length + " bytes");
    }

    private static void addPanel(PanelPage page, double left, Plane plane, Range across, Range ratios, String name) {
        NumberAxis x = Plots.axis(across, across.step(6), 5);
        Plots.name(x, name);
        NumberAxis y = Plots.axis(ratios, ratios.step(5), 5);
        if (left == LEFT) {
            Plots.name(y, "stars after 500 Myr / before");
        }
        XYPlot plot = Plots.plot(x, y);
        addCounts(plot, of(plane, slice), SLICE);
        addCounts(plot, of(plane, volume), VOLUME);
        page.addPlot(plot, new Rectangle2D.Double(left, TOP, WIDTH, HEIGHT));
    }

    private static void addCounts(XYPlot plot, Counts counts, Color colour) {
        int n = counts.before().length;
        double[] edges = counts.plane().xEdges();
        double[] x = new double[n];
        double[] counted = new double[n];
        double[] expected = new double[n];
        double[] lower = new double[n];
        double[] upper = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = 0.5 * (edges[i] + edges[i + 1]);
            counted[i] = counts.ratio(i);
            expected[i] = counts.expectedRatio(i);
            lower[i] = counted[i] - counts.error(i);
            upper[i] = counted[i] + counts.error(i);
        }
        Plots.addLine(plot, x, expected, colour, LINE);
        Plots.addBars(plot, x, lower, upper, colour, BAR);
        Plots.addMarkers(plot, x, counted, colour, DOT);
    }
}
