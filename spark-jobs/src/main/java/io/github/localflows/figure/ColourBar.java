package io.github.localflows.figure;

import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.function.DoublePredicate;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;

/** What colours stand for, as a bar with numbers. */
final class ColourBar {
    private static final double HEIGHT = 7;
    private static final double DISTANCE = 5;

    /** How long an arrow is. */
    private static final double ARROW = 8;

    private ColourBar() {}

    /**
     * A colour bar above a frame, as long as it. Where there are values beyond the scale it ends in an arrow.
     *
     * @param values that are shown in these colours
     */
    static void add(PanelPage page, ColourScale scale, Rectangle2D below, String name, double[]... values) {
        boolean lower = any(values, scale::isBelow);
        boolean upper = any(values, scale::isAbove);
        double left = below.getX() + (lower ? ARROW : 0);
        double right = below.getMaxX() - (upper ? ARROW : 0);
        double top = below.getY() - DISTANCE - HEIGHT;
        Rectangle2D frame = new Rectangle2D.Double(left, top, right - left, HEIGHT);
        if (lower) {
            page.addShape(arrow(left, top, -ARROW), scale.map().colour(0));
        }
        if (upper) {
            page.addShape(arrow(right, top, ARROW), scale.map().colour(1));
        }
        BufferedImage image = new BufferedImage(512, 1, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < image.getWidth(); i++) {
            image.setRGB(i, 0, scale.map().colour((i + 0.5) / image.getWidth()).getRGB());
        }
        page.addImage(image, frame);
        NumberAxis numbers = scale.axis(below.getWidth() > 150 ? 6 : 3);
        NumberAxis blank = Plots.axis(new Range(0, 1), 1, 1);
        blank.setTickLabelsVisible(false);
        blank.setTickMarksVisible(false);
        blank.setMinorTickMarksVisible(false);
        XYPlot plot = Plots.plot(numbers, blank);
        plot.setDomainAxisLocation(0, AxisLocation.TOP_OR_LEFT);
        plot.setDomainAxisLocation(1, AxisLocation.BOTTOM_OR_RIGHT);
        Plots.name(numbers, name);
        page.addPlot(plot, frame);
    }

    private static boolean any(double[][] values, DoublePredicate is) {
        return Arrays.stream(values).flatMapToDouble(Arrays::stream).anyMatch(is);
    }

    /** @param length to the right; to the left where it is negative */
    private static Shape arrow(double x, double top, double length) {
        Path2D arrow = new Path2D.Double();
        arrow.moveTo(x, top);
        arrow.lineTo(x + length, top + HEIGHT / 2);
        arrow.lineTo(x, top + HEIGHT);
        arrow.closePath();
        return arrow;
    }
}
