package io.github.localflows.figure;

import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import io.github.localflows.accuracy.ProfilePoint;
import io.github.localflows.accuracy.Zone;
import java.awt.BasicStroke;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * Columns of profiles: above what was found and what is exact, below the signed residual model/exact - 1 beside that of the control,
 * below which nothing can be judged. Where nobody knows the exact acceleration, below is the error as a part of what was found.
 *
 * <p>Residuals and relative errors explode near the plane, where az passes through zero: the axis of the former does not go beyond 20%, that of
 * the latter not beyond 100%, and small triangles at its ends mark those that lie outside.
 */
final class ProfilePage {
    private static final double LEFT = 44;
    private static final double RIGHT = 10;
    private static final double TOP = 22;
    private static final double GAP_OF_ONE_SCALE = 8;
    private static final double GAP_OF_OWN_SCALES = 52;
    private static final double BETWEEN_PANELS = 8;
    private static final double CURVES_HEIGHT = 150;
    private static final double RESIDUAL_HEIGHT = 80;
    private static final double BOTTOM = 34;
    private static final int COLUMNS_IN_A_ROW = 4;

    /** Axes hold the values of curves with so much beside them. */
    private static final double MARGIN = 0.12;

    /** The residuals' axis holds this share of them ... */
    private static final double SHARE_IN_SCALE = 0.85;

    /** ... but ends between these [%]. */
    private static final double SMALLEST_END = 0.5;

    private static final double LARGEST_END = 20;

    /** Errors may be as large as what was found [%]. */
    private static final double LARGEST_ERROR = 100;

    /** Room beyond the last number of the residuals' axis, as a part of it. */
    private static final double BEYOND_END = 1.15;

    /** Where triangles mark what lies outside, as a part of the axis. */
    private static final double MARK = 0.94;

    /** Those of each curve so much nearer to the middle than the last one's. */
    private static final double MARKS_APART = 0.1;

    /** Of a line with markers only each so many-eth point has one. */
    private static final int POINTS_A_MARKER = 5;

    private static final BasicStroke BAR = new BasicStroke(0.6f);

    private static final double KEY_MARGIN = 6;
    private static final int MOST_NUMBERS = 6;
    private static final double ROOM_FOR_NUMBER = 24;

    /**
     * A curve.
     *
     * @param name in the key
     * @param profile what it is of
     * @param style how it looks
     */
    record Curve(String name, Profile profile, CurveStyle style) {}

    /**
     * A column.
     *
     * @param title above it
     * @param curves at least one, all of one component, the first the one that says along what it runs
     * @param floor the control's profile; of no points where there is none
     */
    record Column(String title, List<Curve> curves, Profile floor) {
        /** Refuses a column without anything to draw. */
        Column {
            curves = List.copyOf(curves);
            if (curves.isEmpty() || curves.get(0).profile().points().size() < 2) {
                throw new IllegalArgumentException("a profile of fewer than two positions: it needs two at least.");
            }
        }

        Component component() {
            return curves.get(0).profile().component();
        }

        boolean hasTruth() {
            return curves.stream().anyMatch(curve -> curve.profile().hasTruth());
        }

        boolean hasFloor() {
            return hasTruth() && !floor.points().isEmpty();
        }

        /** The points of all curves. */
        Stream<ProfilePoint> points() {
            return curves.stream().flatMap(curve -> curve.profile().points().stream());
        }
    }

    /**
     * From where to where axes go.
     *
     * @param along the position [kpc]
     * @param values the accelerations [pc/Myr^2]
     * @param below residuals or errors [%]
     */
    private record Scales(Range along, Range values, Range below) {
        static Scales of(List<Column> columns) {
            double[] positions = columns.stream()
                    .flatMap(column -> column.curves().get(0).profile().points().stream())
                    .mapToDouble(ProfilePoint::position)
                    .toArray();
            boolean residuals = columns.stream().anyMatch(Column::hasTruth);
            double[] percent = columns.stream()
                    .flatMap(Column::points)
                    .mapToDouble(point -> 100 * (residuals ? point.residual() : point.relativeError()))
                    .toArray();
            double largest = residuals ? LARGEST_END : LARGEST_ERROR;
            double end = Math.min(
                    largest,
                    BEYOND_END
                            * Range.symmetrical(percent, SHARE_IN_SCALE, SMALLEST_END, largest)
                                    .upper());
            return new Scales(
                    Range.around(positions, 0),
                    residuals ? aroundExact(columns) : aroundFound(columns),
                    new Range(residuals ? -end : 0, end));
        }

        /** Wild values of what was found must not hide how it compares with what is exact. */
        private static Range aroundExact(List<Column> columns) {
            double[] values = columns.stream()
                    .flatMap(column -> column.curves().stream())
                    .flatMapToDouble(curve -> DoubleStream.concat(
                            values(curve.profile(), ProfilePoint::exact),
                            DoubleStream.of(Range.middle(
                                    values(curve.profile(), ProfilePoint::value).toArray()))))
                    .toArray();
            return Range.around(values, MARGIN);
        }

        /** Nobody knows more than what was found and its bars. */
        private static Range aroundFound(List<Column> columns) {
            double[] values = columns.stream()
                    .flatMap(Column::points)
                    .flatMapToDouble(point -> DoubleStream.of(point.value(), point.low(), point.high()))
                    .toArray();
            return Range.nearly(values, MARGIN);
        }

        private static DoubleStream values(Profile profile, ToDoubleFunction<ProfilePoint> value) {
            return profile.points().stream().mapToDouble(value);
        }
    }

    private final PanelPage page;

    private ProfilePage(PanelPage page) {
        this.page = page;
    }

    /** Columns on axes of their own, two in number. */
    static Figure ofOwnScales(String caption, List<Column> columns) {
        return of(
                caption,
                columns,
                columns.stream().map(column -> Scales.of(List.of(column))).toList(),
                GAP_OF_OWN_SCALES);
    }

    /** Columns of one component, all on the same axes, four in a row. */
    static Figure ofOneScale(String caption, List<Column> columns) {
        Scales one = Scales.of(columns);
        return of(caption, columns, columns.stream().map(column -> one).toList(), GAP_OF_ONE_SCALE);
    }

    private static Figure of(String caption, List<Column> columns, List<Scales> scales, double gap) {
        int across = Math.min(columns.size(), COLUMNS_IN_A_ROW);
        int rows = (columns.size() + across - 1) / across;
        double rowHeight = TOP + CURVES_HEIGHT + BETWEEN_PANELS + RESIDUAL_HEIGHT + BOTTOM;
        double width = (PanelPage.TEXT_WIDTH - LEFT - RIGHT - (across - 1) * gap) / across;
        PanelPage page = new PanelPage(caption, PanelPage.TEXT_WIDTH, rows * rowHeight);
        ProfilePage profiles = new ProfilePage(page);
        for (int i = 0; i < columns.size(); i++) {
            double left = LEFT + i % across * (width + gap);
            double top = TOP + i / across * rowHeight;
            boolean numbered = gap == GAP_OF_OWN_SCALES || i % across == 0;
            Rectangle2D above = new Rectangle2D.Double(left, top, width, CURVES_HEIGHT);
            Rectangle2D below =
                    new Rectangle2D.Double(left, top + CURVES_HEIGHT + BETWEEN_PANELS, width, RESIDUAL_HEIGHT);
            profiles.addCurves(columns.get(i), scales.get(i), above, numbered);
            profiles.addBelow(columns.get(i), scales.get(i), below, numbered);
            page.addText(columns.get(i).title(), Plots.LABEL_SIZE, left + width / 2, top - 7, 0.5);
            if (i == 0) {
                // az falls along z, and aR rises along R, so that one upper corner is free; the other columns' lines
                // mean the same.
                List<PanelPage.KeyEntry> key = key(columns);
                boolean right = columns.get(0).component() == Component.AZ;
                page.addKey(key, above, right, KEY_MARGIN);
            }
        }
        return page;
    }

    private static List<PanelPage.KeyEntry> key(List<Column> columns) {
        List<PanelPage.KeyEntry> key = new ArrayList<>(columns.stream()
                .flatMap(column -> column.curves().stream())
                .map(curve -> new PanelPage.KeyEntry(
                        curve.profile().hasBars() ? curve.style() : withoutBand(curve.style()), curve.name()))
                .distinct()
                .toList());
        if (columns.stream().anyMatch(Column::hasTruth)) {
            key.add(new PanelPage.KeyEntry(CurveStyle.EXACT, "exact"));
        }
        if (columns.stream().anyMatch(Column::hasFloor)) {
            key.add(new PanelPage.KeyEntry(CurveStyle.FLOOR, "floor: exact *f*"));
        }
        return key;
    }

    private static CurveStyle withoutBand(CurveStyle style) {
        return new CurveStyle(style.colour(), style.stroke(), null, style.marker());
    }

    /** The axis below a panel, with as many numbers as have room beside one another. */
    private static NumberAxis along(Scales scales, Rectangle2D frame) {
        int numbers = Math.min(MOST_NUMBERS, (int) (frame.getWidth() / ROOM_FOR_NUMBER));
        return Plots.axis(scales.along(), scales.along().step(numbers), 5);
    }

    private void addCurves(Column column, Scales scales, Rectangle2D frame, boolean numbered) {
        NumberAxis along = along(scales, frame);
        along.setTickLabelsVisible(false);
        NumberAxis values = Plots.axis(scales.values(), scales.values().step(6), 5);
        values.setTickLabelsVisible(numbered);
        if (numbered) {
            Plots.name(values, Plots.symbol(column.component()) + "  [pc Myr^{\u22122}]");
        }
        XYPlot plot = Plots.plot(along, values);
        column.curves().forEach(curve -> addBars(plot, curve, ProfilePoint::low, ProfilePoint::high, column.curves()));
        column.curves().forEach(curve -> addCurve(plot, curve, ProfilePoint::value, column.curves()));
        column.curves().stream()
                .map(Curve::profile)
                .filter(Profile::hasTruth)
                .findFirst()
                .ifPresent(known -> Plots.addLine(
                        plot,
                        values(known, ProfilePoint::position),
                        values(known, ProfilePoint::exact),
                        CurveStyle.EXACT.colour(),
                        CurveStyle.EXACT.stroke()));
        page.addPlot(plot, frame);
    }

    private void addBelow(Column column, Scales scales, Rectangle2D frame, boolean numbered) {
        NumberAxis along = along(scales, frame);
        Plots.name(along, "*" + column.component().along() + "*  [kpc]");
        NumberAxis percent = Plots.axis(scales.below(), scales.below().step(4), 5);
        percent.setTickLabelsVisible(numbered);
        boolean residuals = column.hasTruth();
        if (numbered) {
            Plots.name(percent, residuals ? "residual  [%]" : "1*\u03c3* error  [%]");
        }
        XYPlot plot = Plots.plot(along, percent);
        if (residuals) {
            addResiduals(plot, column, scales);
        } else {
            for (Curve curve : column.curves()) {
                ToDoubleFunction<ProfilePoint> error = point -> 100 * point.relativeError();
                addCurve(plot, curve, error, column.curves());
                addMarks(plot, curve, error, scales, column.curves());
            }
        }
        page.addPlot(plot, frame);
    }

    private static void addResiduals(XYPlot plot, Column column, Scales scales) {
        ToDoubleFunction<ProfilePoint> residual = point -> 100 * point.residual();
        for (Curve curve : column.curves()) {
            addBars(
                    plot,
                    curve,
                    point -> 100 * point.lowResidual(),
                    point -> 100 * point.highResidual(),
                    column.curves());
        }
        Plots.addLine(
                plot,
                new double[] {scales.along().lower(), scales.along().upper()},
                new double[2],
                CurveStyle.EXACT.colour(),
                CurveStyle.EXACT.stroke());
        if (column.hasFloor()) {
            Plots.addLine(
                    plot,
                    values(column.floor(), ProfilePoint::position),
                    values(column.floor(), residual),
                    CurveStyle.FLOOR.colour(),
                    CurveStyle.FLOOR.stroke());
        }
        for (Curve curve : column.curves()) {
            addCurve(plot, curve, residual, column.curves());
            addMarks(plot, curve, residual, scales, column.curves());
        }
    }

    /** Triangles where values lie outside of the lower panel. */
    private static void addMarks(
            XYPlot plot, Curve curve, ToDoubleFunction<ProfilePoint> value, Scales scales, List<Curve> all) {
        double end = scales.below().upper();
        double mark = end * (MARK - MARKS_APART * all.indexOf(curve));
        for (int sign : new int[] {-1, 1}) {
            double[] outside = values(
                    curve.profile(), point -> sign * value.applyAsDouble(point) > end ? sign * mark : Double.NaN);
            Plots.addMarkers(
                    plot,
                    values(curve.profile(), ProfilePoint::position),
                    outside,
                    curve.style().colour(),
                    CurveStyle.triangle(sign));
        }
    }

    /** The line of a curve, and its markers. */
    private static void addCurve(XYPlot plot, Curve curve, ToDoubleFunction<ProfilePoint> value, List<Curve> all) {
        CurveStyle style = curve.style();
        if (style.stroke() != null) {
            Plots.addLine(
                    plot,
                    values(curve.profile(), ProfilePoint::position),
                    values(curve.profile(), value),
                    style.colour(),
                    style.stroke());
        }
        if (style.marker() != null) {
            Profile marked = marked(curve, all);
            Plots.addMarkers(
                    plot,
                    values(marked, ProfilePoint::position),
                    values(marked, value),
                    style.colour(),
                    style.marker());
        }
    }

    /** A band, or lines where the markers are. */
    private static void addBars(
            XYPlot plot,
            Curve curve,
            ToDoubleFunction<ProfilePoint> low,
            ToDoubleFunction<ProfilePoint> high,
            List<Curve> all) {
        CurveStyle style = curve.style();
        if (style.band() != null) {
            Plots.addBand(
                    plot,
                    values(curve.profile(), ProfilePoint::position),
                    values(curve.profile(), low),
                    values(curve.profile(), high),
                    style.band());
        } else if (style.marker() != null) {
            Profile marked = marked(curve, all);
            Plots.addBars(
                    plot,
                    values(marked, ProfilePoint::position),
                    values(marked, low),
                    values(marked, high),
                    style.colour(),
                    BAR);
        }
    }

    /** Where a curve has markers: at all points where it has no line, else at some, others than the other curves. */
    private static Profile marked(Curve curve, List<Curve> all) {
        if (curve.style().stroke() == null) {
            return curve.profile();
        }
        int first = 2 * all.indexOf(curve) % POINTS_A_MARKER;
        List<ProfilePoint> points = new ArrayList<>();
        for (int i = first; i < curve.profile().points().size(); i += POINTS_A_MARKER) {
            points.add(curve.profile().points().get(i));
        }
        return new Profile(curve.profile().component(), curve.profile().at(), points);
    }

    private static double[] values(Profile profile, ToDoubleFunction<ProfilePoint> value) {
        return profile.points().stream().mapToDouble(value).toArray();
    }

    /** Where a profile lies, for its title. */
    static String where(Profile profile) {
        String other = profile.component() == Component.AZ ? "R" : "z";
        return "at *" + other + "* = " + Zone.plain(profile.at()) + " kpc";
    }
}
