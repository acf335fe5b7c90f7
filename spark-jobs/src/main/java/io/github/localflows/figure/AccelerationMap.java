package io.github.localflows.figure;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Unsolved;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.stage.stars.MockName;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * The field of accelerations in the (R, z) plane as a figure: a row for aR, a row for az; in each, side by side and on
 * one colour scale, what was learned and what is exact, then the residual |model|/|exact| - 1. Where nobody knows the exact
 * field, what was learned and its 1-sigma error as a part of it.
 *
 * <p>When what is found in the same way from the exact distribution function is there too (the control), a fourth column has its
 * residual on the same scale: no flow can be judged below that.
 *
 * <p>Positions must form a full grid: each R with each z. Cells without a value (unsolved, or no residual since the
 * exact component vanishes) are grey. Colours do not reach to wild values, such as flows give at the edge of the volume
 * that they were trained on: these have the colours of the scale's ends, and the colour bar an arrow there.
 */
public final class AccelerationMap {
    private static final double LEFT = 36;
    private static final double RIGHT = 10;
    private static final double TOP = 43;
    private static final double BETWEEN_ROWS = 46;
    private static final double BOTTOM = 32;
    private static final double NARROW_GAP = 8;
    private static final double WIDE_GAP = 20;
    private static final double TALLEST = 215;

    /** How far the colours of accelerations go beyond the exact ones, as a part of their range. */
    private static final double BEYOND_EXACT = 0.1;

    /** Residuals' colours end between these percentages ... */
    private static final double SMALLEST_END = 0.1;

    private static final double LARGEST_END = 20;

    /** Those of errors, which may be as large as what was found, end here at the latest. */
    private static final double LARGEST_ERROR = 100;

    /** ... so as to hold this share of the cells: near the plane and at the edge of the training volume they explode. */
    private static final double SHARE_OF_LEARNED = 0.75;

    private AccelerationMap() {}

    /**
     * What a field is from.
     *
     * @param words after "accelerations"
     * @param plate in a word or two, in the panels
     * @param floor what gives the control, in the panels
     * @param floorWords the same in the caption
     * @param inPaper whether figure 2 of the paper shows the same
     */
    private record Source(String words, String plate, String floor, String floorWords, boolean inPaper) {
        /** One that has no control, or that of fits. */
        Source(String words, String plate) {
            this(words, plate, "floor: fit to exact", "the same fit to the accelerations of the exact f", false);
        }

        /** A field of a star set. */
        static Source of(Kind kind, String set) {
            return switch (kind) {
                case WEAK_FORM ->
                    new Source("of the potential that keeps the stars of " + set + " steady", "weak form");
                case POTENTIAL ->
                    new Source(
                            "of the potential nearest to what "
                                    + (set.equals(FieldNames.CONTROL)
                                            ? "the exact f says"
                                            : "the flows of " + set + " have learned"),
                            "potential");
                case COMBINED ->
                    new Source("of the potential that flows and moments of " + set + " say together", "combined");
                default ->
                    new Source(
                            "that the flows of " + set + " have learned",
                            "learned",
                            "floor: exact *f*",
                            "the same inversion of the exact f",
                            set.equals(MockName.FIDUCIAL.toString()));
            };
        }
    }

    /**
     * The figure of one field.
     *
     * @param kind what was found
     * @param set of which star set
     * @param model what was found, on a full grid of positions, in any order
     * @param control the same from the exact distribution function, on a full grid; empty when there is none
     */
    public static Figure of(Kind kind, String set, List<AccelerationPoint> model, List<AccelerationPoint> control) {
        Source source = Source.of(kind, set);
        if (model.stream().noneMatch(AccelerationPoint::hasTruth)) {
            return withoutTruth(source, model);
        }
        Grid grid = new Grid(model);
        boolean withControl = !control.isEmpty();
        int columns = withControl ? 4 : 3;
        double[] gaps = {0, NARROW_GAP, NARROW_GAP + WIDE_GAP, 2 * NARROW_GAP + WIDE_GAP};
        double panelWidth = (PanelPage.TEXT_WIDTH - LEFT - RIGHT - gaps[columns - 1]) / columns;
        double panelHeight =
                Math.min(TALLEST, panelWidth * grid.z().length() / grid.R().length());
        PanelPage page = new PanelPage(
                caption(source, model, control), PanelPage.TEXT_WIDTH, TOP + 2 * panelHeight + BETWEEN_ROWS + BOTTOM);

        if (model.stream().anyMatch(point -> Double.isNaN(Component.AZ.residual(point)))) {
            page.addText("grey: no value", Plots.LABEL_SIZE - 1, 3, page.height() - 4, 0);
        }
        for (Component component : Component.values()) {
            int row = component.ordinal();
            double top = TOP + row * (panelHeight + BETWEEN_ROWS);
            boolean lowest = row == 1;
            String symbol = Plots.symbol(component);
            Rectangle2D[] frames = new Rectangle2D[columns];
            for (int column = 0; column < columns; column++) {
                frames[column] =
                        new Rectangle2D.Double(LEFT + column * panelWidth + gaps[column], top, panelWidth, panelHeight);
            }

            double[] found = grid.values(component::model);
            double[] exact = grid.values(component::exact);
            Range both = Range.around(exact, BEYOND_EXACT);
            ColourScale scale = ColourScale.linear(ColourMap.sequential(), both);
            addMap(page, grid, found, scale, new Place(frames[0], true, lowest, symbol + "  " + source.plate()));
            addMap(page, grid, exact, scale, new Place(frames[1], false, lowest, symbol + "  exact"));
            Rectangle2D frame = frames[0].createUnion(frames[1]);
            ColourBar.add(page, scale, frame, symbol + "  [pc Myr^{\u22122}]", found, exact);

            double[] percent = grid.values(point -> 100 * component.residual(point));
            ColourScale residuals = ColourScale.linear(
                    ColourMap.diverging(), Range.symmetrical(percent, SHARE_OF_LEARNED, SMALLEST_END, LARGEST_END));
            addMap(page, grid, percent, residuals, new Place(frames[2], false, lowest, "residual"));
            double[] floor = new double[0];
            if (withControl) {
                Grid ofControl = new Grid(control);
                floor = ofControl.values(point -> 100 * component.residual(point));
                addMap(page, ofControl, floor, residuals, new Place(frames[3], false, lowest, source.floor()));
            }
            ColourBar.add(
                    page,
                    residuals,
                    frames[2].createUnion(frames[columns - 1]),
                    "|" + symbol + "\u2009| / |exact| \u2212 1  [%]",
                    percent,
                    floor);
        }
        return page;
    }

    private static Figure withoutTruth(Source source, List<AccelerationPoint> model) {
        Grid grid = new Grid(model);
        double panelWidth = (PanelPage.TEXT_WIDTH - LEFT - RIGHT - WIDE_GAP) / 2;
        double panelHeight =
                Math.min(TALLEST, panelWidth * grid.z().length() / grid.R().length());
        PanelPage page = new PanelPage(
                captionWithoutTruth(source, model),
                PanelPage.TEXT_WIDTH,
                TOP + 2 * panelHeight + BETWEEN_ROWS + BOTTOM);
        if (model.stream().anyMatch(point -> Double.isNaN(Component.AZ.relativeError(point)))) {
            page.addText("grey: no value", Plots.LABEL_SIZE - 1, 3, page.height() - 4, 0);
        }
        for (Component component : Component.values()) {
            int row = component.ordinal();
            double top = TOP + row * (panelHeight + BETWEEN_ROWS);
            boolean lowest = row == 1;
            String symbol = Plots.symbol(component);
            Rectangle2D found = new Rectangle2D.Double(LEFT, top, panelWidth, panelHeight);
            Rectangle2D error = new Rectangle2D.Double(LEFT + panelWidth + WIDE_GAP, top, panelWidth, panelHeight);
            double[] values = grid.values(component::model);
            Range range = Range.nearly(values, BEYOND_EXACT);
            ColourScale scale = ColourScale.linear(ColourMap.sequential(), range);
            addMap(page, grid, values, scale, new Place(found, true, lowest, symbol + "  " + source.plate()));
            ColourBar.add(page, scale, found, symbol + "  [pc Myr^{\u22122}]", values);
            double[] percent = grid.values(point -> 100 * component.relativeError(point));
            Range errors = new Range(
                    0,
                    Range.symmetrical(percent, SHARE_OF_LEARNED, SMALLEST_END, LARGEST_ERROR)
                            .upper());
            ColourScale errorScale = ColourScale.linear(ColourMap.sequential(), errors);
            addMap(page, grid, percent, errorScale, new Place(error, false, lowest, "1*\u03c3* error"));
            ColourBar.add(page, errorScale, error, "error of " + symbol + " / |" + symbol + "|  [%]", percent);
        }
        return page;
    }

    /**
     * Where a map stands on the page.
     *
     * @param leftmost whether z is written beside it
     * @param lowest whether R is written below it
     * @param plate what it shows, written into it
     */
    private record Place(Rectangle2D frame, boolean leftmost, boolean lowest, String plate) {}

    private static void addMap(PanelPage page, Grid grid, double[] values, ColourScale scale, Place place) {
        page.addImage(grid.image(values, scale), place.frame());
        NumberAxis R = Plots.axis(grid.R(), grid.R().step(2), 5);
        NumberAxis z = Plots.axis(grid.z(), grid.z().step(4), 5);
        R.setTickLabelsVisible(place.lowest());
        z.setTickLabelsVisible(place.leftmost());
        XYPlot plot = Plots.plot(R, z);
        if (place.lowest()) {
            Plots.name(R, "*R*  [kpc]");
        }
        if (place.leftmost()) {
            Plots.name(z, "*z*  [kpc]");
        }
        page.addPlot(plot, place.frame());
        page.addPlate(place.plate(), place.frame());
    }

    private static String caption(Source source, List<AccelerationPoint> model, List<AccelerationPoint> control) {
        return Words.sentences(List.of(
                "accelerations in the (R, z) plane " + source.words()
                        + ", the exact ones and the residual |model|/|exact| − 1",
                "over all cells the median |residual| is " + medians(model, Component::residual),
                control.isEmpty()
                        ? ""
                        : "the floor is that of " + source.floorWords() + ": " + medians(control, Component::residual),
                unsolved(model),
                Words.inPaper(2, source.inPaper())));
    }

    private static String captionWithoutTruth(Source source, List<AccelerationPoint> model) {
        return Words.sentences(List.of(
                "accelerations in the (R, z) plane " + source.words() + ", and their 1σ errors",
                "over all cells the median error is " + medians(model, Component::relativeError),
                unsolved(model)));
    }

    private static String unsolved(List<AccelerationPoint> model) {
        Unsolved unsolved = Unsolved.of(model);
        return unsolved.count() == 0 ? "" : unsolved.inWords();
    }

    /** Medians of sizes of both components, in words. */
    private static String medians(
            List<AccelerationPoint> field, ToDoubleBiFunction<Component, AccelerationPoint> value) {
        return Words.list(Arrays.stream(Component.values())
                .map(component -> {
                    double[] sizes = field.stream()
                            .mapToDouble(point -> Math.abs(value.applyAsDouble(component, point)))
                            .filter(size -> !Double.isNaN(size))
                            .sorted()
                            .toArray();
                    String median = sizes.length == 0 ? "not known" : Words.percent(sizes[sizes.length / 2]);
                    return median + " for " + component.symbol();
                })
                .toList());
    }
}
