package io.github.localflows.action;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.Potential;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.hipparchus.analysis.solvers.BrentSolver;

/**
 * The potential of Kuzmin &amp; Kutuzov, -G M/(sqrt(lambda) + sqrt(nu)) (Dejonghe &amp; de Zeeuw 1988, ApJ 333, 90),
 * which is of Stäckel's form with focal distance sqrt(a² - c²): its actions are single integrals.
 *
 * <p>In the u, v of the fudge lambda = c² + Delta² cosh² u, nu = c² + Delta² cos² v.
 */
final class KuzminKutuzov implements Potential {
    private static final int POINTS = 200;

    private final double GM;
    private final double a2;
    private final double c2;
    final double Delta;

    KuzminKutuzov(double GM, double a, double c) {
        this.GM = GM;
        a2 = a * a;
        c2 = c * c;
        Delta = Math.sqrt(a2 - c2);
    }

    @Override
    public double Phi(double R, double z) {
        return -GM / rootSum(R, z);
    }

    /** sqrt(lambda) + sqrt(nu), from lambda + nu = a² + c² + R² + z² and lambda nu = a² c² + c² R² + a² z². */
    private double rootSum(double R, double z) {
        return Math.sqrt(a2 + c2 + R * R + z * z + 2 * Math.sqrt(a2 * c2 + c2 * R * R + a2 * z * z));
    }

    @Override
    public Acceleration acceleration(double R, double z) {
        double rootProduct = Math.sqrt(a2 * c2 + c2 * R * R + a2 * z * z);
        double sum = rootSum(R, z);
        double factor = -GM / (sum * sum * sum);
        return new Acceleration(factor * R * (1 + c2 / rootProduct), factor * z * (1 + a2 / rootProduct));
    }

    @Override
    public double density(double R, double z) {
        throw new UnsupportedOperationException("actions need no density");
    }

    @Override
    public double d2PhidR2(double R) {
        // In the plane the two roots are sqrt(a² + R²) and c.
        double lambda = Math.sqrt(a2 + R * R);
        double sum = lambda + Math.sqrt(c2);
        return GM
                * (1 / (lambda * sum * sum)
                        - R * R / (lambda * lambda * lambda * sum * sum)
                        - 2 * R * R / (lambda * lambda * sum * sum * sum));
    }

    @Override
    public double d2Phidz2(double R) {
        double rootProduct = Math.sqrt(c2 * (a2 + R * R));
        double sum = rootSum(R, 0);
        return GM * (1 + a2 / rootProduct) / (sum * sum * sum);
    }

    /** The exact actions, by straightforward quadrature of p_u(u) and p_v(v) between their zeros. */
    Actions exactActions(PhasePoint p) {
        double r2 = p.R() * p.R() + p.z() * p.z();
        double b = r2 + Delta * Delta;
        double cosh2 = (b + Math.sqrt(b * b - 4 * Delta * Delta * p.z() * p.z())) / (2 * Delta * Delta);
        double u0 = Math.log(Math.sqrt(cosh2) + Math.sqrt(cosh2 - 1));
        double cosv = p.z() / (Delta * Math.sqrt(cosh2));
        double v0 = Math.acos(cosv);
        double pu = Delta * (Math.cosh(u0) * Math.sin(v0) * p.vR() + Math.sinh(u0) * cosv * p.vz());
        double E = 0.5 * (p.vR() * p.vR() + p.vphi() * p.vphi() + p.vz() * p.vz()) + Phi(p.R(), p.z());
        double Lz = p.R() * p.vphi();
        double D2 = Delta * Delta;
        double I3 = E * sinh2(u0)
                - 0.5 * pu * pu / D2
                + GM * Math.sqrt(c2 + D2 * (1 + sinh2(u0))) / D2
                - 0.5 * Lz * Lz / (D2 * sinh2(u0));
        DoubleUnaryOperator pu2 = u -> 2
                * D2
                * (E * sinh2(u) - I3 + GM * Math.sqrt(c2 + D2 * (1 + sinh2(u))) / D2 - 0.5 * Lz * Lz / (D2 * sinh2(u)));
        DoubleUnaryOperator pv2 = v -> {
            double sin2 = Math.sin(v) * Math.sin(v);
            return 2
                    * D2
                    * (E * sin2
                            + I3
                            - GM * Math.sqrt(c2 + D2 * Math.cos(v) * Math.cos(v)) / D2
                            - 0.5 * Lz * Lz / (D2 * sin2));
        };
        double in = root(pu2, 1e-9, u0);
        double out = root(pu2, 20, u0);
        double low = root(pv2, 1e-9, v0 <= Math.PI / 2 ? v0 : Math.PI - v0);
        return new Actions(integral(pu2, in, out) / Math.PI, Lz, integral(pv2, low, Math.PI - low) / Math.PI);
    }

    private static double sinh2(double u) {
        return Math.sinh(u) * Math.sinh(u);
    }

    /** The zero between a place where f is negative and the star, where it is positive, or zero at an apsis. */
    private static double root(DoubleUnaryOperator f, double outside, double star) {
        double next = star + 1e-6 * (outside - star);
        if (!(f.applyAsDouble(next) > 0)) {
            return star;
        }
        return new BrentSolver(1e-15, 1e-15)
                .solve(1000, f::applyAsDouble, Math.min(outside, next), Math.max(outside, next));
    }

    /** ∫ sqrt(f) over [low, high] through x = middle + half sin(angle), which takes the roots at the ends away. */
    private static double integral(DoubleUnaryOperator f, double low, double high) {
        double middle = 0.5 * (low + high);
        double half = 0.5 * (high - low);
        GaussIntegrator gauss = new GaussIntegratorFactory().legendre(POINTS, -Math.PI / 2, Math.PI / 2);
        return gauss.integrate(angle ->
                half * Math.cos(angle) * Math.sqrt(Math.max(0, f.applyAsDouble(middle + half * Math.sin(angle)))));
    }
}
