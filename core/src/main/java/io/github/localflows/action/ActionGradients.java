package io.github.localflows.action;

/**
 * The actions of a batch of stars and their gradients in phase space.
 *
 * <p>Row c of {@code dJr} and {@code dJz} is the derivative with respect to coordinate c in the order R, z, vR, vphi,
 * vz: kpc km/s per kpc in the first two, kpc km/s per km/s in the last three. That of Lz = R vphi is left out. A star
 * without actions has NaN everywhere.
 *
 * @param Jr [n] radial action [kpc km/s]
 * @param Lz [n] angular momentum [kpc km/s]
 * @param Jz [n] vertical action [kpc km/s]
 * @param dJr [5][n] gradient of Jr
 * @param dJz [5][n] gradient of Jz
 */
public record ActionGradients(double[] Jr, double[] Lz, double[] Jz, double[][] dJr, double[][] dJz) {
    /** Room for {@code n} stars, which the caller fills. */
    public static ActionGradients allocate(int n) {
        return new ActionGradients(new double[n], new double[n], new double[n], new double[5][n], new double[5][n]);
    }

    /** How many stars there are. */
    public int size() {
        return Jr.length;
    }
}
