package io.github.localflows.moments;

/** The windowed functions of the position of a parity in z, and their derivatives: x^0 with all Z first, then x^1. */
final class VerticalFunctions {
    final boolean isEven;
    final int count;
    final double[] value;
    final double[] dR;
    final double[] dz;
    private final TestFunctions functions;
    private final double[] heights;
    private final double[] Z;
    private final double[] dZ;

    VerticalFunctions(TestFunctions functions, boolean isEven) {
        this.functions = functions;
        this.isEven = isEven;
        count = (functions.degreeR() + 1) * functions.verticals();
        value = new double[count];
        dR = new double[count];
        dz = new double[count];
        heights = functions.heights().stream().mapToDouble(Double::doubleValue).toArray();
        Z = new double[functions.verticals()];
        dZ = new double[functions.verticals()];
    }

    /**
     * Fills them at a place.
     *
     * @param x of the radius, -1 to 1
     * @param y of the height, -1 to 1
     * @param z height [kpc]
     * @param tanh of z over each of the heights
     */
    void fill(double x, double y, double z, double[] tanh) {
        double inR = 1 - x * x;
        double inz = 1 - y * y;
        double windowz = inz * inz;
        double slopez = -4 * y * inz / functions.absZmax();
        Z[0] = isEven ? windowz : windowz * z;
        dZ[0] = isEven ? slopez : slopez * z + windowz;
        for (int i = 0; i < heights.length; i++) {
            double t = tanh[i];
            double sech2 = 1 - t * t;
            double g = isEven ? sech2 : t;
            double slope = (isEven ? -2 * sech2 * t : sech2) / heights[i];
            Z[i + 1] = windowz * g;
            dZ[i + 1] = slopez * g + windowz * slope;
        }
        double windowR = inR * inR;
        double slopeR = -4 * x * inR;
        double power = 1;
        double derivative = 0;
        int k = 0;
        for (int i = 0; i <= functions.degreeR(); i++) {
            double P = windowR * power;
            double dP = (slopeR * power + windowR * derivative) / functions.halfWidthR();
            for (int a = 0; a < Z.length; a++) {
                value[k] = P * Z[a];
                dR[k] = dP * Z[a];
                dz[k] = P * dZ[a];
                k++;
            }
            derivative = (i + 1) * power;
            power *= x;
        }
    }
}
