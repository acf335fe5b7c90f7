package io.github.localflows.sampling;

import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Density and velocities of a distribution function at one position.
 *
 * @param density f integrated over velocity, in the units of f
 * @param meanVphi [km/s], the other two means being 0
 * @param sigmaR dispersion [km/s]
 * @param sigmaPhi dispersion [km/s]
 * @param sigmaZ dispersion [km/s]
 */
record VelocityMoments(double density, double meanVphi, double sigmaR, double sigmaPhi, double sigmaZ) {
    /**
     * f integrated over velocities by Gauss-Legendre quadrature.
     *
     * @param leastVz 0 for the quadrant vR > 0, vz > 0; -1 for both signs of vz, the other sign of vR being the
     *     same
     */
    static VelocityMoments quadrature(
            QuasiIsothermalMixture f, double R, double z, int nPhi, int nR, int nZ, int leastVz) {
        GaussIntegratorFactory factory = new GaussIntegratorFactory();
        // About six dispersions of the hottest population; the disc is three fifths as hot vertically.
        double fastest = 420 * Math.exp((4 - R) / 14);
        GaussIntegrator phi = factory.legendre(nPhi, 0, 240 + 0.5 * fastest);
        GaussIntegrator radial = factory.legendre(nR, 0, fastest);
        GaussIntegrator vertical = factory.legendre(nZ, leastVz * 0.6 * fastest, 0.6 * fastest);
        Stars points = Stars.allocate(nPhi * nR * nZ);
        double[] weight = new double[points.size()];
        int i = 0;
        for (int a = 0; a < nPhi; a++) {
            for (int b = 0; b < nR; b++) {
                for (int c = 0; c < nZ; c++) {
                    points.set(i, new PhasePoint(R, z, radial.getPoint(b), phi.getPoint(a), vertical.getPoint(c)));
                    weight[i++] = phi.getWeight(a) * radial.getWeight(b) * vertical.getWeight(c);
                }
            }
        }
        double[] lnf = f.lnf(points);
        double[] sums = new double[5];
        for (int p = 0; p < weight.length; p++) {
            double mass = weight[p] * Math.exp(lnf[p]);
            double vphi = points.vphi()[p];
            sums[0] += mass;
            sums[1] += mass * vphi;
            sums[2] += mass * points.vR()[p] * points.vR()[p];
            sums[3] += mass * vphi * vphi;
            sums[4] += mass * points.vz()[p] * points.vz()[p];
        }
        double mean = sums[1] / sums[0];
        return new VelocityMoments(
                sums[0],
                mean,
                Math.sqrt(sums[2] / sums[0]),
                Math.sqrt(sums[3] / sums[0] - mean * mean),
                Math.sqrt(sums[4] / sums[0]));
    }
}
