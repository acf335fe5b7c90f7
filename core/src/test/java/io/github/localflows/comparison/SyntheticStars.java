package io.github.localflows.comparison;

import io.github.localflows.df.Measure;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Stars of the two models themselves, and parameters to draw them with. */
final class SyntheticStars {
    private SyntheticStars() {}

    /** Stars of a Jeans model in the standard bins, with its tilted Gaussian velocities. */
    static Stars of(JeansModel model, Measure measure, int n, long seed) {
        UniformRandomProvider random = RandomStreams.stream(seed, Purpose.STARS, 1);
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        Stars stars = Stars.allocate(n);
        double most = Math.exp(-(7.1 - model.R0()) / model.hR()) * (measure == Measure.VOLUME ? 8.9 : 1);
        for (int i = 0; i < n; i++) {
            double R;
            do {
                R = random.nextDouble(7.1, 8.9);
            } while (random.nextDouble() * most
                    > Math.exp(-(R - model.R0()) / model.hR()) * (measure == Measure.VOLUME ? R : 1));
            double u = random.nextDouble(-1, 1) * Math.tanh(2.5 / model.hz());
            double z = model.hz() * 0.5 * Math.log((1 + u) / (1 - u));
            double vz = Math.sqrt(model.sigmaZ2(R, z)) * normal.sample();
            double slope = model.sigmaRz2(R, z) / model.sigmaZ2(R, z);
            double rest = model.sigmaR2(R, z) - slope * model.sigmaRz2(R, z);
            stars.set(i, new PhasePoint(R, z, slope * vz + Math.sqrt(rest) * normal.sample(), 200, vz));
        }
        return stars;
    }

    /** Stars of a vertical distribution, all at R = 8 kpc. */
    static Stars of(VerticalDf df, int n, long seed) {
        UniformRandomProvider random = RandomStreams.stream(seed, Purpose.STARS, 2);
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        Stars stars = Stars.allocate(n);
        for (int i = 0; i < n; ) {
            double z = random.nextDouble(-df.absZmax(), df.absZmax());
            // The populations' densities add to 1 in the plane: one number both accepts z and chooses the population.
            double u = random.nextDouble();
            double phi = df.potential().phi(z);
            double sigma = df.sigma1();
            u -= df.c1() * Math.exp(-phi / square(df.sigma1()));
            if (u > 0) {
                sigma = df.sigma2();
                u -= df.c2() * Math.exp(-phi / square(df.sigma2()));
            }
            if (u > 0) {
                sigma = df.sigma3();
                u -= df.c3() * Math.exp(-phi / square(df.sigma3()));
            }
            if (u <= 0) {
                stars.set(i++, new PhasePoint(8, z, 0, 220, sigma * normal.sample()));
            }
        }
        return stars;
    }

    private static double square(double x) {
        return x * x;
    }

    /** A disc much like the fiducial one, with parameters scattered by a tenth or so. */
    static JeansModel jeansModel(long seed) {
        UniformRandomProvider random = RandomStreams.stream(seed, Purpose.STARS, 3);
        return new JeansModel(
                8,
                // The number of stars makes it what it is.
                1,
                random.nextDouble(0.3, 0.5),
                random.nextDouble(2, 3),
                square(random.nextDouble(18, 24)),
                random.nextDouble(3, 6),
                random.nextDouble(100, 300),
                square(random.nextDouble(32, 42)),
                random.nextDouble(3, 6),
                random.nextDouble(300, 700));
    }

    /** nu0 that belongs to a number of stars in the standard bins. */
    static double nu0(JeansModel model, Measure measure, int n) {
        double radial = JeansDensity.radialMean(measure, 7.1, 8.9, 8, model.hR())
                * JeansDensity.radialIntegral(measure, 7.1, 8.9);
        return n / radial / (model.hz() * Math.tanh(2.5 / model.hz()));
    }

    /** A disc with the surface density of the Sun's neighbourhood, three populations well apart, nothing near an edge of its prior. */
    static VerticalDf verticalDf(long seed) {
        UniformRandomProvider random = RandomStreams.stream(seed, Purpose.STARS, 4);
        return new VerticalDf(
                new VerticalPotential(
                        random.nextDouble(0.03, 0.07),
                        random.nextDouble(0.03, 0.07),
                        random.nextDouble(0.03, 0.06),
                        random.nextDouble(0.01, 0.02)),
                random.nextDouble(0.3, 0.4),
                random.nextDouble(0.1, 0.2),
                random.nextDouble(9, 12),
                random.nextDouble(20, 25),
                random.nextDouble(40, 50),
                2);
    }
}
