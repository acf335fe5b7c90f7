package io.github.localflows.figure;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * The contrast f/fbar - 1 in the (z, vz) plane as a figure, fbar (f_mean in it) the mean of f and of its mirror image: a
 * panel for each star set, up to four in a row, all on one colour scale, so that what flows show of an
 * equilibrium, which has none, can be told from what they show of a disturbed disc.
 */
public final class SpiralMap {
    private static final double LEFT = 40;
    private static final double RIGHT = 10;
    private static final double TOP = 43;
    private static final double GAP = 8;
    private static final double BOTTOM = 34;
    private static final double WIDEST = 220;
    private static final double HEIGHT_OF_WIDTH = 0.8;
    private static final int PANELS_IN_A_ROW = 4;
    private static final double BAR_WIDTH = 180;

    /** The scale's end, in per cent: round, and such that this share of the points lies within. */
    private static final double SHARE_IN_SCALE = 0.98;

    private static final double SMALLEST_END = 1;
    private static final double LARGEST_END = 100;

    private SpiralMap() {}

    /**
     * One star set's map.
     *
     * @param name of the star set
     * @param z heights [kpc], rising
     * @param vz vertical velocities [km/s], rising
     * @param contrast [z.length * vz.length], for each z all vz; NaN where there is none
     */
    public record Panel(String name, double[] z, double[] vz, double[] contrast) {
        /** Refuses a map that is not a full grid. */
        public Panel {
            if (z.length < 2 || vz.length < 2 || contrast.length != z.length * vz.length) {
                throw new IllegalArgumentException(
                        "map of " + name + " with " + contrast.length + " values at " + z.length + " heights and "
                                + vz.length + " velocities: it needs a full grid of at least 2 x 2.");
            }
        }
    }

    /** The figure of one map or more. */
    public static Figure of(List<Panel> panels) {
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("no map of a phase spiral: a figure needs one at least.");
        }
        int columns = Math.min(panels.size(), PANELS_IN_A_ROW);
        int rows = (panels.size() + columns - 1) / columns;
        double width = Math.min(WIDEST, (PanelPage.TEXT_WIDTH - LEFT - RIGHT - (columns - 1) * GAP) / columns);
        double height = HEIGHT_OF_WIDTH * width;
        double pageWidth = LEFT + columns * width + (columns - 1) * GAP + RIGHT;
        PanelPage page = new PanelPage(pageWidth, TOP + rows * height + (rows - 1) * GAP + BOTTOM);
        Range range = Range.symmetrical(
                panels.stream()
                        .flatMapToDouble(panel -> DoubleStream.of(panel.contrast()))
                        .map(contrast -> 100 * contrast)
                        .toArray(),
                SHARE_IN_SCALE,
                SMALLEST_END,
                LARGEST_END);
        ColourScale scale = new ColourScale(ColourMap.diverging(), range.lower(), range.upper());
        for (int i = 0; i < panels.size(); i++) {
            int column = i % columns;
            int row = i / columns;
            Rectangle2D frame =
                    new Rectangle2D.Double(LEFT + column * (width + GAP), TOP + row * (height + GAP), width, height);
            addPanel(page, panels.get(i), scale, frame, column == 0, i + columns >= panels.size());
        }
        double barWidth = Math.min(BAR_WIDTH, pageWidth - LEFT - RIGHT);
        AccelerationMap.addBar(
                page, scale, new Rectangle2D.Double(LEFT, TOP, barWidth, height), "*f* / *f*_{mean} \u2212 1  [%]");
        return page;
    }

    private static void addPanel(
            PanelPage page, Panel panel, ColourScale scale, Rectangle2D frame, boolean leftmost, boolean lowest) {
        page.addImage(image(panel, scale), frame);
        Range alongZ = Range.edges(panel.z());
        Range alongVz = Range.edges(panel.vz());
        NumberAxis z = Plots.axis(alongZ, alongZ.step(4), 5);
        NumberAxis vz = Plots.axis(alongVz, alongVz.step(4), 5);
        z.setTickLabelsVisible(lowest);
        vz.setTickLabelsVisible(leftmost);
        XYPlot plot = Plots.plot(z, vz);
        if (lowest) {
            Plots.name(z, "*z*  [kpc]");
        }
        if (leftmost) {
            Plots.name(vz, "*v*_{*z*}  [km s^{\u22121}]");
        }
        page.addPlot(plot, frame);
        page.addPlate(panel.name(), frame);
    }

    /** A pixel a point, z to the right and vz up. */
    private static BufferedImage image(Panel panel, ColourScale scale) {
        int across = panel.z().length;
        int down = panel.vz().length;
        BufferedImage image = new BufferedImage(across, down, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < across; i++) {
            for (int k = 0; k < down; k++) {
                image.setRGB(
                        i,
                        down - 1 - k,
                        scale.colour(100 * panel.contrast()[i * down + k]).getRGB());
            }
        }
        return image;
    }
}
