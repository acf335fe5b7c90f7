package io.github.localflows.potential;

import io.github.localflows.units.Units;

/**
 * A spherical part of a galaxy, given by functions of the distance {@code r > 0} from the centre; G M = 1 kpc km²/s².
 *
 * <p>At the centre itself the acceleration is zero, by symmetry, even where the force has no limit there.
 */
public non-sealed interface SphericalShape extends PotentialShape {
    /** Phi at the distance r [km²/s²], zero at infinity. */
    double Phi(double r);

    /** dPhi/dr at the distance r [km²/s²/kpc]. */
    double dPhidr(double r);

    /** d²Phi/dr² at the distance r [km²/s²/kpc²]. */
    double d2Phidr2(double r);

    @Override
    default double Phi(double R, double z) {
        return Phi(Extreme.distance(R, z));
    }

    @Override
    default Acceleration acceleration(double R, double z) {
        double r = Extreme.distance(R, z);
        if (r == 0) {
            return new Acceleration(0, 0);
        }
        if (Extreme.isFar(r) || Extreme.isNear(r)) {
            double a = -dPhidr(r);
            return new Acceleration(R == 0 ? 0 : a * (R / r), z == 0 ? 0 : a * (z / r));
        }
        double perLength = -dPhidr(r) / r;
        return new Acceleration(R * perLength, z * perLength);
    }

    /** The mass density, from Poisson's equation [Msun/pc³]. */
    @Override
    default double density(double R, double z) {
        double r = Extreme.distance(R, z);
        return (d2Phidr2(r) + 2 * dPhidr(r) / r) * Units.DENSITY_PER_LAPLACIAN;
    }

    @Override
    default double d2PhidR2(double R) {
        return d2Phidr2(R);
    }

    @Override
    default double d2Phidz2(double R) {
        return dPhidr(R) / R;
    }
}
