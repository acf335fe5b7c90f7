package io.github.localflows.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
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

    /** The width of one of its columns [pt]. */
    static final double COLUMN_WIDTH = 240;

    private static final double KEY_SAMPLE = 20;
    private static final double KEY_GAP = 4;

    /** Where a curve runs behind a key after all, both can be read. */
    private static final Color KEY_GROUND = new Color(255, 255, 255, 200);

    private static final double KEY_LINE = 11;
    private static final double KEY_SIZE = 8;

    /** Something to draw. */
    private interface Layer {
        void draw(Graphics2D graphics);
    }

    /**
     * One line of a key.
     *
     * @param style of the curve
     * @param markup what it stands for
     */
    record KeyEntry(CurveStyle style, String markup) {}

    private final String caption;
    private final double width;
    private final double height;
    private final List<Layer> layers = new ArrayList<>();

    PanelPage(String caption, double width, double height) {
        if (!(width > 0 && height > 0)) {
            throw new IllegalArgumentException(
                    "a page of " + width + " x " + height + " pt: both sides must be positive.");
        }
        this.caption = caption;
        this.width = width;
        this.height = height;
    }

    @Override
    public String caption() {
        return caption;
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

    /** Fills a shape and draws its outline. */
    void addShape(Shape shape, Color fill) {
        layers.add(graphics -> {
            graphics.setPaint(fill);
            graphics.fill(shape);
            graphics.setPaint(Color.BLACK);
            graphics.setStroke(Plots.FRAME);
            graphics.draw(shape);
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

    /**
     * Explains curves in an upper corner of a frame, one below the other.
     *
     * @param right whether in the right one
     * @param margin from the frame
     */
    void addKey(List<KeyEntry> entries, Rectangle2D frame, boolean right, double margin) {
        layers.add(graphics -> {
            List<TextLayout> texts = entries.stream()
                    .map(entry -> text(entry.markup(), KEY_SIZE, graphics))
                    .toList();
            double longest =
                    texts.stream().mapToDouble(TextLayout::getAdvance).max().orElse(0);
            double width = KEY_SAMPLE + KEY_GAP + longest;
            double x = right ? frame.getMaxX() - margin - width : frame.getX() + margin;
            graphics.setPaint(KEY_GROUND);
            graphics.fill(
                    new Rectangle2D.Double(x - 2, frame.getY() + margin - 2, width + 4, entries.size() * KEY_LINE + 4));
            for (int i = 0; i < entries.size(); i++) {
                double middle = frame.getY() + margin + (i + 0.5) * KEY_LINE;
                drawSample(graphics, entries.get(i).style(), x, middle);
                graphics.setPaint(Color.BLACK);
                texts.get(i).draw(graphics, (float) (x + KEY_SAMPLE + KEY_GAP), (float) (middle + 0.35 * KEY_SIZE));
            }
        });
    }

    private static void drawSample(Graphics2D graphics, CurveStyle style, double x, double middle) {
        if (style.band() != null) {
            graphics.setPaint(style.band());
            graphics.fill(new Rectangle2D.Double(x, middle - 3, KEY_SAMPLE, 6));
        }
        graphics.setPaint(style.colour());
        if (style.stroke() != null) {
            graphics.setStroke(style.stroke());
            graphics.draw(new Line2D.Double(x, middle, x + KEY_SAMPLE, middle));
        }
        if (style.marker() != null) {
            graphics.fill(AffineTransform.getTranslateInstance(x + KEY_SAMPLE / 2, middle)
                    .createTransformedShape(style.marker()));
        }
    }

    private static TextLayout text(String markup, double size, Graphics2D graphics) {
        return new TextLayout(Lettering.label(markup, size).getIterator(), graphics.getFontRenderContext());
    }
}
