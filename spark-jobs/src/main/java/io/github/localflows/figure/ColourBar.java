package io.github.localflows.figure;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;

/** What colours stand for, as a bar with numbers. */
final class ColourBar {
    private static final double HEIGHT = 7;
    private static final double DISTANCE = 5;

    private ColourBar() {}

    /** A colour bar above a frame, as long as it. */
    static void add(PanelPage page, ColourScale scale, Rectangle2D below, String name) {
        Rectangle2D frame =
                new Rectangle2D.Double(below.getX(), below.getY() - DISTANCE - HEIGHT, below.getWidth(), HEIGHT);
        BufferedImage image = new BufferedImage(512, 1, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < image.getWidth(); i++) {
            image.setRGB(i, 0, scale.map().colour((i + 0.5) / image.getWidth()).getRGB());
        }
        page.addImage(image, frame);
        NumberAxis values = scale.axis(below.getWidth() > 150 ? 6 : 3);
        NumberAxis blank = Plots.axis(new Range(0, 1), 1, 1);
        blank.setTickLabelsVisible(false);
        blank.setTickMarksVisible(false);
        blank.setMinorTickMarksVisible(false);
        XYPlot plot = Plots.plot(values, blank);
        plot.setDomainAxisLocation(0, AxisLocation.TOP_OR_LEFT);
        plot.setDomainAxisLocation(1, AxisLocation.BOTTOM_OR_RIGHT);
        Plots.name(values, name);
        page.addPlot(plot, frame);
    }
}
