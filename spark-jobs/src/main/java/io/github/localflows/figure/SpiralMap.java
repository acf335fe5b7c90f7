package io.github.localflows.figure;

import io.github.localflows.stage.stars.MockName;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
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
    private static final double TOP = 55;
    private static final double TITLE = 12;
    private static final double GAP = 8;
    private static final double BOTTOM = 34;
    private static final double WIDEST = 190;
    private static final double HEIGHT_OF_WIDTH = 0.8;
    private static final int PANELS_IN_A_ROW = 4;
    private static final double BAR_WIDTH = 180;

    /** Contrasts from here on have the last colours [%], as in figure 5 of Naik et al. (2022). */
    private static final double END = 10;

    /**
     * Up to here colours are linear [%], beyond logarithmic: about the noise of flows. Less (0.2% there) gives noise the colours of a
     * spiral; on a scale that is linear throughout a spiral of some per cent is pale beside the kick itself.
     */
    private static final double LINEAR = 1;

    private SpiralMap() {}

    /**
     * One star set's map.
     *
     * @param name of the star set
     * @param z heights [kpc], rising
     * @param vz vertical velocities [km/s], rising
     * @param strength root of the f-weighted mean square of the contrast; NaN when it is not known
     * @param noise what the flows' scatter alone would make of it; NaN likewise
     * @param contrast [z.length * vz.length], for each z all vz; NaN where there is none
     */
    public record Panel(String name, double strength, double noise, double[] z, double[] vz, double[] contrast) {
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
        PanelPage page =
                new PanelPage(caption(panels), pageWidth, TOP + rows * height + (rows - 1) * (GAP + TITLE) + BOTTOM);
        ColourScale scale = ColourScale.symmetricLog(ColourMap.diverging(), END, LINEAR);
        for (int i = 0; i < panels.size(); i++) {
            int column = i % columns;
            int row = i / columns;
            Rectangle2D frame = new Rectangle2D.Double(
                    LEFT + column * (width + GAP), TOP + row * (height + GAP + TITLE), width, height);
            addPanel(page, panels.get(i), scale, frame, column == 0, i + columns >= panels.size());
        }
        double barWidth = Math.min(BAR_WIDTH, pageWidth - LEFT - RIGHT);
        ColourBar.add(
                page,
                scale,
                new Rectangle2D.Double(LEFT, TOP - TITLE, barWidth, height),
                "*f* / *f*_{mean} \u2212 1  [%]",
                panels.stream().map(SpiralMap::percent).toArray(double[][]::new));
        return page;
    }

    private static double[] percent(Panel panel) {
        return Arrays.stream(panel.contrast()).map(contrast -> 100 * contrast).toArray();
    }

    private static void addPanel(
            PanelPage page, Panel panel, ColourScale scale, Rectangle2D frame, boolean leftmost, boolean lowest) {
        page.addImage(scale.image(panel.z().length, percent(panel)), frame);
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
        if (!Double.isNaN(panel.strength()) && !Double.isNaN(panel.noise())) {
            page.addPlate("rms " + Words.percent(panel.strength()) + ", noise " + Words.percent(panel.noise()), frame);
        }
        page.addText(panel.name(), Plots.LABEL_SIZE - 1, frame.getCenterX(), frame.getY() - 4, 0.5);
    }

    private static String caption(List<Panel> panels) {
        List<String> strengths = panels.stream()
                .filter(panel -> !Double.isNaN(panel.strength()))
                .map(panel -> Words.percent(panel.strength()) + " for " + panel.name()
                        + (Double.isNaN(panel.noise())
                                ? ""
                                : " (flows' scatter alone would give " + Words.percent(panel.noise()) + ")"))
                .toList();
        return Words.sentences(List.of(
                "phase spirals: the contrast of the learned f with its mirror image, of which a steady state has none",
                strengths.isEmpty() ? "" : "its f-weighted rms is " + Words.list(strengths),
                Words.inPaper(5, panels.stream().anyMatch(panel -> MockName.find(panel.name())
                        .isPresent()))));
    }
}
