package io.github.localflows.action;

import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.Potential;
import java.util.stream.IntStream;

/**
 * One star at a time in the coordinates in which the fudge separates its motion; mutable, for one thread.
 *
 * <p>With R = Delta sinh u sin v, z = Delta cosh u cos v, let s = sinh² u and q = cos² v, so that the plane is q = 0, and
 * let (s0, q0) be the star's own. Binney (2012, MNRAS 426, 1324), eqs. 5-9, with his v0 = pi/2 and u0 the star's u, reads
 * <pre>
 *   p_u²/(2 Delta²) = E s     - I - U(s)           - Lz²/(2 Delta² s)         U(s) = (1 + s) Phi(s, q = 0)
 *   p_v²/(2 Delta²) = E (1-q) + I + U(s0) - W(q)   - Lz²/(2 Delta² (1-q))     W(q) = (s0 + 1 - q) Phi(s0, q)
 * </pre>
 * and E (s0 + 1 - q0) = ... makes I the same whether it comes from the star's p_u or its p_v. Below the first right-hand
 * side times s is called P(s) = (s - s1)(s2 - s) Q(s), the second times 1 - q is N(q) = (q1 - q) Q(q). The actions,
 * <pre>
 *   Jr = Delta/(sqrt 2 pi) ∫ sqrt((s-s1)(s2-s)) g(s)/s ds,               g = sqrt(Q/(1+s))
 *   Jz = (2 sqrt 2 Delta/pi) ∫ sqrt(q1-q) sqrt(Q)/(1-q) dw,              q = w²
 * </pre>
 * have poles at s = 0 and q = 1 which come close to the range of an orbit of small Lz. There P = -Lz²/(2 Delta²) = N
 * whatever the potential, so that g(0) and Q(1) are known; their parts are integrated exactly, and the rest, smooth up to
 * its end points in the angle of s = (s1+s2)/2 + (s2-s1)/2 cos(angle), converges geometrically by the midpoint rule. So
 * do the integrals of ∂p/∂E and the like that make up the gradients, where the square root is in the denominator.
 *
 * <p>That takes the more nodes the closer the pole is. Where it would take more than {@value #MOST_NODES}, for the orbits
 * that pass the axis at less than a fiftieth of their reach, the same integrals go over the logarithm of the distance from
 * the pole, ln s or ln(axis - y), again through an angle: in it the layer at the turning point is as wide as any other.
 *
 * <p>In the vertical direction the angle is that of y = sqrt(q + c²) - c, with c the half-thickness of the disc in these
 * units: the potential of a thin disc, which turns from z² to |z| there, is then nearly linear in y up to any height.
 */
final class SeparatedOrbit {
    /** Relative width of the range of s below which P is its parabola at the star: differences would lose digits. */
    private static final double NEARLY_CIRCULAR = 3e-5;

    /** q1 below which N is its tangent at the plane. */
    private static final double NEARLY_PLANAR = 1e-9;

    /** A root whose last step was this part of the range is known to the cube of it (Halley) or the square (Newton). */
    private static final double HALLEY_STEP = 1e-4;

    private static final double NEWTON_STEP = 1e-5;

    /** Part of N(0) that must be gone at the star for a straight line through both to be a guess at where it vanishes. */
    private static final double SECANT = 0.1;

    /** Height, in half-thicknesses, at which the force still rises linearly from the plane (to its square). */
    private static final double PLANE_STEP = 1e-4;

    /** Far more than any bisection needs. */
    private static final int MOST_STEPS = 200;

    /** How far below zero, relative to U(s0), rounding can take N(0) of a star in the plane. */
    private static final double ROUNDING = 1e-12;

    private static final double SQRT_HALF = Math.sqrt(0.5);

    /** ln(1/error) that the number of nodes is chosen for. */
    private static final double NEGLIGIBLE = 20;

    private static final int FEWEST_NODES = 4;

    /** Above this the number of nodes goes in steps of {@link #NODE_STEP}. */
    private static final int FINE_NODES = 32;

    private static final int NODE_STEP = 32;

    /** Enough for a pericentre of a fiftieth of the apocentre; beyond, the logarithm of the distance takes over. */
    private static final int MOST_NODES = 256;

    /** Distance of the pole over that of the range's far end from it, below which {@link #MOST_NODES} are too few. */
    private static final double CLOSE_TO_POLE = 3.8e-4;

    /** Fewest and most nodes of an integral over the logarithm, 2 to these powers. */
    private static final int LOG2_FEWEST = 5;

    private static final int LOG2_MOST = 11;

    /** Change of such an integral with twice the nodes that leaves, for the error is squared each time, none to speak of. */
    private static final double CONVERGED = 1e-8;

    /** s and 1 - q, squares of lengths over Delta, whose cubes are still numbers. */
    private static final double LEAST_S = 1e-90;

    /** The square of an angular momentum over Delta that s to the least power can divide. */
    private static final double LEAST_BARRIER = 1e-250;

    /** q above which 1 - q has lost digits. */
    private static final double NEAR_AXIS = 0.999;

    /** [n][i] cosine of the midpoint of step i of n equal ones from 0 to pi. */
    private static final double[][] COSINES = cosines();

    /** The same for each power of two from the fewest to the most of an integral over the logarithm. */
    private static final double[][] DOUBLED_COSINES = IntStream.rangeClosed(LOG2_FEWEST, LOG2_MOST)
            .mapToObj(m -> cosines(1 << m))
            .toArray(double[][]::new);

    private final Potential potential;
    private final MidplaneTable midplane;
    private final double Delta;
    private final double Delta2;
    private final double thickness2;
    private final double escapeEnergy;

    /** Whether orbits that pass the axis closely get what they need; otherwise {@link #MOST_NODES} have to do. */
    private final boolean refined;

    // The star.
    private double R;
    private double z;
    private double vR;
    private double vphi;
    private double vz;
    private double s0;
    private double q0;
    /** 1 - q0. */
    private double p0;
    /** tanh u. */
    private double k;

    private double E;
    private double Lz;
    /** Lz²/(2 Delta²). */
    private double barrier;
    /** p_u/Delta. */
    private double pu;
    /** p_v²/(2 Delta²) at the star. */
    private double halfPv2;

    // The radial motion.
    private double U0;
    private double s1;
    private double s2;
    private boolean nearlyCircular;
    /** Q at the middle of a nearly circular orbit. */
    private double circularQ;

    // The vertical motion.
    private double planeW;
    /** N(0), half the square of p_v/Delta in the plane. */
    private double N0;
    /** -dN/dq in the plane. */
    private double planeQ;

    private double q1;
    /** Half-thickness of the disc in units of w = cos v. */
    private double c;

    private boolean nearlyPlanar;

    /** Whether the orbit passes the axis so closely that its integrals go over the logarithm of the distance from it. */
    private boolean nearlyPolar;

    /** Distance of the highest point from the axis, in y; only of a nearly polar orbit. */
    private double Y1;

    // The derivatives of the actions by what they depend on.
    private double JrE;
    private double JrI;
    private double JrLz;
    private double JzN0;
    private double JzE;
    private double JzLz;
    private double JzS;

    SeparatedOrbit(
            Potential potential,
            MidplaneTable midplane,
            double Delta,
            double thickness,
            double escapeEnergy,
            boolean refined) {
        this.potential = potential;
        this.midplane = midplane;
        this.Delta = Delta;
        this.Delta2 = Delta * Delta;
        this.thickness2 = thickness * thickness / Delta2;
        this.escapeEnergy = escapeEnergy;
        this.refined = refined;
    }

    /**
     * Takes a star and finds the ranges of its motion.
     *
     * @return false when the star has no actions: not bound, not rotating forwards, or a coordinate not finite
     */
    boolean set(double R, double z, double vR, double vphi, double vz) {
        this.R = R;
        this.z = z;
        this.vR = vR;
        this.vphi = vphi;
        this.vz = vz;
        Lz = R * vphi;
        if (!(Lz > 0 && R > 0 && R < MidplaneTable.OUTERMOST && Math.abs(z) < MidplaneTable.OUTERMOST)) {
            return false;
        }
        E = 0.5 * (vR * vR + vphi * vphi + vz * vz) + potential.Phi(R, z);
        if (!(E < escapeEnergy)) {
            return false;
        }
        double x2 = R * R / Delta2;
        double height = Math.abs(z) / Delta;
        double r2 = x2 + height * height;
        double separation = Math.sqrt((x2 + (1 - height) * (1 - height)) * (x2 + (1 + height) * (1 + height)));
        // Whichever of the two forms of a root of the quadratic does not subtract nearly equal numbers.
        q0 = 2 * height * height / (1 + r2 + separation);
        s0 = r2 >= 1 ? 0.5 * (r2 - 1 + separation) : 2 * x2 / (1 - r2 + separation);
        p0 = nearAxis() ? x2 / s0 : 1 - q0;
        if (!(s0 > LEAST_S && p0 > LEAST_S && s0 < midplane.outermost())) {
            return false;
        }
        k = Math.sqrt(s0 / (1 + s0));
        barrier = 0.5 * Lz * Lz / Delta2;
        if (!(barrier > LEAST_BARRIER)) {
            return false;
        }
        pu = (R * vR / k + k * z * vz) / Delta;
        double pv = (k * z * vR - R * vz / k) / Delta;
        halfPv2 = 0.5 * pv * pv;
        return findRadialRange() && findVerticalRange();
    }

    private boolean nearAxis() {
        return refined && q0 > NEAR_AXIS;
    }

    private static double[][] cosines() {
        double[][] cosines = new double[MOST_NODES + 1][];
        for (int n = FEWEST_NODES; n <= MOST_NODES; n += n < FINE_NODES ? 1 : NODE_STEP) {
            cosines[n] = cosines(n);
        }
        return cosines;
    }

    private static double[] cosines(int n) {
        double[] cosines = new double[n];
        for (int i = 0; i < n; i++) {
            cosines[i] = Math.cos(Math.PI * (i + 0.5) / n);
        }
        return cosines;
    }

    /**
     * Cosines of as many nodes as the integral needs. With a singularity at distance d in front of a range of length l
     * the error falls as rho^-2n, rho = (1 + x)/(1 - x), x² = d/(d + l); ln rho is 2 atanh x.
     */
    private static double[] nodes(double x) {
        double n = NEGLIGIBLE / (4 * x * (1 + x * x / 3));
        if (n <= FINE_NODES) {
            return COSINES[Math.max(FEWEST_NODES, (int) Math.ceil(n))];
        }
        return COSINES[n < MOST_NODES ? NODE_STEP * (int) Math.ceil(n / NODE_STEP) : MOST_NODES];
    }

    private static boolean converged(double value, double before) {
        return Math.abs(value - before) <= CONVERGED * Math.abs(value);
    }

    /** Singularities at y = -2c and, for an orbit of small Lz that passes the axis at small u, beyond the axis. */
    private double[] verticalNodes(double y1) {
        double axis = axis();
        return nodes(Math.sqrt(Math.min(2 * c / (y1 + 2 * c), (axis - y1) / axis)));
    }

    /** y of the axis. */
    private double axis() {
        return 1 / (c + Math.sqrt(1 + c * c));
    }

    private boolean findRadialRange() {
        double M = midplane.value(s0);
        double M1 = midplane.slope(s0);
        double M2 = midplane.curvature(s0);
        U0 = (1 + s0) * M;
        // p_u²/(2 Delta²) = F + F1 (s - s0) + F2 (s - s0)²/2 about the star.
        double F = 0.5 * pu * pu;
        double F1 = E - M - (1 + s0) * M1 + barrier / (s0 * s0);
        double F2 = -2 * M1 - (1 + s0) * M2 - 2 * barrier / (s0 * s0 * s0);
        if (F2 < 0) {
            double root = Math.sqrt(F1 * F1 - 2 * F * F2);
            nearlyCircular = root < -NEARLY_CIRCULAR * s0 * F2;
            if (nearlyCircular) {
                s1 = s0 + inwards(F, F1, F2, root);
                s2 = s0 + outwards(F, F1, F2, root);
                circularQ = -0.5 * F2 * s0;
                return true;
            }
        } else {
            nearlyCircular = false;
        }
        // The same parabola in ln s, where neither the centrifugal barrier nor a galaxy's potential is far from it.
        double G1 = s0 * F1;
        double G2 = s0 * (F1 + s0 * F2);
        double in = -1;
        double out = 1;
        if (G2 < 0) {
            double root = Math.sqrt(G1 * G1 - 2 * F * G2);
            in = Math.max(-4, inwards(F, G1, G2, root));
            out = Math.min(4, outwards(F, G1, G2, root));
        }
        s1 = pericentre(s0 * Math.exp(in));
        s2 = apocentre(s0 * Math.exp(out));
        return s2 < midplane.outermost() && s1 < s2;
    }

    /** The root of F + F1 d + F2 d²/2 at d &lt;= 0, for F &gt;= 0, F2 &lt; 0. */
    private static double inwards(double F, double F1, double F2, double root) {
        return F1 > 0 ? -2 * F / (F1 + root) : (root - F1) / F2;
    }

    /** The root of F + F1 d + F2 d²/2 at d &gt;= 0, for F &gt;= 0, F2 &lt; 0. */
    private static double outwards(double F, double F1, double F2, double root) {
        return F1 < 0 ? 2 * F / (root - F1) : -(F1 + root) / F2;
    }

    /** The root of P inside the star, by Halley's method in P, which is nearly linear where the barrier dominates. */
    private double pericentre(double guess) {
        double low = 0;
        double high = s0;
        double s = Math.min(guess, s0);
        for (int i = 0; i < MOST_STEPS; i++) {
            double M1 = midplane.slope(s);
            double G = radialF(s) * s + barrier * (s - s0) / s0;
            double F = radialF(s);
            double F1 = E - midplane.value(s) - (1 + s) * M1;
            double F2 = -2 * M1 - (1 + s) * midplane.curvature(s);
            double P1 = F + s * F1 + barrier / s0;
            double P2 = 2 * F1 + s * F2;
            if (G == 0 && P1 >= 0) {
                return s;
            }
            if (G < 0) {
                low = s;
            } else {
                high = s;
            }
            double next = s - 2 * G * P1 / (2 * P1 * P1 - G * P2);
            if (!(next > low && next < high) || P1 <= 0 || isFar(G, P1, P2)) {
                next = low > 0 ? 0.5 * (low + high) : 0.25 * high;
            } else if (Math.abs(next - s) <= HALLEY_STEP * Math.min(s, Math.max(s0 - s, 0.1 * s))) {
                return next;
            }
            if (high - low <= Math.ulp(high)) {
                return next;
            }
            s = next;
        }
        return s;
    }

    /** The root of p_u² outside the star, by Halley's method; at or beyond the table's end when there is none. */
    private double apocentre(double guess) {
        double low = s0;
        double high = midplane.outermost();
        double s = Math.max(guess, s0);
        for (int i = 0; i < MOST_STEPS && s < midplane.outermost(); i++) {
            double M1 = midplane.slope(s);
            double F = radialF(s) + barrier * (s - s0) / (s0 * s);
            double F1 = E - midplane.value(s) - (1 + s) * M1 + barrier / (s * s);
            double F2 = -2 * M1 - (1 + s) * midplane.curvature(s) - 2 * barrier / (s * s * s);
            if (F == 0 && F1 <= 0) {
                return s;
            }
            if (F > 0) {
                low = s;
            } else {
                high = s;
            }
            double next = s - 2 * F * F1 / (2 * F1 * F1 - F * F2);
            if (!(next > low && next < high) || F1 >= 0 || isFar(F, F1, F2)) {
                next = high < midplane.outermost() ? 0.5 * (low + high) : 4 * low;
            } else if (Math.abs(next - s) <= HALLEY_STEP * Math.max(s - s0, 0.1 * s)) {
                return next;
            }
            if (high - low <= Math.ulp(high)) {
                return next;
            }
            s = next;
        }
        return s;
    }

    /**
     * Whether Halley's step from a value, slope and curvature says nothing about the distance of the root: next to an
     * extremum it vanishes with the slope, which must not be taken for convergence.
     */
    private static boolean isFar(double value, double slope, double curvature) {
        return Math.abs(value * curvature) > 2 * slope * slope;
    }

    /** p_u²/(2 Delta²) at s less the change of the barrier, from its value at the star. */
    private double radialF(double s) {
        return 0.5 * pu * pu + E * (s - s0) - ((1 + s) * midplane.value(s) - U0);
    }

    private boolean findVerticalRange() {
        // Along the star's u the potential of a cusp is one of s0 + q, whose singularity lies 2c before the plane then
        // too.
        double c2 = thickness2 / (1 + s0);
        c = Math.sqrt(refined ? Math.min(c2, 0.25 * s0) : c2);
        planeW = (1 + s0) * potential.Phi(Delta * Math.sqrt(s0), 0);
        N0 = halfPv2 + q0 * (E + barrier / p0) + ((nearAxis() ? W(q0, p0) : W(q0)) - planeW);
        nearlyPolar = false;
        if (!(N0 > 0)) {
            // Below zero by more than rounding: the fudge has this star on an orbit that never crosses the plane.
            boolean rounding = N0 >= ROUNDING * planeW;
            N0 = 0;
            q1 = 0;
            nearlyPlanar = true;
            planeQ = planeQ();
            return rounding;
        }
        double atStar = p0 * halfPv2;
        double y0 = q0 / (c + Math.sqrt(q0 + c * c));
        double guess;
        if (N0 - atStar > SECANT * N0) {
            guess = y0 * N0 / (N0 - atStar);
            nearlyPlanar = guess * (guess + 2 * c) < NEARLY_PLANAR;
            if (nearlyPlanar) {
                planeQ = planeQ();
            }
        } else {
            planeQ = planeQ();
            guess = N0 / (2 * c * planeQ);
            nearlyPlanar = guess * (guess + 2 * c) < NEARLY_PLANAR;
        }
        if (nearlyPlanar) {
            q1 = N0 / planeQ;
            return planeQ > 0;
        }
        q1 = highest(y0, guess);
        double p1 = 1 - q1;
        if (refined && q1 > NEAR_AXIS && distanceFromAxis(p1) < CLOSE_TO_POLE * axis()) {
            nearlyPolar = true;
            p1 = leastP(p1);
            q1 = 1 - p1;
            Y1 = distanceFromAxis(p1);
        }
        return p1 > 0 && p1 < 1;
    }

    /** axis - y, where 1 - q = p. */
    private double distanceFromAxis(double p) {
        double half = Math.sqrt(1 + c * c);
        return p / (half + Math.sqrt(half * half - p));
    }

    /** The zero of N in p = 1 - q, next to the pole, where q has not the digits: N = p (...) - q barrier, (...) slow. */
    private double leastP(double guess) {
        double p = Math.max(guess, 0);
        for (int i = 0; i < MOST_STEPS; i++) {
            double next = (1 - p) * barrier / rest(1 - p, p);
            if (!(next > 0) || Math.abs(next - p) <= Math.ulp(next)) {
                return next;
            }
            p = next;
        }
        return p;
    }

    /** N less the barrier, over p = 1 - q. */
    private double rest(double q, double p) {
        return N0 - q * E - (W(q, p) - planeW);
    }

    private double W(double q, double p) {
        return (s0 + p) * potential.Phi(Delta * Math.sqrt(s0 * p), Delta * Math.sqrt((1 + s0) * q));
    }

    /** -dN/dq in the plane. */
    private double planeQ() {
        double Rplane = Delta * Math.sqrt(s0);
        double step = PLANE_STEP * Math.sqrt(thickness2) * Delta;
        double d2Phidz2 = -potential.acceleration(Rplane, step).az() / step;
        double slope = -potential.Phi(Rplane, 0)
                + (1 + s0)
                        * (0.5 * Rplane * potential.acceleration(Rplane, 0).aR() + 0.5 * Delta2 * (1 + s0) * d2Phidz2);
        return N0 + E + barrier + slope;
    }

    /** The q at which N vanishes, by Newton's method in y, in which it is nearly linear. */
    private double highest(double y0, double guess) {
        double low = y0;
        double high = 1 / (c + Math.sqrt(1 + c * c));
        double y = Math.max(y0, guess < high ? guess : 0.5 * (low + high));
        for (int i = 0; i < MOST_STEPS; i++) {
            double q = y * (y + 2 * c);
            double Rq = Delta * Math.sqrt(s0 * (1 - q));
            double zq = Delta * Math.sqrt((1 + s0) * q);
            double Phi = potential.Phi(Rq, zq);
            Acceleration a = potential.acceleration(Rq, zq);
            double rest = N0 - q * E - ((s0 + 1 - q) * Phi - planeW);
            double N = (1 - q) * rest - q * barrier;
            double slope = -Phi + 0.5 * (s0 + 1 - q) * (a.aR() * Rq / (1 - q) - a.az() * zq / q);
            double N1 = -rest - (1 - q) * (E + slope) - barrier;
            double step = N / (2 * (y + c) * N1);
            if (N > 0) {
                low = y;
            } else {
                high = y;
            }
            double next = y - step;
            if (!(next >= low && next <= high) || N1 >= 0) {
                next = 0.5 * (low + high);
            } else if (Math.abs(step) <= NEWTON_STEP * y) {
                return next * (next + 2 * c);
            }
            if (high - low <= Math.ulp(high)) {
                return next * (next + 2 * c);
            }
            y = next;
        }
        return y * (y + 2 * c);
    }

    private double W(double q) {
        return (s0 + 1 - q) * potential.Phi(Delta * Math.sqrt(s0 * (1 - q)), Delta * Math.sqrt((1 + s0) * q));
    }

    double Lz() {
        return Lz;
    }

    double Jr() {
        double half = 0.5 * (s2 - s1);
        double middle = 0.5 * (s1 + s2);
        if (nearlyCircular) {
            return 0.5 * SQRT_HALF * Delta * half * half * Math.sqrt(circularQ / (1 + middle)) / middle;
        }
        if (nearlyRadial()) {
            return logarithmicJr();
        }
        double product = Math.sqrt(s1 * s2);
        double g0 = Math.sqrt(barrier) / product;
        double[] cosine = nodes(Math.sqrt(s1 / s2));
        double sum = 0;
        for (int i = 0; i < cosine.length; i++) {
            double s = middle + half * cosine[i];
            double reach = half * half * (1 - cosine[i] * cosine[i]);
            // P < 0 only by rounding, next to a turning point.
            sum += (Math.sqrt(Math.max(P(s), 0) * reach / (1 + s)) - reach * g0) / s;
        }
        double difference = (s2 - s1) / (Math.sqrt(s1) + Math.sqrt(s2));
        return 0.25 * Lz * difference * difference / product + SQRT_HALF * Delta * sum / cosine.length;
    }

    private boolean nearlyRadial() {
        return refined && s1 < CLOSE_TO_POLE * s2;
    }

    private double logarithmicJr() {
        double half = 0.5 * (StrictMath.log(s2) - StrictMath.log(s1));
        double middle = Math.sqrt(s1) * Math.sqrt(s2);
        double Jr = Double.NaN;
        for (double[] cosine : DOUBLED_COSINES) {
            double sum = 0;
            for (double x : cosine) {
                double s = middle * StrictMath.exp(half * x);
                sum += Math.sqrt(Math.max(P(s), 0) * (1 - x * x) / (1 + s));
            }
            double before = Jr;
            Jr = SQRT_HALF * Delta * half * sum / cosine.length;
            if (converged(Jr, before)) {
                break;
            }
        }
        return Jr;
    }

    double Jz() {
        if (nearlyPlanar) {
            return SQRT_HALF * Delta * N0 / Math.sqrt(planeQ);
        }
        if (nearlyPolar) {
            return logarithmicJz();
        }
        double polar = Math.sqrt(1 - q1);
        double rootQ1 = Math.sqrt(barrier) / polar;
        double y1 = q1 / (c + Math.sqrt(q1 + c * c));
        double[] cosine = verticalNodes(y1);
        double sum = 0;
        for (int i = 0; i < cosine.length; i++) {
            double y = 0.5 * y1 * (1 - cosine[i]);
            double q = y * (y + 2 * c);
            double reach = q1 - q;
            double N = (1 - q) * (N0 - q * E - (W(q) - planeW)) - q * barrier;
            sum += weight(y, y1) * (Math.sqrt(Math.max(N, 0) * reach) - reach * rootQ1) / (1 - q);
        }
        return Lz * q1 / (polar * (1 + polar)) + Delta * sum / (SQRT_HALF * cosine.length);
    }

    private double logarithmicJz() {
        double axis = axis();
        double range = StrictMath.log(axis / Y1);
        double Jz = Double.NaN;
        for (double[] cosine : DOUBLED_COSINES) {
            double sum = 0;
            for (double x : cosine) {
                double T = 0.5 * range * (1 - x);
                double Y = axis * StrictMath.exp(-T);
                double y = -axis * StrictMath.expm1(-T);
                double q = y * (y + 2 * c);
                double p = Y * (axis + y + 2 * c);
                double N = p * rest(q, p) - q * barrier;
                sum += Math.sqrt(Math.max(N, 0) * (1 - x * x) / q) * (y + c) * Y / p;
            }
            double before = Jz;
            Jz = Delta * range * sum / (SQRT_HALF * cosine.length);
            if (converged(Jz, before)) {
                break;
            }
        }
        return Jz;
    }

    /** Twice the derivative of the angle of w = sqrt(q1) sin(angle) by that of y: 1 for thick discs. */
    private double weight(double y, double y1) {
        return 2 * (y + c) / Math.sqrt((y + 2 * c) * (y1 + y + 2 * c));
    }

    private double P(double s) {
        return s * radialF(s) + barrier * (s - s0) / s0;
    }

    /**
     * Writes the gradients with respect to R, z, vR, vphi, vz into row {@code i}.
     *
     * <p>Jr depends on the star through E, I and Lz; Jz through N(0), E, Lz and s0. N(0), not I, because what multiplies
     * the other three then vanishes in the plane, and with it the quadrature's error in the gradient of a vanishing Jz.
     */
    void gradients(double[][] dJr, double[][] dJz, int i) {
        Acceleration a = potential.acceleration(R, z);
        double Rplane = Delta * Math.sqrt(s0);
        double U1 = planeW / (1 + s0)
                - 0.5
                        * (1 + s0)
                        / s0
                        * Rplane
                        * potential.acceleration(Rplane, 0).aR();
        double denominator = nearAxis() ? s0 + p0 : s0 + 1 - q0;
        double dsdR = 2 * R * (1 + s0) / (Delta2 * denominator);
        double dsdz = 2 * z * s0 / (Delta2 * denominator);
        double dkds = 0.5 / (k * (1 + s0) * (1 + s0));
        double dpudk = (z * vz - R * vR / (k * k)) / Delta;
        double dIds = E + barrier / (s0 * s0) - U1 - pu * dpudk * dkds;
        double dIdLz = -Lz / (Delta2 * s0);

        double dIdR = -s0 * a.aR() + dIds * dsdR - pu * vR / (k * Delta) + dIdLz * vphi;
        double dIdz = -s0 * a.az() + dIds * dsdz - pu * k * vz / Delta;
        double dIdvR = s0 * vR - pu * R / (k * Delta);
        double dIdvphi = s0 * vphi + dIdLz * R;
        double dIdvz = s0 * vz - pu * k * z / Delta;

        radialDerivatives();
        dJr[0][i] = -JrE * a.aR() + JrI * dIdR + JrLz * vphi;
        dJr[1][i] = -JrE * a.az() + JrI * dIdz;
        dJr[2][i] = JrE * vR + JrI * dIdvR;
        dJr[3][i] = JrE * vphi + JrI * dIdvphi + JrLz * R;
        dJr[4][i] = JrE * vz + JrI * dIdvz;

        verticalDerivatives(U1);
        double dN0dLz = -Lz / Delta2;
        dJz[0][i] = JzN0 * (dIdR - a.aR() + dN0dLz * vphi) - JzE * a.aR() + JzLz * vphi + JzS * dsdR;
        dJz[1][i] = JzN0 * (dIdz - a.az()) - JzE * a.az() + JzS * dsdz;
        dJz[2][i] = JzN0 * (dIdvR + vR) + JzE * vR;
        dJz[3][i] = JzN0 * (dIdvphi + vphi + dN0dLz * R) + JzE * vphi + JzLz * R;
        dJz[4][i] = JzN0 * (dIdvz + vz) + JzE * vz;
    }

    /** Of ∫ p_u du: Delta²/p_u times s, -1 and -Lz/(Delta² s). */
    private void radialDerivatives() {
        double half = 0.5 * (s2 - s1);
        double middle = 0.5 * (s1 + s2);
        double energy = 0;
        double integral = 0;
        double angular = 0;
        if (nearlyCircular) {
            integral = 1 / Math.sqrt((1 + middle) * circularQ);
            energy = middle * integral;
            angular = integral / middle;
        } else if (nearlyRadial()) {
            logarithmicRadialDerivatives();
            return;
        } else {
            double product = Math.sqrt(s1 * s2);
            double r0 = product / Math.sqrt(barrier);
            double[] cosine = nodes(Math.sqrt(s1 / s2));
            for (int i = 0; i < cosine.length; i++) {
                double s = middle + half * cosine[i];
                double reach = half * half * (1 - cosine[i] * cosine[i]);
                double P = P(s);
                // Rounding alone can make P negative here, for orbits within 1e-6 kpc of the centre.
                double r = P > 0 ? Math.sqrt(reach / ((1 + s) * P)) : r0;
                energy += s * r;
                integral += r;
                angular += (r - r0) / s;
            }
            energy /= cosine.length;
            integral /= cosine.length;
            angular = angular / cosine.length + r0 / product;
        }
        JrE = 0.5 * SQRT_HALF * Delta * energy;
        JrI = -0.5 * SQRT_HALF * Delta * integral;
        JrLz = -0.5 * SQRT_HALF * Lz / Delta * angular;
    }

    private void logarithmicRadialDerivatives() {
        double half = 0.5 * (StrictMath.log(s2) - StrictMath.log(s1));
        double middle = Math.sqrt(s1) * Math.sqrt(s2);
        for (double[] cosine : DOUBLED_COSINES) {
            double energy = 0;
            double integral = 0;
            double angular = 0;
            for (double x : cosine) {
                double s = middle * StrictMath.exp(half * x);
                double P = P(s);
                // Rounding alone can make P negative here.
                if (P > 0) {
                    double r = Math.sqrt((1 - x * x) / ((1 + s) * P));
                    energy += s * s * r;
                    integral += s * r;
                    angular += r;
                }
            }
            double scale = 0.5 * SQRT_HALF * Delta * half / cosine.length;
            double JrEBefore = JrE;
            double JrIBefore = JrI;
            double JrLzBefore = JrLz;
            JrE = scale * energy;
            JrI = -scale * integral;
            JrLz = -scale * Lz / Delta2 * angular;
            if (cosine.length > 1 << LOG2_FEWEST
                    && converged(JrE, JrEBefore)
                    && converged(JrI, JrIBefore)
                    && converged(JrLz, JrLzBefore)) {
                break;
            }
        }
    }

    /** Of ∫ p_v dv: Delta²/p_v times 1, -q, -Lz/Delta² q/(1-q) and -∂(W(q) - W(0))/∂s0. */
    private void verticalDerivatives(double U1) {
        if (nearlyPlanar) {
            JzN0 = SQRT_HALF * Delta / Math.sqrt(planeQ);
            JzE = 0;
            JzLz = 0;
            JzS = 0;
            return;
        }
        if (nearlyPolar) {
            logarithmicVerticalDerivatives(U1);
            return;
        }
        double polar = Math.sqrt(1 - q1);
        double r1 = polar / Math.sqrt(barrier);
        double y1 = q1 / (c + Math.sqrt(q1 + c * c));
        double[] cosine = verticalNodes(y1);
        double plane = 0;
        double energy = 0;
        double angular = 0;
        double shape = 0;
        for (int i = 0; i < cosine.length; i++) {
            double y = 0.5 * y1 * (1 - cosine[i]);
            double q = y * (y + 2 * c);
            double Rq = Delta * Math.sqrt(s0 * (1 - q));
            double zq = Delta * Math.sqrt((1 + s0) * q);
            double Phi = potential.Phi(Rq, zq);
            Acceleration a = potential.acceleration(Rq, zq);
            double W = (s0 + 1 - q) * Phi;
            double dWds = Phi - 0.5 * (s0 + 1 - q) * (a.aR() * Rq / s0 + a.az() * zq / (1 + s0));
            double N = (1 - q) * (N0 - q * E - (W - planeW)) - q * barrier;
            double w = weight(y, y1);
            double r = N > 0 ? Math.sqrt((q1 - q) / N) : r1;
            plane += w * r;
            energy += w * r * q;
            angular += w * (r - r1) * q / (1 - q);
            shape += w * r * (dWds - U1);
        }
        double scale = SQRT_HALF * Delta / cosine.length;
        JzN0 = scale * plane;
        JzE = -scale * energy;
        JzLz = -SQRT_HALF * Lz / Delta * (angular / cosine.length + r1 * q1 / (polar * (1 + polar)));
        JzS = -scale * shape;
    }

    private void logarithmicVerticalDerivatives(double U1) {
        double axis = axis();
        double range = StrictMath.log(axis / Y1);
        for (double[] cosine : DOUBLED_COSINES) {
            double plane = 0;
            double energy = 0;
            double angular = 0;
            double shape = 0;
            for (double x : cosine) {
                double T = 0.5 * range * (1 - x);
                double Y = axis * StrictMath.exp(-T);
                double y = -axis * StrictMath.expm1(-T);
                double q = y * (y + 2 * c);
                double p = Y * (axis + y + 2 * c);
                double Rq = Delta * Math.sqrt(s0 * p);
                double zq = Delta * Math.sqrt((1 + s0) * q);
                double Phi = potential.Phi(Rq, zq);
                Acceleration a = potential.acceleration(Rq, zq);
                double W = (s0 + p) * Phi;
                double dWds = Phi - 0.5 * (s0 + p) * (a.aR() * Rq / s0 + a.az() * zq / (1 + s0));
                double N = p * (N0 - q * E - (W - planeW)) - q * barrier;
                // Rounding alone can make N negative here.
                if (N > 0) {
                    double r = Math.sqrt((1 - x * x) / (q * N)) * (y + c) * Y;
                    plane += r;
                    energy += r * q;
                    angular += r * q / p;
                    shape += r * (dWds - U1);
                }
            }
            double scale = SQRT_HALF * Delta * range / cosine.length;
            double JzN0Before = JzN0;
            double JzLzBefore = JzLz;
            JzN0 = scale * plane;
            JzE = -scale * energy;
            JzLz = -scale * Lz / Delta2 * angular;
            JzS = -scale * shape;
            if (cosine.length > 1 << LOG2_FEWEST && converged(JzN0, JzN0Before) && converged(JzLz, JzLzBefore)) {
                break;
            }
        }
    }
}
