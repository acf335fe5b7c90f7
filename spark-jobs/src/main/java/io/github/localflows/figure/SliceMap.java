package io.github.localflows.figure;

import io.github.localflows.stage.stars.MockName;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * Slices of f as a figure: a row for each, in it the exact f, the learned one, and the residual model/exact - 1. Where nobody knows
 * the exact f, the learned one and its error as a part of it. Where f is less than a hundredth of its largest value in the slice, or counts as 0, beyond
 * the training volume, the last column is grey.
 */
public final class SliceMap {
    private static final double LEFT = 44;
    private static final double RIGHT = 12;
    private static final double TOP = 43;
    private static final double NARROW_GAP = 8;
    private static final double WIDE_GAP = 20;
    private static final double BETWEEN_ROWS = 33;
    private static final double BOTTOM = 34;
    private static final double HEIGHT_OF_WIDTH = 0.72;

    /** Residuals' colours end between these percentages, so as to hold this share of the points where f counts. */
    private static final double SMALLEST_END = 1;

    private static final double LARGEST_END = 20;

    /** Errors may be as large as what was learned [%]. */
    private static final double LARGEST_ERROR = 100;

    private static final double SHARE_IN_SCALE = 0.9;

    /** Where f counts: from this part of its largest value in the slice on. */
    private static final double COUNTS = 0.01;

    private SliceMap() {}

    /**
     * One slice.
     *
     * @param x name of the coordinate that runs to the right: R, z, vR, vphi or vz
     * @param y name of the one that runs up
     * @param xs its values, rising [kpc or km/s]
     * @param ys likewise
     * @param f learned, for each x all y; NaN where it is not known
     * @param error of f; NaN where none is known
     * @param exact f; NaN where nobody knows it
     */
    public record Slice(String x, String y, double[] xs, double[] ys, double[] f, double[] error, double[] exact) {
        /** Refuses a slice that is not a full grid. */
        public Slice {
            int points = xs.length * ys.length;
            if (xs.length < 2
                    || ys.length < 2
                    || f.length != points
                    || error.length != points
                    || exact.length != points) {
                throw new IllegalArgumentException("slice in " + x + " and " + y + " with " + f.length + ", "
                        + error.length + " and " + exact.length + " values on " + xs.length + " x " + ys.length
                        + " points: it needs a full grid of at least 2 x 2.");
            }
        }

        boolean hasTruth() {
            return Arrays.stream(exact).anyMatch(value -> !Double.isNaN(value));
        }

        /** model/exact - 1 [%]; NaN where f does not count. */
        double[] residual() {
            return whereItCounts(exact, i -> 100 * (f[i] / exact[i] - 1));
        }

        /** error/f [%]; NaN where f does not count. */
        double[] relativeError() {
            return whereItCounts(f, i -> 100 * error[i] / f[i]);
        }

        private static double[] whereItCounts(double[] by, IntToDoubleFunction value) {
            double least =
                    COUNTS * Arrays.stream(by).filter(Double::isFinite).max().orElse(0);
            return IntStream.range(0, by.length)
                    .mapToDouble(i -> by[i] > least ? value.applyAsDouble(i) : Double.NaN)
                    .toArray();
        }
    }

    /** The figure of the slices of the f that a star set's flows have learned. */
    public static Figure of(String set, List<Slice> slices) {
        if (slices.isEmpty()) {
            throw new IllegalArgumentException("no slice of f: a figure needs one at least.");
        }
        boolean truth = slices.stream().anyMatch(Slice::hasTruth);
        int columns = truth ? 3 : 2;
        double width = (PanelPage.TEXT_WIDTH - LEFT - RIGHT - NARROW_GAP - WIDE_GAP) / 3;
        double height = HEIGHT_OF_WIDTH * width;
        double pageWidth = truth ? PanelPage.TEXT_WIDTH : LEFT + 2 * width + WIDE_GAP + RIGHT;
        PanelPage page = new PanelPage(
                caption(set, slices, truth),
                pageWidth,
                TOP + slices.size() * height + (slices.size() - 1) * BETWEEN_ROWS + BOTTOM);
        ColourScale f = ColourScale.linear(ColourMap.sequential(), values(slices));
        Range percent = percent(slices, truth);
        ColourScale difference = ColourScale.linear(
                truth ? ColourMap.diverging() : ColourMap.sequential(),
                truth ? percent : new Range(0, percent.upper()));
        for (int row = 0; row < slices.size(); row++) {
            Slice slice = slices.get(row);
            double top = TOP + row * (height + BETWEEN_ROWS);
            List<Rectangle2D> frames = new ArrayList<>();
            for (int column = 0; column < columns; column++) {
                double gaps = column == columns - 1 ? (columns - 2) * NARROW_GAP + WIDE_GAP : column * NARROW_GAP;
                frames.add(new Rectangle2D.Double(LEFT + column * width + gaps, top, width, height));
            }
            if (truth) {
                addPanel(page, slice, slice.exact(), f, new Place(frames.get(0), true, "exact"));
            }
            addPanel(page, slice, slice.f(), f, new Place(frames.get(columns - 2), !truth, "learned"));
            addPanel(
                    page,
                    slice,
                    truth ? slice.residual() : slice.relativeError(),
                    difference,
                    new Place(frames.get(columns - 1), false, truth ? "residual" : "1*\u03c3* error"));
            if (row == 0) {
                ColourBar.add(
                        page,
                        f,
                        frames.get(0).createUnion(frames.get(columns - 2)),
                        "*f* / *f*_{ref}",
                        values(slices, Slice::f),
                        values(slices, Slice::exact));
                ColourBar.add(
                        page,
                        difference,
                        frames.get(columns - 1),
                        truth ? "learned / exact \u2212 1  [%]" : "error of *f* / *f*  [%]",
                        values(slices, truth ? Slice::residual : Slice::relativeError));
            }
        }
        return page;
    }

    private static double[] values(List<Slice> slices, Function<Slice, double[]> of) {
        return slices.stream().map(of).flatMapToDouble(Arrays::stream).toArray();
    }

    /** From 0 to the largest exact value, or the largest usual one of the learned f. */
    private static Range values(List<Slice> slices) {
        double largest = slices.stream()
                .mapToDouble(slice -> Arrays.stream(slice.hasTruth() ? slice.exact() : slice.f())
                        .filter(Double::isFinite)
                        .max()
                        .orElse(0))
                .max()
                .orElse(0);
        return new Range(0, largest > 0 ? largest : 1);
    }

    private static Range percent(List<Slice> slices, boolean truth) {
        double[] counting = slices.stream()
                .flatMapToDouble(slice -> Arrays.stream(truth ? slice.residual() : slice.relativeError()))
                .toArray();
        return Range.symmetrical(counting, SHARE_IN_SCALE, SMALLEST_END, truth ? LARGEST_END : LARGEST_ERROR);
    }

    /** @param leftmost whether the second coordinate is written beside it */
    private record Place(Rectangle2D frame, boolean leftmost, String plate) {}

    private static void addPanel(PanelPage page, Slice slice, double[] values, ColourScale scale, Place place) {
        page.addImage(scale.image(slice.xs().length, values), place.frame());
        Range along = Range.edges(slice.xs());
        Range up = Range.edges(slice.ys());
        NumberAxis x = Plots.axis(along, along.step(4), 5);
        NumberAxis y = Plots.axis(up, up.step(4), 5);
        Plots.name(x, name(slice.x()));
        y.setTickLabelsVisible(place.leftmost());
        if (place.leftmost()) {
            Plots.name(y, name(slice.y()));
        }
        XYPlot plot = Plots.plot(x, y);
        page.addPlot(plot, place.frame());
        page.addPlate(place.plate(), place.frame());
    }

    private static String name(String coordinate) {
        return switch (coordinate) {
            case "vR" -> "*v*_{*R*}  [km s^{\u22121}]";
            case "vphi" -> "*v*_{*\u03c6*}  [km s^{\u22121}]";
            case "vz" -> "*v*_{*z*}  [km s^{\u22121}]";
            default -> "*" + coordinate + "*  [kpc]";
        };
    }

    private static String caption(String set, List<Slice> slices, boolean truth) {
        List<String> numbers = new ArrayList<>();
        for (Slice slice : slices) {
            double[] sizes = Arrays.stream(truth ? slice.residual() : slice.relativeError())
                    .filter(value -> !Double.isNaN(value))
                    .map(Math::abs)
                    .sorted()
                    .toArray();
            if (sizes.length > 0) {
                numbers.add(
                        Words.percent(0.01 * sizes[sizes.length / 2]) + " in (" + slice.x() + ", " + slice.y() + ")");
            }
        }
        return Words.sentences(List.of(
                "slices of f that the flows of " + set + " have learned"
                        + (truth ? ", beside the exact f, and the residual" : ", and the error"),
                numbers.isEmpty()
                        ? ""
                        : "median " + (truth ? "|residual| " : "error ") + Words.list(numbers)
                                + ", where f exceeds 1% of its largest value in the slice; elsewhere few stars are, and the last"
                                + " column is grey",
                Words.inPaper(1, truth && set.equals(MockName.FIDUCIAL.toString()))));
    }
}
