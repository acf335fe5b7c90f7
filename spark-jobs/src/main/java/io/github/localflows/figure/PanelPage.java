package io.github.localflows.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.plot.XYPlot;

/**
 * A page of panels whose frames lie exactly where they were put, axes' numbers and names hanging outside.
 *
 * <p>Panels, texts and keys are drawn in the order in which they were added. Positions and sizes are in points from the
 * top left of the page.
 */
final class PanelPage implements Figure {
    /** The width of the text of a page of MNRAS [pt]. */
    static final double TEXT_WIDTH = 504;

    private static final double KEY_SAMPLE = 16;
    private static final double KEY_LINE = 11;
    private static final double KEY_SIZE = 8;

    /** Something to draw. */
    private interface Layer {
        void draw(Graphics2D graphics);
    }

    /**
     * One line of a key.
     *
     * @param paint of the line and of the band
     * @param stroke of the line; null for none
     * @param band the colour of a band behind the line; null for none
     * @param markup what it stands for
     */
    record KeyEntry(Paint paint, BasicStroke stroke, Paint band, String markup) {}

    private final double width;
    private final double height;
    private final List<Layer> layers = new ArrayList<>();

    PanelPage(double width, double height) {
        if (!(width > 0 && height > 0)) {
            throw new IllegalArgumentException(
                    "a page of " + width + " x " + height + " pt: both sides must be positive.");
        }
        this.width = width;
        this.height = height;
    }

    @Override
    public double width() {
        return width;
    }

    @Override
    public double height() {
        return height;
    }

    @Override
    public void draw(Graphics2D graphics) {
        layers.forEach(layer -> layer.draw(graphics));
    }

    /** Puts a plot so that its frame is the rectangle. */
    void addPlot(XYPlot plot, Rectangle2D frame) {
        AxisSpace beside = new AxisSpace();
        beside.setLeft(frame.getX());
        beside.setRight(width - frame.getMaxX());
        AxisSpace above = new AxisSpace();
        above.setTop(frame.getY());
        above.setBottom(height - frame.getMaxY());
        plot.setFixedRangeAxisSpace(beside);
        plot.setFixedDomainAxisSpace(above);
        layers.add(graphics -> plot.draw(graphics, new Rectangle2D.Double(0, 0, width, height), null, null, null));
    }

    /** Stretches an image over a rectangle, each of its pixels a block of one colour. */
    void addImage(BufferedImage image, Rectangle2D frame) {
        layers.add(graphics -> {
            graphics.setRenderingHint(
                    RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
            AffineTransform stretch = AffineTransform.getTranslateInstance(frame.getX(), frame.getY());
            stretch.scale(frame.getWidth() / image.getWidth(), frame.getHeight() / image.getHeight());
            graphics.drawImage(image, stretch, null);
        });
    }

    /**
     * Writes a line.
     *
     * @param markup see {@link Lettering#label}
     * @param size of the letters [pt]
     * @param x where it starts, is centred or ends
     * @param baseline where it stands
     * @param alignment 0 when it starts at x, 0.5 when it is centred there, 1 when it ends there
     */
    void addText(String markup, double size, double x, double baseline, double alignment) {
        layers.add(graphics -> {
            TextLayout text = text(markup, size, graphics);
            graphics.setPaint(Color.BLACK);
            text.draw(graphics, (float) (x - alignment * text.getAdvance()), (float) baseline);
        });
    }

    /** Writes a line on a white ground in the top left corner of a frame, to be read on any colour. */
    void addPlate(String markup, Rectangle2D frame) {
        double size = Plots.LABEL_SIZE - 1;
        layers.add(graphics -> {
            TextLayout text = text(markup, size, graphics);
            double x = frame.getX() + 5;
            double y = frame.getY() + 5;
            graphics.setPaint(Color.WHITE);
            graphics.fill(new Rectangle2D.Double(x, y, text.getAdvance() + 5, size + 4));
            graphics.setPaint(Color.BLACK);
            text.draw(graphics, (float) (x + 2.5), (float) (y + size + 0.5));
        });
    }

    /** Explains lines and bands, one below the other, the first line's middle at y. */
    void addKey(List<KeyEntry> entries, double x, double y) {
        for (int i = 0; i < entries.size(); i++) {
            KeyEntry entry = entries.get(i);
            double middle = y + i * KEY_LINE;
            layers.add(graphics -> {
                if (entry.band() != null) {
                    graphics.setPaint(entry.band());
                    graphics.fill(new Rectangle2D.Double(x, middle - 3, KEY_SAMPLE, 6));
                }
                if (entry.stroke() != null) {
                    graphics.setPaint(entry.paint());
                    graphics.setStroke(entry.stroke());
                    graphics.draw(new Line2D.Double(x, middle, x + KEY_SAMPLE, middle));
                }
                graphics.setPaint(Color.BLACK);
                text(entry.markup(), KEY_SIZE, graphics)
                        .draw(graphics, (float) (x + KEY_SAMPLE + 4), (float) (middle + 0.35 * KEY_SIZE));
            });
        }
    }

    private static TextLayout text(String markup, double size, Graphics2D graphics) {
        return new TextLayout(Lettering.label(markup, size).getIterator(), graphics.getFontRenderContext());
    }
}
