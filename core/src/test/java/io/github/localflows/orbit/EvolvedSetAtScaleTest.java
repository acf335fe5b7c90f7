package io.github.localflows.orbit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.sampling.Perturbation;
import io.github.localflows.sampling.StarSampler;
import io.github.localflows.units.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The perturbed set, evolved for 500 Myr, against orbits with which it shares no code: Hipparchus's DOP853 at tight
 * tolerance in the closed forms of the potential's parts, in the meridional plane. About a minute:
 * {@code mvn -Pscale -pl core test}.
 */
@Tag("scale")
class EvolvedSetAtScaleTest {
    private static final long RUN_SEED = 2022;
    private static final int SEEDS = 10;
    private static final int STARS_PER_SEED = 10_000;
    private static final double[] TIMES_MYR = {200, 500};

    /** What orbits are to be met within, of 99 stars in 100. */
    private static final double USUAL_KPC = 1e-5;

    private static final double USUAL_KM_S = 1e-3;

    /** By how much the last star in 100 may be worse: the innermost ones, of 20 revolutions. */
    private static final double WORST_FACTOR = 10;

    /** What the other integrator's own error stays far below. */
    private static final double TOLERANCE = 1e-11;

    /** Of two times seven comparisons with fixed seeds, one run in 700 would fall below it by chance. */
    private static final double LEAST_P = 1e-4;

    /** The kick shows: the test can tell a set that has not been evolved. */
    private static final double CONTROL_P = 1e-6;

    private final CompositePotential potential = MilkyWay.potential();
    private final QuasiIsothermalMixture mixture = QuasiIsothermalMixture.milkyWay();
    private final StarSampler sampler = new StarSampler(mixture, new Region(1, 16, 2.5), Measure.VOLUME);
    private final OrbitIntegrator integrator = new OrbitIntegrator(potential, OrbitAccuracy.STANDARD);

    private Stars perturbed(int seed) {
        Stars stars = sampler.sample(RUN_SEED, seed, STARS_PER_SEED).stars();
        Perturbation perturbation = new Perturbation(0.1, 20);
        boolean[] chosen = perturbation.chosen(RUN_SEED, seed, stars.size());
        return perturbation.kicked(stars, i -> chosen[i]);
    }

    @Test
    void evolvedSetIsThatOfAnIndependentIntegrator() {
        Stars initial = perturbed(SEEDS);
        List<Stars> independent = independently(initial);
        starByStar(integrator.snapshots(initial, TIMES_MYR), independent);

        // Of other seeds, so that no star is in both samples.
        Stars ours = together(IntStream.range(0, SEEDS)
                .mapToObj(
                        seed -> integrator.snapshots(perturbed(seed), TIMES_MYR).stars(1))
                .toList());
        Stars unevolved =
                together(IntStream.range(0, SEEDS).mapToObj(this::perturbed).toList());
        System.out.printf(
                Locale.ROOT,
                "two-sample Kolmogorov-Smirnov test, %d of our stars and %d of the other integrator's at 500 Myr,"
                        + " and, for control, our unevolved ones%n",
                ours.size(),
                initial.size());
        double leastControl = 1;
        for (Map.Entry<String, ToDoubleFunction<PhasePoint>> coordinate :
                coordinates().entrySet()) {
            double[] theirs = sorted(independent.get(1), coordinate.getValue());
            double[] evolved = sorted(ours, coordinate.getValue());
            double[] control = sorted(unevolved, coordinate.getValue());
            double p = probability(distance(evolved, theirs), evolved.length, theirs.length);
            double controlP = probability(distance(control, theirs), control.length, theirs.length);
            System.out.printf(
                    Locale.ROOT,
                    "%5s: D = %.4f, p = %.3f; unevolved D = %.4f, p = %.1e%n",
                    coordinate.getKey(),
                    distance(evolved, theirs),
                    p,
                    distance(control, theirs),
                    controlP);
            assertTrue(p > LEAST_P, () -> coordinate.getKey() + " is distributed otherwise: p = " + p);
            leastControl = Math.min(leastControl, controlP);
        }
        assertTrue(leastControl < CONTROL_P, "the unevolved set is taken for the evolved one: p = " + leastControl);
    }

    private static void starByStar(Snapshots ours, List<Stars> independent) {
        for (int k = 0; k < TIMES_MYR.length; k++) {
            Stars a = ours.stars(k);
            Stars b = independent.get(k);
            double[] place = new double[a.size()];
            double[] velocity = new double[a.size()];
            for (int i = 0; i < a.size(); i++) {
                place[i] = Math.max(Math.abs(a.R()[i] - b.R()[i]), Math.abs(a.z()[i] - b.z()[i]));
                velocity[i] = Math.max(
                        Math.abs(a.vphi()[i] - b.vphi()[i]),
                        Math.max(Math.abs(a.vR()[i] - b.vR()[i]), Math.abs(a.vz()[i] - b.vz()[i])));
            }
            Arrays.sort(place);
            Arrays.sort(velocity);
            int last = a.size() - 1;
            int usual = (int) (0.99 * last);
            System.out.printf(
                    Locale.ROOT,
                    "%.0f Myr, %d stars: places differ by %.1e kpc (median), %.1e (99 of 100), %.1e (worst),"
                            + " velocities by %.1e, %.1e and %.1e km/s%n",
                    TIMES_MYR[k],
                    a.size(),
                    place[last / 2],
                    place[usual],
                    place[last],
                    velocity[last / 2],
                    velocity[usual],
                    velocity[last]);
            assertTrue(place[usual] < USUAL_KPC, place[usual] + " kpc");
            assertTrue(velocity[usual] < USUAL_KM_S, velocity[usual] + " km/s");
            assertTrue(place[last] < WORST_FACTOR * USUAL_KPC, "worst " + place[last] + " kpc");
            assertTrue(velocity[last] < WORST_FACTOR * USUAL_KM_S, "worst " + velocity[last] + " km/s");
        }
    }

    /** The same stars at the same times by the other integrator. */
    private List<Stars> independently(Stars initial) {
        List<Stars> snapshots = List.of(Stars.allocate(initial.size()), Stars.allocate(initial.size()));
        IntStream.range(0, initial.size()).parallel().forEach(i -> {
            PhasePoint star = initial.point(i);
            double Lz = star.R() * star.vphi();
            DormandPrince853Integrator other = new DormandPrince853Integrator(1e-12, 0.1, TOLERANCE, TOLERANCE);
            ODEState state = new ODEState(0, new double[] {star.R(), star.z(), star.vR(), star.vz()});
            for (int k = 0; k < TIMES_MYR.length; k++) {
                state = other.integrate(meridional(Lz), state, TIMES_MYR[k] * Units.KPC_PER_MYR_AT_KM_S);
                double[] y = state.getPrimaryState();
                snapshots.get(k).set(i, new PhasePoint(y[0], y[1], y[2], Lz / y[0], y[3]));
            }
        });
        return snapshots;
    }

    private OrdinaryDifferentialEquation meridional(double Lz) {
        return new OrdinaryDifferentialEquation() {
            @Override
            public int getDimension() {
                return 4;
            }

            @Override
            public double[] computeDerivatives(double t, double[] y) {
                double aR = Lz * Lz / (y[0] * y[0] * y[0]);
                double az = 0;
                for (int i = 0; i < potential.parts().size(); i++) {
                    Acceleration part = potential.parts().get(i).shape().acceleration(y[0], y[1]);
                    aR += potential.GM(i) * part.aR();
                    az += potential.GM(i) * part.az();
                }
                return new double[] {y[2], y[3], aR, az};
            }
        };
    }

    private Map<String, ToDoubleFunction<PhasePoint>> coordinates() {
        Map<String, ToDoubleFunction<PhasePoint>> coordinates = new LinkedHashMap<>();
        coordinates.put("R", PhasePoint::R);
        coordinates.put("z", PhasePoint::z);
        coordinates.put("vR", PhasePoint::vR);
        coordinates.put("vphi", PhasePoint::vphi);
        coordinates.put("vz", PhasePoint::vz);
        coordinates.put("Lz", p -> p.R() * p.vphi());
        coordinates.put(
                "E",
                p -> 0.5 * (p.vR() * p.vR() + p.vphi() * p.vphi() + p.vz() * p.vz()) + potential.Phi(p.R(), p.z()));
        return coordinates;
    }

    private static Stars together(List<Stars> sets) {
        List<PhasePoint> points = new ArrayList<>();
        for (Stars set : sets) {
            for (int i = 0; i < set.size(); i++) {
                points.add(set.point(i));
            }
        }
        return Stars.of(points.toArray(PhasePoint[]::new));
    }

    private static double[] sorted(Stars stars, ToDoubleFunction<PhasePoint> coordinate) {
        return IntStream.range(0, stars.size())
                .mapToDouble(i -> coordinate.applyAsDouble(stars.point(i)))
                .sorted()
                .toArray();
    }

    /** The largest distance of two samples' cumulative distributions. */
    private static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            if (a[i] <= b[j]) {
                i++;
            } else {
                j++;
            }
            largest = Math.max(largest, Math.abs((double) i / a.length - (double) j / b.length));
        }
        return largest;
    }

    /** How often samples of one distribution are farther apart: Kolmogorov's limit for large samples. */
    private static double probability(double distance, int n, int m) {
        double x2 = distance * distance * n / (n + m) * m;
        double sum = 0;
        // Some 20 terms for x near 0.3, below which the probability is 1 to five digits.
        for (int k = 1; k <= 100; k++) {
            sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2 * k * k * x2);
        }
        return x2 < 0.04 ? 1 : sum;
    }
}
