package io.github.localflows.action;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.potential.Potential;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * The two integrals of the fudge by brute force, for comparison: Gauss-Legendre quadrature in hundreds of pieces, of ln s
 * in the radial direction and of ln sin² v (cos v next to the plane) in the vertical one, from the potential itself.
 *
 * <p>It finds roots by bisection in the logarithm, so that turning points next to the axis have all their digits. Twice as
 * many pieces change no action below by more than 1e-12 of it.
 */
final class FudgeQuadrature {
    private static final int POINTS = 16;
    private static final double LONGEST_PIECE = 0.25;
    private static final int PIECES = 200;
    private static final double LEAST_LN = -650;

    private final Potential potential;
    private final double Delta;
    private final GaussIntegrator gauss = new GaussIntegratorFactory().legendre(POINTS, 0, 1);

    FudgeQuadrature(Potential potential, double Delta) {
        this.potential = potential;
        this.Delta = Delta;
    }

    /** The actions of a star that has some: bound, rotating forwards, crossing the plane. */
    Actions actions(PhasePoint star) {
        double x = star.R() / Delta;
        double h = Math.abs(star.z()) / Delta;
        double r2 = x * x + h * h;
        double separation = Math.hypot(x, 1 - h) * Math.hypot(x, 1 + h);
        double s0 = r2 >= 1 ? 0.5 * (r2 - 1 + separation) : 2 * x * x / (1 - r2 + separation);
        double p0 = x * x / s0;
        double q0 = h * h / (1 + s0);
        double E = 0.5 * (star.vR() * star.vR() + star.vphi() * star.vphi() + star.vz() * star.vz())
                + potential.Phi(star.R(), star.z());
        double Lz = star.R() * star.vphi();
        double barrier = 0.5 * Lz * Lz / (Delta * Delta);
        double cosh = Math.sqrt(1 + s0);
        double sinh = Math.sqrt(s0);
        double side = star.z() < 0 ? -1 : 1;
        double pu = cosh * Math.sqrt(p0) * star.vR() + sinh * Math.sqrt(q0) * side * star.vz();
        double pv = sinh * Math.sqrt(q0) * star.vR() - cosh * Math.sqrt(p0) * side * star.vz();

        // p_u² s/(2 Delta²) by t = ln s.
        double U0 = (1 + s0) * potential.Phi(Delta * Math.sqrt(s0), 0);
        DoubleUnaryOperator P = t -> {
            double s = Math.exp(t);
            double U = (1 + s) * potential.Phi(Delta * Math.sqrt(s), 0);
            return s * (0.5 * pu * pu + E * (s - s0) - (U - U0) + barrier / s0) - barrier;
        };
        double t0 = Math.log(s0);
        double t1 = root(P, LEAST_LN, t0);
        double t2 = root(P, Math.log(1e6 * 1e6 / (Delta * Delta)), t0);
        double Jr = Math.sqrt(0.5)
                * Delta
                / Math.PI
                * betweenRoots(t -> Math.sqrt(Math.max(0, P.applyAsDouble(t)) / (1 + Math.exp(t))), t1, t2);

        // p_v² (1 - q)/(2 Delta²), q = cos² v, p = 1 - q.
        double W0 = (s0 + p0) * potential.Phi(star.R(), star.z());
        Vertical N = (q, p) -> {
            double W = (s0 + p) * potential.Phi(Delta * Math.sqrt(s0 * p), Delta * Math.sqrt((1 + s0) * q));
            return p * (0.5 * pv * pv + E * (q0 - q) - (W - W0) + barrier / p0) - barrier;
        };
        DoubleUnaryOperator byLnP = t -> N.at(-Math.expm1(t), Math.exp(t));
        double low = root(byLnP, LEAST_LN, Math.log(p0));
        DoubleUnaryOperator byW = w -> {
            double value = N.at(w * w, 1 - w * w);
            return Math.sqrt(Math.max(0, value)) / (1 - w * w);
        };
        double half = Math.log(0.5);
        double vertical;
        if (low < half) {
            DoubleUnaryOperator integrand = t -> {
                double p = Math.exp(t);
                return 0.5 * Math.sqrt(Math.max(0, byLnP.applyAsDouble(t)) / -Math.expm1(t));
            };
            vertical = fromRoot(integrand, low, half) + pieces(byW, 0, Math.sqrt(0.5), PIECES);
        } else {
            double w1 = Math.sqrt(-Math.expm1(low));
            vertical = pieces(byW, 0, 0.5 * w1, PIECES) + fromRoot(t -> byW.applyAsDouble(-t), -w1, -0.5 * w1);
        }
        double Jz = 2 / Math.PI * Math.sqrt(2) * Delta * vertical;
        return new Actions(Jr, Lz, Jz);
    }

    private interface Vertical {
        double at(double q, double p);
    }

    /** The zero between a place where f is negative and the star. */
    private static double root(DoubleUnaryOperator f, double outside, double star) {
        double negative = outside;
        double positive = star;
        for (int i = 0; i < 200; i++) {
            double middle = 0.5 * (negative + positive);
            if (f.applyAsDouble(middle) > 0) {
                positive = middle;
            } else {
                negative = middle;
            }
        }
        return positive;
    }

    private double betweenRoots(DoubleUnaryOperator f, double low, double high) {
        double middle = 0.5 * (low + high);
        return fromRoot(f, low, middle) + fromRoot(t -> f.applyAsDouble(-t), -high, -middle);
    }

    /** Through low + x², which takes the root at the lower end away. */
    private double fromRoot(DoubleUnaryOperator f, double low, double high) {
        double end = Math.sqrt(high - low);
        int n = Math.max(PIECES, (int) ((high - low) / LONGEST_PIECE) * 4);
        return pieces(x -> 2 * x * f.applyAsDouble(low + x * x), 0, end, n);
    }

    private double pieces(DoubleUnaryOperator f, double low, double high, int n) {
        double width = (high - low) / n;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double start = low + i * width;
            sum += gauss.integrate(x -> f.applyAsDouble(start + x * width));
        }
        return sum * width;
    }
}
