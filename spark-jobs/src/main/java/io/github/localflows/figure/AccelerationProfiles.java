package io.github.localflows.figure;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Component;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * Two cuts through the field of accelerations as a figure: az along z, and aR along R, each with what was found (in a
 * band of its 1-sigma error, where errors are known), what is exact, and below them the residual |model|/|exact| - 1,
 * beside that of the exact distribution function (the control), below which no flow can be judged. Where nobody knows the
 * exact field, what was found and below it its 1-sigma error as a part of it.
 */
public final class AccelerationProfiles {
    private static final double LEFT = 44;
    private static final double RIGHT = 10;
    private static final double TOP = 22;
    private static final double BETWEEN_COLUMNS = 52;
    private static final double BETWEEN_ROWS = 6;
    private static final double CURVES_HEIGHT = 150;
    private static final double RESIDUAL_HEIGHT = 75;
    private static final double BOTTOM = 34;

    /** Residuals' axis holds this share of them; in the plane and at the edge of the training volume they explode. */
    private static final double SHARE_IN_SCALE = 0.85;

    private static final Color FOUND = new Color(0x2c5fa8);
    private static final Color FOUND_BAND = new Color(0xbfd2ec);
    private static final Color FLOOR = new Color(0xd9822b);
    private static final BasicStroke THICK = new BasicStroke(1.4f);
    private static final BasicStroke THIN = new BasicStroke(0.9f);
    private static final BasicStroke DASHED =
            new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {4, 2}, 0);

    private AccelerationProfiles() {}

    /**
     * The figure of one field's two profiles.
     *
     * @param alongZ positions at one R
     * @param alongR positions at one z
     * @param controlAlongZ those of the exact distribution function; empty when there is no control
     * @param controlAlongR those of the exact distribution function; empty when there is no control
     */
    public static Figure of(
            List<AccelerationPoint> alongZ,
            List<AccelerationPoint> alongR,
            List<AccelerationPoint> controlAlongZ,
            List<AccelerationPoint> controlAlongR) {
        PanelPage page =
                new PanelPage(PanelPage.TEXT_WIDTH, TOP + CURVES_HEIGHT + BETWEEN_ROWS + RESIDUAL_HEIGHT + BOTTOM);
        double width = (PanelPage.TEXT_WIDTH - LEFT - RIGHT - BETWEEN_COLUMNS) / 2;
        addColumn(page, LEFT, width, Cut.alongZ(alongZ), Cut.alongZ(controlAlongZ));
        addColumn(page, LEFT + width + BETWEEN_COLUMNS, width, Cut.alongR(alongR), Cut.alongR(controlAlongR));
        return page;
    }

    private static void addColumn(PanelPage page, double left, double width, Cut model, Cut control) {
        if (model.points().size() < 2) {
            throw new IllegalArgumentException(
                    model.points().size() + " positions along " + model.along() + ": a profile needs two at least.");
        }
        boolean withErrors =
                DoubleStream.of(model.values(model.component()::error)).anyMatch(e -> !Double.isNaN(e));
        boolean withTruth = model.points().stream().anyMatch(AccelerationPoint::hasTruth);
        boolean withControl = withTruth && !control.points().isEmpty();
        double[] s = model.values(model.position());
        double[] found = model.values(model.component()::model);
        double[] exact = model.values(model.component()::exact);
        double[] lower =
                model.values(p -> model.component().model(p) - model.component().error(p));
        double[] upper =
                model.values(p -> model.component().model(p) + model.component().error(p));

        Rectangle2D curvesFrame = new Rectangle2D.Double(left, TOP, width, CURVES_HEIGHT);
        Range along = new Range(s[0], s[s.length - 1]);
        Range values = Range.around(
                DoubleStream.concat(DoubleStream.of(exact), DoubleStream.of(usual(found)))
                        .toArray(),
                0.12);
        NumberAxis top = Plots.axis(along, along.step(6), 5);
        top.setTickLabelsVisible(false);
        NumberAxis acceleration = Plots.axis(values, values.step(6), 5);
        Plots.name(acceleration, "*a*_{*" + model.along() + "*}  [pc Myr^{\u22122}]");
        XYPlot curves = Plots.plot(top, acceleration);
        Plots.addBand(curves, s, lower, upper, FOUND_BAND);
        Plots.addLine(curves, s, found, FOUND, THICK);
        if (withTruth) {
            Plots.addLine(curves, s, exact, Color.BLACK, DASHED);
        }
        page.addPlot(curves, curvesFrame);
        page.addText(model.where(), Plots.LABEL_SIZE, left + width / 2, TOP - 7, 0.5);
        if (model.component() == Component.AZ) {
            // It falls with z, so this corner is free; the other panel's lines mean the same.
            page.addKey(key(withErrors, withTruth, withControl), left + width - 112, TOP + 13);
        }

        Rectangle2D residualFrame =
                new Rectangle2D.Double(left, TOP + CURVES_HEIGHT + BETWEEN_ROWS, width, RESIDUAL_HEIGHT);
        XYPlot below = withTruth ? residuals(model, control, along, s) : errors(model, along, s);
        page.addPlot(below, residualFrame);
    }

    /** The error as a part of what was found. */
    private static XYPlot errors(Cut model, Range along, double[] s) {
        double[] percent = model.values(p -> 100 * model.component().relativeError(p));
        double end = 1.15 * Range.symmetrical(percent, SHARE_IN_SCALE, 0.5, 20).upper();
        Range shown = new Range(0, end);
        NumberAxis bottom = Plots.axis(along, along.step(6), 5);
        Plots.name(bottom, "*" + model.along() + "*  [kpc]");
        NumberAxis errors = Plots.axis(shown, shown.step(4), 5);
        Plots.name(errors, "1*\u03c3* error  [%]");
        XYPlot below = Plots.plot(bottom, errors);
        Plots.addLine(below, s, percent, FOUND, THICK);
        return below;
    }

    private static XYPlot residuals(Cut model, Cut control, Range along, double[] s) {
        double[] residual = model.values(p -> 100 * model.component().residual(p));
        Range percent = Range.symmetrical(residual, SHARE_IN_SCALE, 0.5, 20);
        NumberAxis bottom = Plots.axis(along, along.step(6), 5);
        Plots.name(bottom, "*" + model.along() + "*  [kpc]");
        Range shown = new Range(1.15 * percent.lower(), 1.15 * percent.upper());
        NumberAxis residuals = Plots.axis(shown, shown.step(4), 5);
        Plots.name(residuals, "residual  [%]");
        XYPlot below = Plots.plot(bottom, residuals);
        double[] errorPercent = model.values(p ->
                100 * model.component().error(p) / Math.abs(model.component().exact(p)));
        double[] residualLower = new double[s.length];
        double[] residualUpper = new double[s.length];
        for (int i = 0; i < s.length; i++) {
            residualLower[i] = residual[i] - errorPercent[i];
            residualUpper[i] = residual[i] + errorPercent[i];
        }
        Plots.addBand(below, s, residualLower, residualUpper, FOUND_BAND);
        Plots.addLine(below, s, residual, FOUND, THICK);
        Plots.addLine(below, new double[] {along.lower(), along.upper()}, new double[2], Color.BLACK, DASHED);
        if (!control.points().isEmpty()) {
            Plots.addLine(
                    below,
                    control.values(control.position()),
                    control.values(p -> 100 * control.component().residual(p)),
                    FLOOR,
                    THIN);
        }
        return below;
    }

    private static List<PanelPage.KeyEntry> key(boolean withErrors, boolean withTruth, boolean withControl) {
        List<PanelPage.KeyEntry> key = new ArrayList<>();
        key.add(new PanelPage.KeyEntry(
                FOUND,
                THICK,
                withErrors ? FOUND_BAND : null,
                withErrors ? "learned, with 1*\u03c3* error" : "learned"));
        if (withTruth) {
            key.add(new PanelPage.KeyEntry(Color.BLACK, DASHED, null, "exact"));
        }
        if (withControl) {
            key.add(new PanelPage.KeyEntry(FLOOR, THIN, null, "floor: exact *f*"));
        }
        return key;
    }

    /** Without the tenth part at either end: wild values must not flatten the curves. */
    private static double[] usual(double[] values) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        return Arrays.copyOfRange(sorted, sorted.length / 10, sorted.length - sorted.length / 10);
    }

    /**
     * Positions along one coordinate, in its order.
     *
     * @param along the coordinate's name
     * @param component that points along it
     * @param position the coordinate [kpc]
     * @param points in order
     */
    private record Cut(
            String along,
            Component component,
            ToDoubleFunction<AccelerationPoint> position,
            List<AccelerationPoint> points) {
        static Cut alongZ(List<AccelerationPoint> points) {
            return new Cut("z", Component.AZ, AccelerationPoint::z, sorted(points, AccelerationPoint::z));
        }

        static Cut alongR(List<AccelerationPoint> points) {
            return new Cut("R", Component.AR, AccelerationPoint::R, sorted(points, AccelerationPoint::R));
        }

        private static List<AccelerationPoint> sorted(
                List<AccelerationPoint> points, ToDoubleFunction<AccelerationPoint> position) {
            return points.stream().sorted(Comparator.comparingDouble(position)).toList();
        }

        double[] values(ToDoubleFunction<AccelerationPoint> value) {
            return points.stream().mapToDouble(value).toArray();
        }

        /** Where the cut lies, for its title. */
        String where() {
            AccelerationPoint any = points.get(0);
            return component == Component.AZ
                    ? "at *R* = " + plain(any.R()) + " kpc"
                    : "at *z* = " + plain(any.z()) + " kpc";
        }

        private static String plain(double value) {
            return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        }
    }
}
