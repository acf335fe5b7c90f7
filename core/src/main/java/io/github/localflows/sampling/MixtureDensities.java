package io.github.localflows.sampling;

import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CircularOrbits;

/** The quasi-isothermal mixture, its actions found once for all populations. */
final class MixtureDensities implements PopulationDensities {
    private final QuasiIsothermalMixture f;
    private final CircularOrbits circular;

    MixtureDensities(QuasiIsothermalMixture f) {
        this.f = f;
        this.circular = new CircularOrbits(f.potential());
    }

    @Override
    public int populations() {
        return f.populations().size();
    }

    @Override
    public double[][] lnf(Stars points) {
        return f.lnfOfPopulations(points);
    }

    @Override
    public double Delta() {
        return f.actionFinder().Delta();
    }

    @Override
    public double L0() {
        return f.L0();
    }

    @Override
    public double circularVelocity(double R) {
        return R * circular.Omega(R);
    }
}
