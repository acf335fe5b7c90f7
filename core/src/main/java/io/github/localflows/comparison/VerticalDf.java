package io.github.localflows.comparison;

import java.util.List;

/**
 * A distribution of heights and vertical velocities: three isothermal populations in one potential.
 *
 * <pre>
 *   f(z, vz) = sum_i c_i exp(-E_z/sigma_i²)/(sqrt(2 pi) sigma_i) / N,     E_z = vz²/2 + Phi(z),     c1 = 1 - c2 - c3
 *   N = ∫ sum_i c_i exp(-Phi/sigma_i²) dz   over |z| &lt; absZmax
 * </pre>
 * so c_i is the part of the stars in the plane that are of population i. f is a density in kpc and km/s, of norm 1 over the
 * heights and all velocities. After Widmark et al. (2021, A&amp;A 646, A67).
 *
 * @param potential Phi
 * @param c2 0 to 1
 * @param c3 0 to 1, with c2 at most 1
 * @param sigma1 dispersion of vz of the first population [km/s], above 0
 * @param sigma2 of the second [km/s], at least sigma1
 * @param sigma3 of the third [km/s], at least sigma2
 * @param absZmax where the stars end [kpc]
 */
public record VerticalDf(
        VerticalPotential potential,
        double c2,
        double c3,
        double sigma1,
        double sigma2,
        double sigma3,
        double absZmax) {
    /** Less than the coldest stars of a disc have [km/s]. */
    private static final double LEAST_DISPERSION = 1;

    /** @throws IllegalArgumentException when a part is none, or the dispersions are not positive and in order */
    public VerticalDf {
        if (!(c2 >= 0 && c3 >= 0 && c2 + c3 <= 1)) {
            throw new IllegalArgumentException(
                    "c2 = " + c2 + ", c3 = " + c3 + ": parts of the stars must lie in 0..1, and their sum too");
        }
        if (!(sigma1 > 0 && sigma2 >= sigma1 && sigma3 >= sigma2 && sigma3 < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("dispersions " + sigma1 + ", " + sigma2 + ", " + sigma3
                    + " km/s: they must be positive and finite; name the populations so that they rise");
        }
        if (!(absZmax > 0 && absZmax < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "stars up to |z| = " + absZmax + " kpc: the height must be positive and finite");
        }
    }

    /**
     * The parameters as a fit takes them, in their order. The dispersions begin above 0: a population of a handful of stars that
     * happen to move alike is likelier the colder it is, without end, and a fit that may follow it there does.
     */
    static List<Parameter> parameters() {
        return List.of(
                new Parameter("rho1", "Msun/pc^3", 0, 0.2),
                new Parameter("rho2", "Msun/pc^3", 0, 0.2),
                new Parameter("rho3", "Msun/pc^3", 0, 0.2),
                new Parameter("rho4", "Msun/pc^3", 0, 0.2),
                new Parameter("c2", "1", 0, 1),
                new Parameter("c3", "1", 0, 1),
                new Parameter("sigma1", "km/s", LEAST_DISPERSION, 200),
                new Parameter("sigma2", "km/s", LEAST_DISPERSION, 200),
                new Parameter("sigma3", "km/s", LEAST_DISPERSION, 200));
    }

    /** Of the parameters of {@link #parameters}. */
    static VerticalDf of(double[] p, double absZmax) {
        return new VerticalDf(new VerticalPotential(p[0], p[1], p[2], p[3]), p[4], p[5], p[6], p[7], p[8], absZmax);
    }

    /** The first population's part of the stars in the plane. */
    public double c1() {
        return 1 - c2 - c3;
    }

    /** N: the stars' number over their density in the plane [kpc]. An integral at every call. */
    public double effectiveWidth() {
        return HeightQuadrature.over(absZmax).effectiveWidth(this);
    }

    /**
     * ln f(z, vz) of stars.
     *
     * @param z their heights, |z| &lt; absZmax [kpc], [n]
     * @param vz their vertical velocities [km/s], [n]
     * @return [n]
     */
    public double[] lnf(double[] z, double[] vz) {
        EnergyTable lnf = new EnergyTable(this, 0, 0);
        double lnN = Math.log(effectiveWidth());
        double[] values = new double[z.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = lnf.at(0.5 * vz[i] * vz[i] + potential.phi(z[i])) - lnN;
        }
        return values;
    }
}
