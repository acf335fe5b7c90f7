package io.github.localflows.df;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.action.Actions;
import io.github.localflows.phase.DiscStars;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CircularOrbits;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.reference.ReferenceTable;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Test;

class QuasiIsothermalMixtureTest {
    /** What is left of 1e-3 when only galpy's 100-point actions differ: measured 7e-6, times three. */
    private static final double REFERENCE_LNF = 2e-5;

    /** The part of the largest f above which the reference is to be met. */
    private static final double REFERENCE_LOWEST = 1e-6;

    /** The reference's 36 points are off by 7e-4 in sigma_phi at R = 13.5 kpc, by 1e-5 elsewhere. */
    private static final double MOMENTS_REL = 1e-3;

    /** Richardson's differences, times the actions' rounding over a step: measured, times three. */
    private static final double GRADIENT_REL = 1e-6;

    /** A deviation of this part of the gradient's typical size counts as relative to it: 1/kpc and s/km. */
    private static final double[] GRADIENT_UNITS = {1, 1, 0.05, 0.05, 0.05};

    private static final QuasiIsothermalMixture MILKY_WAY = QuasiIsothermalMixture.milkyWay();

    @Test
    void agreesWithReferenceForEachPopulationAndTheSum() {
        ReferenceTable reference = ReferenceTable.read("qdf.csv");
        for (int k = 0; k < MILKY_WAY.populations().size(); k++) {
            Population population = MILKY_WAY.populations().get(k);
            assertSameButForAConstant(
                    reference.column("f" + k + "_natural"),
                    alone(population, GuidingRadius.AS_GALPY).lnf(reference.stars()));
        }
        assertSameButForAConstant(reference.column("f_total_natural"), MILKY_WAY.lnf(reference.stars()));
    }

    private static void assertSameButForAConstant(double[] f, double[] lnf) {
        double largest = Arrays.stream(f).max().orElseThrow();
        int brightest = Arrays.stream(f).boxed().toList().indexOf(largest);
        double offset = lnf[brightest] - Math.log(largest);
        int compared = 0;
        for (int i = 0; i < f.length; i++) {
            if (f[i] > REFERENCE_LOWEST * largest) {
                assertEquals(Math.log(f[i]) + offset, lnf[i], REFERENCE_LNF, "row " + i);
                compared++;
            }
        }
        assertTrue(compared > f.length / 2, compared + " of " + f.length + " stars compared");
    }

    @Test
    void exactGuidingRadiusDiffersFromGalpysByAThousandthWithinItsSpline() {
        CircularOrbits circular = new CircularOrbits(MilkyWay.potential());
        Stars stars = ReferenceTable.read("qdf.csv").stars();
        for (Population population : MILKY_WAY.populations()) {
            double[] exact = alone(population, GuidingRadius.EXACT).lnf(stars);
            double[] asGalpy = alone(population, GuidingRadius.AS_GALPY).lnf(stars);
            double within = 0;
            double beyond = 0;
            for (int i = 0; i < stars.size(); i++) {
                double Lz = stars.R()[i] * stars.vphi()[i];
                double difference = Math.abs(exact[i] - asGalpy[i]);
                if (Lz > circular.Lz(5 * population.hR())) {
                    beyond = Math.max(beyond, difference);
                } else if (Lz > 0.05 * circular.Lz(MilkyWay.R0)) {
                    within = Math.max(within, difference);
                }
            }
            assertTrue(within < 2e-3, population + ": " + within);
            assertTrue(beyond > within, population + ": " + beyond + " beyond, " + within + " within");
        }
    }

    /**
     * The reference integrates vR and vz from 0 up only, as if f were even in each. Above the plane it is not: the
     * velocity ellipsoid tilts, f is even in (vR, vz) together, and moments over all velocities are smaller there.
     */
    @Test
    void momentsOverStarsThatMoveOutwardsAndUpwardsAgreeWithReference() {
        ReferenceTable reference = ReferenceTable.read("moments.csv");
        double[] R = reference.column("R_kpc");
        double[] z = reference.column("z_kpc");
        double local = moments(8, 0)[0];
        for (int i = 0; i < reference.size(); i++) {
            double[] found = moments(R[i], z[i]);
            String where = "at row " + i;
            assertRelative(reference.column("density_over_density_8_0")[i], found[0] / local, "density " + where);
            assertRelative(reference.column("mean_vphi")[i], found[1], "mean vphi " + where);
            assertRelative(reference.column("sigma_R")[i], found[2], "sigma_R " + where);
            assertRelative(reference.column("sigma_phi")[i], found[3], "sigma_phi " + where);
            assertRelative(reference.column("sigma_z")[i], found[4], "sigma_z " + where);
        }
    }

    private static void assertRelative(double expected, double actual, String what) {
        assertEquals(expected, actual, MOMENTS_REL * expected, what);
    }

    /** Density, mean vphi, root mean square vR, sigma_phi and root mean square vz over vR > 0, vz > 0. */
    private static double[] moments(double R, double z) {
        double hot = Math.exp((8 - R) / 8);
        GaussIntegrator radial = new GaussIntegratorFactory().legendre(24, 0, 330 * Math.max(0.8, hot));
        GaussIntegrator azimuthal = new GaussIntegratorFactory().legendre(50, 0, 360);
        GaussIntegrator vertical = new GaussIntegratorFactory().legendre(24, 0, 200 * Math.max(0.8, hot));
        Stars stars = Stars.allocate(
                radial.getNumberOfPoints() * azimuthal.getNumberOfPoints() * vertical.getNumberOfPoints());
        double[] weights = new double[stars.size()];
        int i = 0;
        for (int a = 0; a < radial.getNumberOfPoints(); a++) {
            for (int b = 0; b < azimuthal.getNumberOfPoints(); b++) {
                for (int c = 0; c < vertical.getNumberOfPoints(); c++, i++) {
                    stars.set(i, new PhasePoint(R, z, radial.getPoint(a), azimuthal.getPoint(b), vertical.getPoint(c)));
                    weights[i] = radial.getWeight(a) * azimuthal.getWeight(b) * vertical.getWeight(c);
                }
            }
        }
        double[] lnf = MILKY_WAY.lnf(stars);
        double n = 0;
        double vphi = 0;
        double vR2 = 0;
        double vphi2 = 0;
        double vz2 = 0;
        for (i = 0; i < lnf.length; i++) {
            double mass = weights[i] * Math.exp(lnf[i]);
            n += mass;
            vphi += mass * stars.vphi()[i];
            vR2 += mass * stars.vR()[i] * stars.vR()[i];
            vphi2 += mass * stars.vphi()[i] * stars.vphi()[i];
            vz2 += mass * stars.vz()[i] * stars.vz()[i];
        }
        double mean = vphi / n;
        return new double[] {n, mean, Math.sqrt(vR2 / n), Math.sqrt(vphi2 / n - mean * mean), Math.sqrt(vz2 / n)};
    }

    @Test
    void gradientsAreThoseOfLnf() {
        Differences.assertGradients(MILKY_WAY, DiscStars.of(300, 1), GRADIENT_REL, GRADIENT_UNITS, 1);
    }

    @Test
    void gradientsAreThoseOfLnfWithExactGuidingRadii() {
        QuasiIsothermalMixture exact = new QuasiIsothermalMixture(
                MilkyWay.potential(), 3.6, 8, 8, 10, MILKY_WAY.populations(), GuidingRadius.EXACT);
        Differences.assertGradients(exact, DiscStars.of(300, 2), GRADIENT_REL, GRADIENT_UNITS, 1);
    }

    @Test
    void gradientsAreThoseOfLnfInThePlaneOnCircularOrbitsAndWhereTheTaperActs() {
        Stars stars = Stars.of(
                new PhasePoint(8, 0, 20, 210, 1e-3),
                new PhasePoint(8, 1e-4, 0.01, 220, 0),
                new PhasePoint(8, 0.2, 10, 3, 20),
                new PhasePoint(2, 0.2, 10, 4, 20),
                new PhasePoint(14, 1, 80, 260, 50));
        // The taper changes within L0/R, 1 km/s: smaller steps, at the price of ten times the rounding.
        Differences.assertGradients(MILKY_WAY, stars, 10 * GRADIENT_REL, GRADIENT_UNITS, 0.1);
    }

    @Test
    void starsThatCannotBeThereHaveNoDensityAndNoGradient() {
        Stars stars = Stars.of(
                new PhasePoint(8, 0, 0, -200, 0),
                new PhasePoint(8, 0, 0, 0, 0),
                new PhasePoint(8, 0, 0, 700, 0),
                new PhasePoint(0, 1, 10, 100, 10));
        double[] none = new double[stars.size()];
        Arrays.fill(none, Double.NEGATIVE_INFINITY);
        double[] zero = new double[stars.size()];
        LnfGradients found = MILKY_WAY.gradients(stars);
        assertArrayEquals(none, MILKY_WAY.lnf(stars));
        assertArrayEquals(none, found.lnf());
        for (double[] component : List.of(found.dR(), found.dz(), found.dvR(), found.dvphi(), found.dvz())) {
            assertArrayEquals(zero, component);
        }
        assertEquals(Double.NEGATIVE_INFINITY, MILKY_WAY.lnf(Actions.UNBOUND));
    }

    @Test
    void lnfIsFiniteWhereFUnderflows() {
        List<PhasePoint> points = List.of(
                new PhasePoint(15, 2, 150, 200, 150),
                new PhasePoint(40, 20, 100, 150, 50),
                new PhasePoint(60, 0, 0, 230, 0),
                new PhasePoint(300, 0, 0, 120, 0),
                new PhasePoint(8, 0.5, 100, 1e-7, 40),
                new PhasePoint(1e-4, 1e-5, 10, 20, 5));
        LnfGradients found = MILKY_WAY.gradients(Stars.of(points.toArray(new PhasePoint[0])));
        assertTrue(found.lnf()[0] < Math.log(Double.MIN_VALUE) || found.lnf()[1] < Math.log(Double.MIN_VALUE));
        for (int i = 0; i < points.size(); i++) {
            for (double value : new double[] {
                found.lnf()[i], found.dR()[i], found.dz()[i], found.dvR()[i], found.dvphi()[i], found.dvz()[i]
            }) {
                assertTrue(Math.abs(value) < Double.POSITIVE_INFINITY, value + " at " + points.get(i));
            }
        }
    }

    @Test
    void mixtureIsTheWeightedSumOfItsPopulations() {
        Stars stars = DiscStars.of(50, 3);
        double[] lnf = MILKY_WAY.lnf(stars);
        double[] sum = new double[stars.size()];
        for (Population population : MILKY_WAY.populations()) {
            double[] one = alone(population, GuidingRadius.AS_GALPY).lnf(stars);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += population.weight() * Math.exp(one[i]);
            }
        }
        for (int i = 0; i < sum.length; i++) {
            // Rounding of exp and log of numbers of order 30.
            assertEquals(Math.log(sum[i]), lnf[i], 1e-13 * Math.abs(lnf[i]));
        }
    }

    @Test
    void lnfOfStarsIsThatOfTheirActions() {
        Stars stars = DiscStars.of(50, 4);
        double[] lnf = MILKY_WAY.lnf(stars);
        for (int i = 0; i < lnf.length; i++) {
            assertEquals(lnf[i], MILKY_WAY.lnf(MILKY_WAY.actionFinder().actions(stars.point(i))));
        }
    }

    @Test
    void refusesAPopulationThatIsNone() {
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new Population(wrong, 2, 40));
            assertThrows(IllegalArgumentException.class, () -> new Population(1, wrong, 40));
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> new Population(1, 2, wrong));
            assertTrue(refusal.getMessage().contains("sigmaR = " + wrong), refusal.getMessage());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new QuasiIsothermalMixture(MilkyWay.potential(), 3.6, 8, 8, 10, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new QuasiIsothermalMixture(MilkyWay.potential(), 3.6, 8, 0, 10, MILKY_WAY.populations()));
    }

    /** One population with weight 1. */
    private static QuasiIsothermalMixture alone(Population population, GuidingRadius guidingRadius) {
        Population one = new Population(1, population.hR(), population.sigmaR());
        return new QuasiIsothermalMixture(MilkyWay.potential(), 3.6, 8, 8, 10, List.of(one), guidingRadius);
    }
}
