package io.github.localflows.figure;

import io.github.localflows.accuracy.AccelerationPoint;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Positions on a full grid, each the middle of a cell; in rows of equal z from the north down, R outwards in each. */
public final class Grid {
    /** Images are made of at least so many pixels a side, lest a viewer blur the cells into each other. */
    private static final int LEAST_PIXELS = 400;

    private final double[] Rs;
    private final double[] zs;
    private final AccelerationPoint[] cells;

    Grid(List<AccelerationPoint> points) {
        Rs = points.stream()
                .mapToDouble(AccelerationPoint::R)
                .sorted()
                .distinct()
                .toArray();
        zs = points.stream()
                .mapToDouble(AccelerationPoint::z)
                .sorted()
                .distinct()
                .toArray();
        if (Rs.length < 2 || zs.length < 2 || points.size() != Rs.length * zs.length) {
            throw new IllegalArgumentException(points.size() + " positions with " + Rs.length + " values of R and "
                    + zs.length + " of z: a map needs a full grid of at least 2 x 2.");
        }
        cells = new AccelerationPoint[points.size()];
        for (AccelerationPoint point : points) {
            int row = zs.length - 1 - Arrays.binarySearch(zs, point.z());
            int cell = row * Rs.length + Arrays.binarySearch(Rs, point.R());
            if (cells[cell] != null) {
                throw new IllegalArgumentException("(R, z) = (" + point.R() + ", " + point.z()
                        + ") kpc twice: a map needs each position of its grid once.");
            }
            cells[cell] = point;
        }
    }

    /** From the inner edge of the innermost cells to the outer edge of the outermost [kpc]. */
    public Range R() {
        return Range.edges(Rs);
    }

    /** From the lower edge of the lowest cells to the upper edge of the highest [kpc]. */
    public Range z() {
        return Range.edges(zs);
    }

    /** A value of each cell. */
    double[] values(ToDoubleFunction<AccelerationPoint> value) {
        return Arrays.stream(cells).mapToDouble(value).toArray();
    }

    /** The cells' values as blocks of colour. */
    BufferedImage image(double[] values, ColourScale scale) {
        int across = 1 + (LEAST_PIXELS - 1) / Rs.length;
        int down = 1 + (LEAST_PIXELS - 1) / zs.length;
        BufferedImage image = new BufferedImage(across * Rs.length, down * zs.length, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(
                        x,
                        y,
                        scale.colour(values[y / down * Rs.length + x / across]).getRGB());
            }
        }
        return image;
    }
}
