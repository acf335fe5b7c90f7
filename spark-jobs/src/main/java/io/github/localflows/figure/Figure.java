package io.github.localflows.figure;

import java.awt.Graphics2D;

/** A picture of a fixed size that can be drawn on any device. */
public interface Figure {
    /** What it shows, in a sentence or two, for whoever reads the picture in a report. */
    String caption();

    /** The width of the page [pt, 1/72 inch]. */
    double width();

    /** The height of the page [pt]. */
    double height();

    /**
     * Draws the page in points, the origin at its top left.
     *
     * @param graphics a device scaled to points; its settings are the caller's to throw away
     */
    void draw(Graphics2D graphics);
}
