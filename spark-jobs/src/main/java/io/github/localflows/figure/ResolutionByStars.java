package io.github.localflows.figure;

import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.stage.stars.MockOrigin;
import io.github.localflows.table.ResolutionTable;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * How finely the accelerations of star sets are resolved, as a figure as wide as a journal's column: h and eta, with error bars,
 * over the logarithm of the number of stars that the flows learned from.
 */
public final class ResolutionByStars {
    /** 84 mm. */
    private static final double WIDTH = 238;

    private static final double LEFT = 44;
    private static final double RIGHT = 8;
    private static final double TOP = 8;
    private static final double HEIGHT = 110;
    private static final double BETWEEN_ROWS = 6;
    private static final double BOTTOM = 34;

    private static final double DOT = 4;
    private static final double NAME_SIZE = 7;
    private static final Color COLOUR = new Color(0x1f, 0x4e, 0x8c);
    private static final BasicStroke BAR = new BasicStroke(1f);
    private static final BasicStroke PERFECT =
            new BasicStroke(0.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {3, 2}, 0);

    /** Half the range of lg stars of sets that are all of one size. */
    private static final double LEAST_REACH = 0.25;

    private ResolutionByStars() {}

    /**
     * The resolution of a star set.
     *
     * @param set its name
     * @param stars how many of its stars are in the training volume
     * @param h width of the smoothing [pc]; NaN where none is good
     * @param hError its error [pc]; NaN where unknown
     * @param eta learned over exact slope of az at z = 0; NaN where unknown
     * @param etaError its error; NaN where unknown
     */
    record Point(String set, double stars, double h, double hError, double eta, double etaError) {}

    /**
     * What a run has of it, without sets whose number of stars is not known, and without those whose stars were kicked: their az is not
     * the exact one, smoothed, for they are in no steady state.
     */
    static List<Point> points(RunDirectory run) throws IOException {
        List<Point> points = new ArrayList<>();
        for (String set : run.finished(Kind.RESOLUTION)) {
            Manifest manifest = run.checked(run.of(Kind.RESOLUTION, set));
            Map<String, Double> figures = manifest.figures();
            ToDoubleFunction<String> figure = name -> figures.getOrDefault(name, Double.NaN);
            Point point = new Point(
                    set,
                    figure.applyAsDouble(ResolutionTable.STARS),
                    figure.applyAsDouble(ResolutionTable.H),
                    figure.applyAsDouble(ResolutionTable.H_ERROR),
                    figure.applyAsDouble(ResolutionTable.ETA),
                    figure.applyAsDouble(ResolutionTable.ETA_ERROR));
            if (point.stars() > 0 && !MockOrigin.kicked(run, set, manifest.lineage())) {
                points.add(point);
            }
        }
        return points;
    }

    /** The figure of some star sets, at least one. */
    static Figure of(List<Point> points) {
        double[] lg =
                points.stream().mapToDouble(point -> Math.log10(point.stars())).toArray();
        Range stars = stars(lg);
        Rectangle2D upper = new Rectangle2D.Double(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT);
        Rectangle2D lower = new Rectangle2D.Double(LEFT, upper.getMaxY() + BETWEEN_ROWS, upper.getWidth(), HEIGHT);
        PanelPage page = new PanelPage(caption(points), WIDTH, lower.getMaxY() + BOTTOM);

        double[] h = points.stream().mapToDouble(Point::h).toArray();
        double[] hError = points.stream().mapToDouble(Point::hError).toArray();
        Range widths = withZero(ends(h, hError));
        NumberAxis above = Plots.axis(stars, stars.step(5), 5);
        above.setTickLabelsVisible(false);
        NumberAxis width = Plots.axis(widths, widths.step(4), 5);
        Plots.name(width, "*h*  [pc]");
        XYPlot top = Plots.plot(above, width);
        addPoints(top, lg, h, hError);
        page.addPlot(top, upper);

        double[] eta = points.stream().mapToDouble(Point::eta).toArray();
        double[] etaError = points.stream().mapToDouble(Point::etaError).toArray();
        Range slopes = Range.around(
                DoubleStream.concat(DoubleStream.of(ends(eta, etaError)), DoubleStream.of(1))
                        .toArray(),
                0.1);
        NumberAxis number = Plots.axis(stars, stars.step(5), 5);
        Plots.name(number, "log_{10} stars in the training volume");
        NumberAxis slope = Plots.axis(slopes, slopes.step(4), 5);
        Plots.name(slope, "*\u03b7* = slope of *a*_{*z*} / exact");
        XYPlot bottom = Plots.plot(number, slope);
        Plots.addLine(bottom, new double[] {stars.lower(), stars.upper()}, new double[] {1, 1}, Color.GRAY, PERFECT);
        addPoints(bottom, lg, eta, etaError);
        page.addPlot(bottom, lower);

        for (int i = 0; i < lg.length; i++) {
            if (!Double.isNaN(h[i])) {
                addName(
                        page,
                        upper,
                        points.get(i).set(),
                        (lg[i] - stars.lower()) / stars.length(),
                        (h[i] - widths.lower()) / widths.length());
            }
        }
        return page;
    }

    private static String caption(List<Point> points) {
        String what =
                "What the smoothing of flows costs, over the number of stars that they learned from. Above: h, the width of the"
                        + " Gaussian that turns the exact az near the plane into the learned one;"
                        + " below: eta, the learned slope of az at z = 0 over the exact one, 1 for flows that smooth nothing.";
        return points.stream()
                .filter(point -> !Double.isNaN(point.h()) && !Double.isNaN(point.eta()))
                .max(Comparator.comparingDouble(Point::stars))
                .map(most -> String.format(
                        Locale.ROOT,
                        "%s The %,.0f stars of %s give h = %.0f pc and eta = %.2f.",
                        what,
                        most.stars(),
                        most.set(),
                        most.h(),
                        most.eta()))
                .orElse(what);
    }

    private static Range stars(double[] lg) {
        Range all = Range.around(lg, 0.12);
        double middle = 0.5 * (all.lower() + all.upper());
        double reach = Math.max(LEAST_REACH, 0.5 * all.length());
        return new Range(middle - reach, middle + reach);
    }

    private static Range withZero(double[] values) {
        Range all = Range.around(values, 0.12);
        return new Range(Math.min(0, all.lower()), Math.max(1, all.upper()));
    }

    private static double[] ends(double[] values, double[] errors) {
        double[] ends = new double[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            double error = Double.isNaN(errors[i]) ? 0 : errors[i];
            ends[2 * i] = values[i] - error;
            ends[2 * i + 1] = values[i] + error;
        }
        return ends;
    }

    private static void addPoints(XYPlot plot, double[] x, double[] y, double[] error) {
        double[] ends = ends(y, error);
        for (int i = 0; i < x.length; i++) {
            if (!Double.isNaN(y[i])) {
                Plots.addLine(
                        plot, new double[] {x[i], x[i]}, new double[] {ends[2 * i], ends[2 * i + 1]}, COLOUR, BAR);
            }
        }
        Plots.addMarkers(plot, x, y, COLOUR, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
    }

    /** Beside a point, on the side where there is more room. */
    private static void addName(PanelPage page, Rectangle2D frame, String name, double right, double up) {
        boolean ends = right > 0.5;
        page.addText(
                name,
                NAME_SIZE,
                frame.getX() + right * frame.getWidth() + (ends ? -DOT : DOT),
                frame.getMaxY() - up * frame.getHeight() + 0.35 * NAME_SIZE,
                ends ? 1 : 0);
    }
}
