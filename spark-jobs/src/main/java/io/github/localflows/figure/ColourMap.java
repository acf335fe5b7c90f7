package io.github.localflows.figure;

import java.awt.Color;

/**
 * A line through colour space along which equal steps look equal.
 *
 * <p>Each map goes through a few anchor colours in CIELAB (CIE 15:2004, D65 white), between which hue and chroma are
 * interpolated, while lightness L* is not taken from the anchors but runs in equal steps: from dark to light in the
 * sequential map, from dark to white and back, not as far, in the diverging one. A print in grey therefore keeps the order of the
 * sequential one, and of the sizes in the other.
 *
 * <p>Immutable.
 */
public final class ColourMap {
    private static final int STEPS = 1024;

    private final int[] rgb = new int[STEPS + 1];

    /**
     * @param anchors [k][2]: a* and b* at equal steps from 0 to 1
     * @param lightness L* at equal steps from 0 to 1
     */
    private ColourMap(double[][] anchors, double[] lightness) {
        for (int i = 0; i <= STEPS; i++) {
            double fraction = (double) i / STEPS;
            double position = fraction * (anchors.length - 1);
            int k = Math.min((int) position, anchors.length - 2);
            rgb[i] = sRGB(
                    between(lightness, fraction),
                    catmullRom(anchors, k, position - k, 0),
                    catmullRom(anchors, k, position - k, 1));
        }
    }

    /** From dark violet through blue and green to light yellow, for quantities that have no middle. */
    public static ColourMap sequential() {
        double[][] anchors = {{38, -42}, {22, -42}, {-6, -30}, {-28, -8}, {-42, 22}, {-34, 54}, {-6, 76}};
        return new ColourMap(anchors, new double[] {17, 91});
    }

    /**
     * From dark blue through white to red, for quantities with a sign. The red end is lighter than the blue one, so that grey print
     * tells them apart.
     */
    public static ColourMap diverging() {
        double[][] anchors = {{10, -37}, {-1, -33}, {-9, -22}, {-5, -10}, {0, 0}, {14, 9}, {34, 24}, {50, 36}, {52, 30}
        };
        return new ColourMap(anchors, new double[] {20, 97, 52});
    }

    /**
     * The colour at a fraction of the way.
     *
     * @param fraction from 0 to 1; what is beyond takes the colour of the nearer end
     */
    public Color colour(double fraction) {
        if (Double.isNaN(fraction)) {
            throw new IllegalArgumentException("fraction = NaN: a colour needs a number from 0 to 1.");
        }
        return new Color(rgb[(int) Math.round(Math.max(0, Math.min(1, fraction)) * STEPS)]);
    }

    private static double between(double[] values, double fraction) {
        double position = fraction * (values.length - 1);
        int k = Math.min((int) position, values.length - 2);
        return values[k] + (position - k) * (values[k + 1] - values[k]);
    }

    /** Smooth through the anchors, so that no band shows where two meet. */
    private static double catmullRom(double[][] anchors, int k, double t, int axis) {
        double p1 = anchors[k][axis];
        double p2 = anchors[k + 1][axis];
        double p0 = anchors[Math.max(k - 1, 0)][axis];
        double p3 = anchors[Math.min(k + 2, anchors.length - 1)][axis];
        return p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
    }

    private static int sRGB(double lightness, double a, double b) {
        double fy = (lightness + 16) / 116;
        double x = 0.950_47 * unLab(fy + a / 500);
        double y = unLab(fy);
        double z = 1.088_83 * unLab(fy - b / 200);
        int red = channel(3.240_454_2 * x - 1.537_138_5 * y - 0.498_531_4 * z);
        int green = channel(-0.969_266_0 * x + 1.876_010_8 * y + 0.041_556_0 * z);
        int blue = channel(0.055_643_4 * x - 0.204_025_9 * y + 1.057_225_2 * z);
        return red << 16 | green << 8 | blue;
    }

    private static double unLab(double t) {
        double delta = 6.0 / 29;
        return t > delta ? t * t * t : 3 * delta * delta * (t - 4.0 / 29);
    }

    /** sRGB's transfer function (IEC 61966-2-1); colours that a screen does not have are cut. */
    private static int channel(double linear) {
        double cut = Math.max(0, Math.min(1, linear));
        double encoded = cut <= 0.003_130_8 ? 12.92 * cut : 1.055 * Math.pow(cut, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * encoded);
    }
}
