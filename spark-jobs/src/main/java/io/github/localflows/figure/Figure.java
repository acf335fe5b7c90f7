package io.github.localflows.figure;

import java.awt.Graphics2D;

/** A picture of a fixed size that can be drawn on any device. */
public interface Figure {
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
