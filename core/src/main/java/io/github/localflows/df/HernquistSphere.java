package io.github.localflows.df;

import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.Hernquist;
import io.github.localflows.potential.PotentialPart;

/**
 * The isotropic sphere of Hernquist (1990, ApJ 356, 359), whose stars make their own potential: a function of the energy
 * alone, and so exactly stationary.
 *
 * <p>Eq. 17, written with q = sqrt(-a E/GM) = sin theta, is
 * <pre>
 *   f = g(theta) / [8 sqrt 2 pi³ (GM a)^(3/2) cos⁵ theta]
 *   g = 3 theta - sin 4 theta + sin(8 theta)/8,   dg/dtheta = 8 sin⁴(2 theta)
 * </pre>
 * f is 0 where E >= 0. Its integral over phase space is 1.
 *
 * <p><b>Units:</b> f in 1/(kpc km/s)³.
 *
 * <p><b>Accuracy:</b> ln f and its gradient are exact to some ten roundings for the energy that the coordinates give: cos²
 * theta is a sum of two positive terms, and small theta have a series of g. Close to the velocity of escape the energy itself
 * is a small difference, so that ln f loses as many digits as -E is smaller than the kinetic energy.
 *
 * <p>A star at rest at the centre has ln f = +Infinity; the gradient there is given as 0.
 *
 * <p>Immutable and thread-safe, and cheap to build.
 */
public final class HernquistSphere implements DistributionFunction {
    /** Below this 4 theta the series is used; at it the closed form loses one digit. */
    private static final double SERIES = 1.5;

    /** The coefficient of x^(2k+1) in g is (-1)^k (2^(2k-2) - 1)/(2k+1)!, for x = 4 theta; these are from k = 2 on. */
    private static final double[] COEFFICIENTS = coefficients();

    private final double GM;
    private final double a;
    private final double lnFactor;

    /**
     * @param GM gravitational constant times the total mass [kpc km²/s²], positive
     * @param a scale radius [kpc], positive
     */
    public HernquistSphere(double GM, double a) {
        positive(GM, "GM", "kpc km²/s²");
        positive(a, "a", "kpc");
        this.GM = GM;
        this.a = a;
        lnFactor = -Math.log(8 * Math.sqrt(2) * Math.PI * Math.PI * Math.PI) - 1.5 * (Math.log(GM) + Math.log(a));
    }

    /**
     * The sphere that makes a potential.
     *
     * @throws IllegalArgumentException unless the potential is one {@link Hernquist}
     */
    public static HernquistSphere in(CompositePotential potential) {
        if (potential.parts().size() == 1) {
            PotentialPart part = potential.parts().get(0);
            if (part.shape() instanceof Hernquist shape) {
                return new HernquistSphere(potential.GM(0), shape.scaleRadius());
            }
        }
        throw new IllegalArgumentException("a potential of the parts " + potential.parts()
                + ": Hernquist's sphere is the distribution function of one Hernquist part alone");
    }

    private static void positive(double value, String name, String unit) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + " = " + value + " " + unit + ": that of a sphere must be positive and finite");
        }
    }

    private static double[] coefficients() {
        // At x = 1.5 the first term that is left out, of k = 16, is below 1e-19 of the sum.
        double[] coefficients = new double[14];
        double factorial = 6;
        for (int i = 0; i < coefficients.length; i++) {
            int k = i + 2;
            factorial *= 2 * k * (2 * k + 1);
            coefficients[i] = (k % 2 == 0 ? 1 : -1) * (Math.scalb(1, 2 * k - 2) - 1) / factorial;
        }
        return coefficients;
    }

    /** Gravitational constant times the total mass [kpc km²/s²]. */
    public double GM() {
        return GM;
    }

    /** The scale radius [kpc]. */
    public double a() {
        return a;
    }

    /** Stars per volume at the distance r from the centre, of all stars (eq. 2) [1/kpc³]. */
    public double density(double r) {
        double d = r + a;
        return a / (2 * Math.PI * r * d * d * d);
    }

    /**
     * g(theta), which rises from 0 to 3 pi/2; the same bits on every platform.
     *
     * @param sin sine of theta, in 0..1
     * @param cos its cosine, in 0..1
     */
    public static double g(double sin, double cos) {
        double x = 4 * StrictMath.atan2(sin, cos);
        if (x < SERIES) {
            double x2 = x * x;
            return x2 * x2 * x * series(x2);
        }
        return closedForm(x, sin, cos);
    }

    /** g over x⁵. */
    private static double series(double x2) {
        double sum = 0;
        for (int i = COEFFICIENTS.length - 1; i >= 0; i--) {
            sum = sum * x2 + COEFFICIENTS[i];
        }
        return sum;
    }

    private static double closedForm(double x, double sin, double cos) {
        double sin2 = 2 * sin * cos;
        double cos2 = (cos - sin) * (cos + sin);
        double sin4 = 2 * sin2 * cos2;
        double cos4 = (cos2 - sin2) * (cos2 + sin2);
        return 0.75 * x - sin4 + 0.25 * sin4 * cos4;
    }

    @Override
    public double[] lnf(Stars stars) {
        double[] lnf = new double[stars.size()];
        Evaluation evaluation = new Evaluation();
        for (int i = 0; i < lnf.length; i++) {
            evaluation.set(stars, i);
            lnf[i] = evaluation.lnf();
        }
        return lnf;
    }

    @Override
    public LnfGradients gradients(Stars stars) {
        LnfGradients gradients = LnfGradients.allocate(stars.size());
        Evaluation evaluation = new Evaluation();
        for (int i = 0; i < stars.size(); i++) {
            evaluation.set(stars, i);
            double lnf = evaluation.lnf();
            gradients.lnf()[i] = lnf;
            if (!Double.isFinite(lnf)) {
                continue;
            }
            double byE = evaluation.dlnfdE();
            double r = evaluation.r;
            if (r > 0) {
                double force = GM / (r + a) / (r + a);
                gradients.dR()[i] = byE * (force * (stars.R()[i] / r));
                gradients.dz()[i] = byE * (force * (stars.z()[i] / r));
            }
            gradients.dvR()[i] = byE * stars.vR()[i];
            gradients.dvphi()[i] = byE * stars.vphi()[i];
            gradients.dvz()[i] = byE * stars.vz()[i];
        }
        return gradients;
    }

    /** ln f of one star at a time; for one thread. */
    private final class Evaluation {
        /** Distance from the centre [kpc]. */
        private double r;

        /** -a E/GM. */
        private double sinSquare;

        private double cosSquare;
        private double sin;
        private double cos;

        /** 4 theta. */
        private double x;

        void set(Stars stars, int i) {
            double R = stars.R()[i];
            double z = stars.z()[i];
            double vR = stars.vR()[i];
            double vphi = stars.vphi()[i];
            double vz = stars.vz()[i];
            double square = R * R + z * z;
            // The squares of extreme distances are not numbers of their own.
            r = square >= Double.MIN_NORMAL && square < Double.POSITIVE_INFINITY ? Math.sqrt(square) : Math.hypot(R, z);
            double kinetic = 0.5 * a / GM * (vR * vR + vphi * vphi + vz * vz);
            sinSquare = a / (r + a) - kinetic;
            // Not 1 - sinSquare, which would lose the digits of stars near the centre.
            cosSquare = r / (r + a) + kinetic;
            sin = Math.sqrt(sinSquare);
            cos = Math.sqrt(cosSquare);
            x = 4 * StrictMath.atan2(sin, cos);
        }

        double lnf() {
            if (!(sinSquare > 0)) {
                return Double.NEGATIVE_INFINITY;
            }
            // In logarithms, for far out theta⁵ underflows.
            double lng = x < SERIES ? 5 * Math.log(x) + Math.log(series(x * x)) : Math.log(closedForm(x, sin, cos));
            return lnFactor + lng - 2.5 * Math.log(cosSquare);
        }

        /** -(a/GM) [8 sin³(2 theta)/g + 5/(2 cos² theta)]. */
        double dlnfdE() {
            double sin2 = 2 * sin * cos;
            double byg;
            if (x < SERIES) {
                double ratio = sin2 / x;
                byg = 8 * ratio * ratio * ratio / (x * x * series(x * x));
            } else {
                byg = 8 * sin2 * sin2 * sin2 / closedForm(x, sin, cos);
            }
            // Finite even where it is not: an infinite slope times a velocity of 0 would be none.
            return Math.max(-a / GM * (byg + 2.5 / cosSquare), -Double.MAX_VALUE);
        }
    }
}
