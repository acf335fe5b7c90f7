package io.github.localflows.figure;

import io.github.localflows.flows.LossCurve;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * How the flows of an ensemble learned, as a figure: for each member the training loss and that of the held-out stars by
 * epoch, a dot on the best held-out one, and below, on a logarithmic axis of its own, the learning rate.
 *
 * <p>The first epochs, in which the loss falls steeply, may lie above the upper edge: the scale is that of the rest.
 */
public final class LossHistory {
    private static final double WIDTH = PanelPage.COLUMN_WIDTH;
    private static final double LEFT = 44;
    private static final double RIGHT = 10;
    private static final double TOP = 36;
    private static final double KEY_MARGIN = 4;
    private static final double LOSS_HEIGHT = 170;
    private static final double BETWEEN_ROWS = 6;
    private static final double RATE_HEIGHT = 60;
    private static final double BOTTOM = 34;

    /** The share of the losses, those of the steep start, that may lie above the scale. */
    private static final double STEEP_SHARE = 0.15;

    private static final BasicStroke TRAINING =
            new BasicStroke(0.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {3, 1.5f}, 0);
    private static final BasicStroke HELD_OUT = new BasicStroke(1.2f);

    private static final Shape BEST = new Ellipse2D.Double(-2, -2, 4, 4);

    private LossHistory() {}

    /**
     * The figure of an ensemble.
     *
     * @param set the star set that it is of
     * @param members in their order
     */
    public static Figure of(String set, List<LossCurve> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("no member: a history needs one flow at least.");
        }
        PanelPage page =
                new PanelPage(caption(set, members), WIDTH, TOP + LOSS_HEIGHT + BETWEEN_ROWS + RATE_HEIGHT + BOTTOM);
        double width = WIDTH - LEFT - RIGHT;
        double first = members.stream().mapToDouble(m -> m.epoch()[0]).min().orElseThrow();
        double last = members.stream()
                .mapToDouble(m -> m.epoch()[m.epoch().length - 1])
                .max()
                .orElseThrow();
        Range epochs =
                last > first ? new Range(first, last + 0.02 * (last - first)) : new Range(first - 0.5, first + 0.5);
        double step = Math.max(1, epochs.step(6));

        NumberAxis above = Plots.axis(epochs, step, 5);
        above.setTickLabelsVisible(false);
        Range losses = Range.around(settled(members), 0.06);
        NumberAxis loss = Plots.axis(losses, losses.step(6), 5);
        Plots.name(loss, "loss  [nat]");
        XYPlot top = Plots.plot(above, loss);

        Range rates = rates(members);
        NumberAxis epoch = Plots.axis(epochs, step, 5);
        Plots.name(epoch, "epoch");
        NumberAxis rate = Plots.axis(rates, Math.max(1, rates.step(4)), 2);
        Plots.name(rate, "log_{10} rate");
        XYPlot bottom = Plots.plot(epoch, rate);

        ColourMap colours = ColourMap.sequential();
        for (int i = 0; i < members.size(); i++) {
            LossCurve member = members.get(i);
            // Not up to the lightest colours, which white paper swallows.
            Color colour = colours.colour(members.size() == 1 ? 0.35 : 0.1 + 0.65 * i / (members.size() - 1));
            Plots.addLine(top, member.epoch(), member.trainingLoss(), colour, TRAINING);
            Plots.addLine(top, member.epoch(), member.heldOutLoss(), colour, HELD_OUT);
            Plots.addLine(bottom, member.epoch(), lg(member.learningRate()), colour, HELD_OUT);
            int best = best(member.heldOutLoss());
            Plots.addMarkers(
                    top, new double[] {member.epoch()[best]}, new double[] {member.heldOutLoss()[best]}, colour, BEST);
        }
        page.addPlot(top, new Rectangle2D.Double(LEFT, TOP, width, LOSS_HEIGHT));
        page.addPlot(bottom, new Rectangle2D.Double(LEFT, TOP + LOSS_HEIGHT + BETWEEN_ROWS, width, RATE_HEIGHT));
        page.addKey(
                List.of(
                        new PanelPage.KeyEntry(
                                new CurveStyle(Color.BLACK, HELD_OUT, null, BEST), "held-out stars, the best epoch"),
                        new PanelPage.KeyEntry(new CurveStyle(Color.BLACK, TRAINING, null, null), "training stars")),
                // Losses may be anywhere in their panel: the key stands above it.
                new Rectangle2D.Double(LEFT, KEY_MARGIN, width, TOP),
                false,
                KEY_MARGIN);
        return page;
    }

    /** All losses but the highest, of the steep start. */
    private static double[] settled(List<LossCurve> members) {
        double[] losses = members.stream()
                .flatMapToDouble(
                        m -> DoubleStream.concat(Arrays.stream(m.trainingLoss()), Arrays.stream(m.heldOutLoss())))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return Arrays.copyOf(losses, losses.length - (int) (STEEP_SHARE * losses.length));
    }

    private static int best(double[] losses) {
        return IntStream.range(0, losses.length)
                .boxed()
                .min((a, b) -> Double.compare(losses[a], losses[b]))
                .orElseThrow();
    }

    /** Logarithms to base ten; NaN where a schedule ends at 0. */
    private static double[] lg(double[] rates) {
        return Arrays.stream(rates).map(r -> r > 0 ? Math.log10(r) : Double.NaN).toArray();
    }

    private static Range rates(List<LossCurve> members) {
        double[] lg = members.stream()
                .flatMapToDouble(m -> Arrays.stream(lg(m.learningRate())))
                .toArray();
        Range all = Range.around(lg, 0);
        // One decade at least, and not the last steps of a schedule that goes to 0.
        return new Range(
                Math.min(Math.max(all.lower(), all.upper() - 4), all.upper() - 0.5) - 0.25, all.upper() + 0.25);
    }

    private static String caption(String set, List<LossCurve> members) {
        double[] best = members.stream()
                .mapToDouble(member -> member.heldOutLoss()[best(member.heldOutLoss())])
                .sorted()
                .toArray();
        return String.format(
                Locale.ROOT,
                "How the %d flow%s of %s learned%s: losses and learning rate by epoch. Best held-out losses are %.4f to %.4f nat.",
                members.size(),
                members.size() == 1 ? "" : "s",
                set,
                members.size() == 1 ? "" : ", each in its colour",
                best[0],
                best[best.length - 1]);
    }
}
