package io.github.localflows.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * How a curve looks. No two that stand in one panel differ by their colour alone: dashes, widths and markers tell them apart in grey
 * print, too, and for eyes that do not see all colours (whose palette this is: Okabe and Ito 2008).
 *
 * @param colour of line, marker and bars
 * @param stroke of the line; null for points without one
 * @param band the colour of the band of its bars; null for bars that are lines
 * @param marker at its points, about the origin; null for none
 */
record CurveStyle(Color colour, BasicStroke stroke, Color band, Shape marker) {
    private static final Color BLUE = new Color(0x0072b2);
    private static final Color PALE_BLUE = new Color(0xb5d6ea);
    private static final Color VERMILLION = new Color(0xd55e00);
    private static final Color GREEN = new Color(0x009e73);
    private static final Color PURPLE = new Color(0xb0508a);
    private static final Color ORANGE = new Color(0xe69f00);
    private static final double MARKER = 3.4;

    /** What is judged. */
    static final CurveStyle LEARNED = new CurveStyle(BLUE, new BasicStroke(1.4f), PALE_BLUE, null);

    /** What is true. */
    static final CurveStyle EXACT = new CurveStyle(Color.BLACK, dashed(1f, 4, 2), null, null);

    /** The control. */
    static final CurveStyle FLOOR = new CurveStyle(ORANGE, dashed(1.1f, 6, 1.5f, 1, 1.5f), null, null);

    /** The same of a galaxy that was not disturbed. */
    static final CurveStyle EQUILIBRIUM = new CurveStyle(VERMILLION, new BasicStroke(0.7f), null, null);

    /** Points, for what is compared with a curve. */
    static final List<CurveStyle> POINTS = List.of(
            new CurveStyle(VERMILLION, null, null, circle()),
            new CurveStyle(GREEN, null, null, square()),
            new CurveStyle(PURPLE, null, null, diamond()));

    /** Curves of their own with markers on them. */
    static final List<CurveStyle> OTHERS = List.of(
            new CurveStyle(VERMILLION, dashed(1f, 5, 1.5f), null, square()),
            new CurveStyle(GREEN, dashed(1f, 1.5f, 1.5f), null, diamond()),
            new CurveStyle(PURPLE, dashed(1f, 8, 2, 2, 2), null, circle()));

    private static BasicStroke dashed(float width, float... dashes) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, dashes, 0);
    }

    private static Shape circle() {
        return new Ellipse2D.Double(-MARKER / 2, -MARKER / 2, MARKER, MARKER);
    }

    private static Shape square() {
        return new Rectangle2D.Double(-MARKER / 2, -MARKER / 2, MARKER, MARKER);
    }

    private static Shape diamond() {
        double half = 0.62 * MARKER;
        Path2D path = new Path2D.Double();
        path.moveTo(0, -half);
        path.lineTo(half, 0);
        path.lineTo(0, half);
        path.lineTo(-half, 0);
        path.closePath();
        return path;
    }

    /**
     * What marks values beyond the end of an axis, and nothing else.
     *
     * @param up 1 when it points up the page, -1 when down
     */
    static Shape triangle(int up) {
        double half = 0.42 * MARKER;
        Path2D path = new Path2D.Double();
        path.moveTo(0, -up * half);
        path.lineTo(half, up * half);
        path.lineTo(-half, up * half);
        path.closePath();
        return path;
    }
}
