package io.github.localflows.potential;

/** A point of mass M: Phi = -G M / r. */
public record Kepler() implements SphericalShape {
    @Override
    public double Phi(double r) {
        return -1 / r;
    }

    @Override
    public double dPhidr(double r) {
        return Extreme.isFar(r) || Extreme.isNear(r) ? 1 / r / r : 1 / (r * r);
    }

    @Override
    public double d2Phidr2(double r) {
        return Extreme.isFar(r) || Extreme.isNear(r) ? -2 / r / r / r : -2 / (r * r * r);
    }

    /** Zero: the mass is all in the centre. */
    @Override
    public double density(double R, double z) {
        return 0;
    }
}
