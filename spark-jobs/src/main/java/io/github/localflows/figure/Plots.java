package io.github.localflows.figure;

import io.github.localflows.accuracy.Component;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Rectangle2D;
import java.text.AttributedString;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.jfree.chart.annotations.XYPolygonAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.DefaultXYDataset;

/** JFreeChart's plots in the style of a journal: white, framed, ticks inwards on all four sides. */
final class Plots {
    /** The size of axes' labels and of the text in panels [pt]. */
    static final double LABEL_SIZE = 9;

    private static final double TICK_SIZE = 8;
    private static final float TICK_LENGTH = 3.5f;
    private static final float MINOR_TICK_LENGTH = 1.8f;
    /** The lines of frames. */
    static final BasicStroke FRAME = new BasicStroke(0.6f);

    private Plots() {}

    /** An axis with major ticks at multiples of a step, each divided by minor ones. */
    static NumberAxis axis(Range range, double step, int minorTicks) {
        NumberAxis axis = new NumberAxis();
        axis.setAutoRangeIncludesZero(false);
        axis.setTickUnit(new NumberTickUnit(step, numbers(step), minorTicks));
        axis.setMinorTickMarksVisible(true);
        axis.setRange(range.lower(), range.upper());
        dress(axis);
        return axis;
    }

    /**
     * An axis with ticks at given values alone.
     *
     * @param range of the axis
     * @param values whose numbers are written
     * @param place where a value stands on the axis
     */
    static NumberAxis axis(Range range, double[] values, DoubleUnaryOperator place) {
        NumberAxis axis = new NumberAxis() {
            private static final long serialVersionUID = 1L;

            @Override
            public List<NumberTick> refreshTicks(
                    Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
                return Arrays.stream(values)
                        .mapToObj(value -> new NumberTick(
                                place.applyAsDouble(value),
                                numbers(Math.abs(value) > 0 ? Math.abs(value) : 1)
                                        .format(value),
                                RectangleEdge.isTopOrBottom(edge) ? TextAnchor.BOTTOM_CENTER : TextAnchor.CENTER_RIGHT,
                                TextAnchor.CENTER,
                                0))
                        .toList();
            }
        };
        axis.setRange(range.lower(), range.upper());
        dress(axis);
        return axis;
    }

    private static void dress(ValueAxis axis) {
        axis.setTickLabelFont(Lettering.font(TICK_SIZE));
        axis.setTickLabelPaint(Color.BLACK);
        axis.setTickLabelInsets(new RectangleInsets(2, 3, 2, 3));
        axis.setAxisLineVisible(false);
        axis.setTickMarkPaint(Color.BLACK);
        axis.setTickMarkStroke(FRAME);
        axis.setTickMarkInsideLength(TICK_LENGTH);
        axis.setTickMarkOutsideLength(0);
        axis.setMinorTickMarkInsideLength(MINOR_TICK_LENGTH);
        axis.setMinorTickMarkOutsideLength(0);
        axis.setLabelInsets(new RectangleInsets(2.5, 2.5, 2.5, 2.5));
        axis.setLowerMargin(0);
        axis.setUpperMargin(0);
    }

    /** What a component of the acceleration is called on axes. */
    static String symbol(Component component) {
        return component == Component.AR ? "*a*_{*R*}" : "*a*_{*z*}";
    }

    /** Gives an axis its name; see {@link Lettering#label} for the mark-up. */
    static void name(ValueAxis axis, String markup) {
        axis.setAttributedLabel(Lettering.label(markup, LABEL_SIZE));
        axis.setLabelPaint(Color.BLACK);
    }

    /** Numbers with the digits that tell multiples of a step apart, and a proper minus sign. */
    private static NumberFormat numbers(double step) {
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setMinusSign('\u2212');
        String pattern = digits == 0 ? "0" : "0." + "0".repeat(digits);
        // Rounding leaves -1e-17 where zero is meant, which would show as "-0.0".
        return new DecimalFormat(pattern, symbols) {
            private static final long serialVersionUID = 1L;

            @Override
            public StringBuffer format(double number, StringBuffer result, FieldPosition position) {
                return super.format(Math.abs(number) < 1e-6 * step ? 0.0 : number, result, position);
            }
        };
    }

    /**
     * An empty plot on two axes, which are repeated without numbers on the sides across.
     *
     * @param x horizontal, its numbers below
     * @param y vertical, its numbers on the left
     */
    static XYPlot plot(ValueAxis x, ValueAxis y) {
        XYPlot plot = new XYPlot();
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setBackgroundPaint(null);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        plot.setOutlinePaint(Color.BLACK);
        plot.setOutlineStroke(FRAME);
        // JFreeChart's own order would put the first line on top of those added later.
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setDomainAxis(0, x);
        plot.setRangeAxis(0, y);
        plot.setDomainAxis(1, mirror(x));
        plot.setRangeAxis(1, mirror(y));
        plot.setDomainAxisLocation(0, AxisLocation.BOTTOM_OR_LEFT);
        plot.setDomainAxisLocation(1, AxisLocation.TOP_OR_RIGHT);
        plot.setRangeAxisLocation(0, AxisLocation.BOTTOM_OR_LEFT);
        plot.setRangeAxisLocation(1, AxisLocation.TOP_OR_RIGHT);
        return plot;
    }

    /** The same ticks without numbers or name. */
    private static ValueAxis mirror(ValueAxis axis) {
        try {
            ValueAxis copy = (ValueAxis) axis.clone();
            copy.setTickLabelsVisible(false);
            copy.setLabel(null);
            copy.setAttributedLabel((AttributedString) null);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(axis.getClass() + " cannot be cloned, though JFreeChart says so.", e);
        }
    }

    /** Adds a line through points in their order, broken where y is NaN. */
    static void addLine(XYPlot plot, double[] x, double[] y, Paint paint, Stroke stroke) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        // As one path, so that dashes run on from point to point.
        renderer.setDrawSeriesLineAsPath(true);
        renderer.setSeriesPaint(0, paint);
        renderer.setSeriesStroke(0, stroke);
        add(plot, x, y, renderer);
    }

    /** Adds a marker at each point whose y is not NaN. */
    static void addMarkers(XYPlot plot, double[] x, double[] y, Paint paint, Shape marker) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setSeriesPaint(0, paint);
        renderer.setSeriesShape(0, marker);
        add(plot, x, y, renderer);
    }

    /** Adds a vertical line at each point whose ends are not NaN. */
    static void addBars(XYPlot plot, double[] x, double[] lower, double[] upper, Paint paint, Stroke stroke) {
        double[] atX = new double[3 * x.length];
        double[] y = new double[3 * x.length];
        for (int i = 0; i < x.length; i++) {
            Arrays.fill(atX, 3 * i, 3 * i + 3, x[i]);
            boolean known = !Double.isNaN(lower[i]) && !Double.isNaN(upper[i]);
            y[3 * i] = known ? lower[i] : Double.NaN;
            y[3 * i + 1] = known ? upper[i] : Double.NaN;
            y[3 * i + 2] = Double.NaN;
        }
        addLine(plot, atX, y, paint, stroke);
    }

    /** Adds a filled band between two curves, broken where either is NaN, behind all lines. */
    static void addBand(XYPlot plot, double[] x, double[] lower, double[] upper, Paint paint) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, false);
        int start = 0;
        while (start < x.length) {
            int end = start;
            while (end < x.length && !Double.isNaN(lower[end]) && !Double.isNaN(upper[end])) {
                end++;
            }
            if (end - start > 1) {
                double[] polygon = new double[4 * (end - start)];
                for (int i = start; i < end; i++) {
                    int there = 2 * (i - start);
                    int back = polygon.length - 2 - there;
                    polygon[there] = x[i];
                    polygon[there + 1] = lower[i];
                    polygon[back] = x[i];
                    polygon[back + 1] = upper[i];
                }
                renderer.addAnnotation(new XYPolygonAnnotation(polygon, null, null, paint), Layer.BACKGROUND);
            }
            start = end + 1;
        }
        add(plot, new double[0], new double[0], renderer);
    }

    private static void add(XYPlot plot, double[] x, double[] y, XYLineAndShapeRenderer renderer) {
        DefaultXYDataset data = new DefaultXYDataset();
        data.addSeries("", new double[][] {x, y});
        int index = plot.getDataset(0) == null ? 0 : plot.getDatasetCount();
        plot.setDataset(index, data);
        plot.setRenderer(index, renderer);
    }
}
