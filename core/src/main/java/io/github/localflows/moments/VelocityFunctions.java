package io.github.localflows.moments;

import java.util.Arrays;
import java.util.List;

/** The functions of the velocity, and their derivatives. */
final class VelocityFunctions {
    final int count;
    final double[] value;
    final double[] dvR;
    final double[] dvphi;
    final double[] dvz;
    final double[] inertial;
    private final TestFunctions functions;
    private final TestFunctions.Powers[] powers;
    private final double[] ofR;
    private final double[] ofphi;
    private final double[] ofz;

    VelocityFunctions(TestFunctions functions, List<TestFunctions.Powers> powers) {
        this.functions = functions;
        this.powers = powers.toArray(TestFunctions.Powers[]::new);
        count = powers.size();
        value = new double[count];
        dvR = new double[count];
        dvphi = new double[count];
        dvz = new double[count];
        inertial = new double[count];
        int most = powers.stream()
                .mapToInt(p -> Math.max(p.a(), Math.max(p.b(), p.c())))
                .max()
                .orElse(0);
        ofR = new double[most + 1];
        ofphi = new double[most + 1];
        ofz = new double[most + 1];
    }

    /** The functions alone. */
    void values(double a, double b, double c, double gauss) {
        raise(ofR, a);
        raise(ofphi, b);
        raise(ofz, c);
        for (int l = 0; l < count; l++) {
            value[l] = ofR[powers[l].a()] * ofphi[powers[l].b()] * ofz[powers[l].c()] * gauss;
        }
    }

    /** The functions and their derivatives. */
    void fill(double a, double b, double c, double gauss) {
        values(a, b, c, gauss);
        for (int l = 0; l < count; l++) {
            int i = powers[l].a();
            int j = powers[l].b();
            int k = powers[l].c();
            double V = value[l];
            dvR[l] = (derivative(ofR, i) * ofphi[j] * ofz[k] * gauss - V * a) / functions.widthR();
            dvphi[l] = (ofR[i] * derivative(ofphi, j) * ofz[k] * gauss - V * b) / functions.widthphi();
            dvz[l] = (ofR[i] * ofphi[j] * derivative(ofz, k) * gauss - V * c) / functions.widthz();
        }
    }

    private static void raise(double[] powers, double base) {
        Arrays.fill(powers, 1);
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * base;
        }
    }

    private static double derivative(double[] powers, int i) {
        return i == 0 ? 0 : i * powers[i - 1];
    }
}
