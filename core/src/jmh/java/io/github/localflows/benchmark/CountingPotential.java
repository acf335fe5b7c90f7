package io.github.localflows.benchmark;

import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.Potential;

/** A potential that counts the points at which it is evaluated; for one thread. */
final class CountingPotential implements Potential {
    private final Potential potential;
    private long potentials;
    private long forces;

    CountingPotential(Potential potential) {
        this.potential = potential;
    }

    /** Starts again from zero. */
    void reset() {
        potentials = 0;
        forces = 0;
    }

    /** Evaluations of Phi since the last reset. */
    long potentials() {
        return potentials;
    }

    /** Evaluations of the force since the last reset. */
    long forces() {
        return forces;
    }

    @Override
    public double Phi(double R, double z) {
        potentials++;
        return potential.Phi(R, z);
    }

    @Override
    public Acceleration acceleration(double R, double z) {
        forces++;
        return potential.acceleration(R, z);
    }

    @Override
    public double density(double R, double z) {
        return potential.density(R, z);
    }

    @Override
    public double d2PhidR2(double R) {
        return potential.d2PhidR2(R);
    }

    @Override
    public double d2Phidz2(double R) {
        return potential.d2Phidz2(R);
    }

    @Override
    public void Phi(int n, double[] R, double[] z, double[] Phi) {
        potentials += n;
        potential.Phi(n, R, z, Phi);
    }

    @Override
    public void stiffness(int n, double[] R2, double[] z, double[] kR, double[] kz) {
        forces += n;
        potential.stiffness(n, R2, z, kR, kz);
    }
}
