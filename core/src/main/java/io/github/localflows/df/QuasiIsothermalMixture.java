package io.github.localflows.df;

import io.github.localflows.action.ActionGradients;
import io.github.localflows.action.Actions;
import io.github.localflows.action.StaeckelActionFinder;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CircularOrbitTable;
import io.github.localflows.potential.CircularOrbits;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Potential;
import java.util.List;

/**
 * A disc made of quasi-isothermal populations k, each a function of the actions (Binney 2010, MNRAS 401, 2318; Binney
 * &amp; McMillan 2011, MNRAS 413, 1889):
 * <pre>
 *   f = sum_k w_k f_k
 *   f_k = [Omega Sigma_k / (pi kappa sR²)] [1 + tanh(Lz/L0)] exp(-kappa Jr/sR²) [nu/(2 pi sz²)] exp(-nu Jz/sz²)
 *   Sigma_k = exp((R0 - Rg)/hR_k),  sR = sigmaR_k exp((R0 - Rg)/Rsigma),  sz = sR/sqrt 3
 * </pre>
 * with Rg(Lz) the radius of the circular orbit of the star's angular momentum, or nearly that (see {@link
 * GuidingRadius}), and Omega, kappa, nu its circular, epicycle and vertical frequencies; f = 0 for Lz &lt;= 0 and for unbound stars. Actions by the Stäckel fudge, once for all
 * populations.
 *
 * <p><b>Units:</b> frequencies in km/s/kpc, dispersions in km/s, Sigma_k = 1 at R0; f is known up to a constant factor. It
 * is summed in logarithms, and so finite wherever f > 0 even where f underflows.
 *
 * <p><b>Accuracy:</b> of ln f some 1e-8 where f is not negligible, given the fudge's actions; the gradients are the exact
 * derivatives of the same expressions, actions included.
 *
 * <p>Immutable and thread-safe. Costly to build (a tenth of a second): make one per task.
 */
public final class QuasiIsothermalMixture implements DistributionFunction {
    /** The tanh taper is 1 to rounding from this many times L0 on. */
    private static final double UNTAPERED = 20;

    /** Largest exponent whose exponential may still be multiplied by an action without overflow. */
    private static final double LARGEST_EXPONENT = 600;

    private static final double LN2 = Math.log(2);

    private final Potential potential;
    private final StaeckelActionFinder finder;
    private final StaeckelActionFinder coarseFinder;
    private final CircularOrbits circular;
    private final CircularOrbitTable circularTable;
    private final double R0;
    private final double Rsigma;
    private final double L0;
    private final List<Population> populations;

    /** The splines of the guiding radius, one for each scale length; none when it is exact. */
    private final List<GuidingSpline> splines;

    /** [k] which of the guiding orbits population k has. */
    private final int[] guide;

    /** [k] ln of everything that does not depend on the star. */
    private final double[] lnFactor;

    private final double[] inverseScale;
    private final double[] inverseVariance;

    /**
     * A mixture in a potential with guiding radii {@link GuidingRadius#AS_GALPY}, the choice behind published samples.
     *
     * @param potential the galaxy
     * @param Delta focal distance for the actions [kpc], positive
     * @param R0 radius to which the populations' dispersions refer [kpc], positive
     * @param Rsigma radius over which the dispersions fall by e [kpc], positive
     * @param L0 angular momentum below which the populations are tapered [kpc km/s], positive
     * @param populations one or more
     */
    public QuasiIsothermalMixture(
            Potential potential, double Delta, double R0, double Rsigma, double L0, List<Population> populations) {
        this(potential, Delta, R0, Rsigma, L0, populations, GuidingRadius.AS_GALPY);
    }

    /** A mixture in a potential, as above, with the guiding radii of one's choice. */
    public QuasiIsothermalMixture(
            Potential potential,
            double Delta,
            double R0,
            double Rsigma,
            double L0,
            List<Population> populations,
            GuidingRadius guidingRadius) {
        positive(R0, "R0", "kpc");
        positive(Rsigma, "Rsigma", "kpc");
        positive(L0, "L0", "kpc km/s");
        if (populations.isEmpty()) {
            throw new IllegalArgumentException("no populations: a mixture needs at least one");
        }
        this.potential = potential;
        finder = new StaeckelActionFinder(potential, Delta);
        coarseFinder = finder.coarse();
        circular = new CircularOrbits(potential);
        circularTable = circular.tabulated();
        this.R0 = R0;
        this.Rsigma = Rsigma;
        this.L0 = L0;
        this.populations = List.copyOf(populations);
        int n = populations.size();
        guide = new int[n];
        splines = guidingRadius == GuidingRadius.EXACT ? List.of() : splines(populations);
        lnFactor = new double[n];
        inverseScale = new double[n];
        inverseVariance = new double[n];
        for (int k = 0; k < n; k++) {
            Population population = populations.get(k);
            double variance = population.sigmaR() * population.sigmaR();
            lnFactor[k] = Math.log(3 * population.weight() / (2 * Math.PI * Math.PI)) - 2 * Math.log(variance);
            inverseScale[k] = 1 / population.hR();
            inverseVariance[k] = 1 / variance;
        }
    }

    private List<GuidingSpline> splines(List<Population> populations) {
        List<Double> scales =
                populations.stream().map(Population::hR).distinct().toList();
        for (int k = 0; k < guide.length; k++) {
            guide[k] = scales.indexOf(populations.get(k).hR());
        }
        return scales.stream().map(hR -> new GuidingSpline(circular, R0, hR)).toList();
    }

    private static void positive(double value, String name, String unit) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " = " + value + " " + unit + ": it must be positive and finite");
        }
    }

    /**
     * The six populations of Naik et al. (2022) in {@link MilkyWay#potential()}, with Delta = 3.6 kpc and guiding radii
     * {@link GuidingRadius#AS_GALPY}.
     */
    public static QuasiIsothermalMixture milkyWay() {
        return new QuasiIsothermalMixture(
                MilkyWay.potential(),
                3.6,
                MilkyWay.R0,
                8,
                10,
                List.of(
                        new Population(0.10, 3.2, 36),
                        new Population(0.15, 3.2, 44),
                        new Population(0.25, 2.6, 44),
                        new Population(0.25, 2.6, 52),
                        new Population(0.15, 2.0, 52),
                        new Population(0.10, 2.0, 60)));
    }

    /** What finds the actions that f is a function of. */
    public StaeckelActionFinder actionFinder() {
        return finder;
    }

    /** The potential in which the populations live. */
    public Potential potential() {
        return potential;
    }

    /** The angular momentum below which the populations are tapered [kpc km/s]. */
    public double L0() {
        return L0;
    }

    /** The populations, in the order in which they were given. */
    public List<Population> populations() {
        return populations;
    }

    /**
     * ln(w_k f_k) of each population: the sum of their exponentials is f. From {@link StaeckelActionFinder#coarse()}, for
     * it is what stars are drawn by: ln f is off by less than 1e-2 where orbits pass the axis at less than a fiftieth of
     * their reach.
     *
     * @param stars n points
     * @return [population][n], {@code -Infinity} where f vanishes
     */
    public double[][] lnfOfPopulations(Stars stars) {
        int n = stars.size();
        double[] Jr = new double[n];
        double[] Lz = new double[n];
        double[] Jz = new double[n];
        coarseFinder.actions(stars, Jr, Lz, Jz);
        Evaluation evaluation = new Evaluation();
        double[][] lnf = new double[populations.size()][n];
        for (int i = 0; i < n; i++) {
            boolean exists = evaluation.set(Jr[i], Lz[i], Jz[i]);
            double lnTaper = exists ? evaluation.lnTaper() : Double.NEGATIVE_INFINITY;
            for (int k = 0; k < lnf.length; k++) {
                lnf[k][i] = exists ? lnTaper + evaluation.untapered[k] : Double.NEGATIVE_INFINITY;
            }
        }
        return lnf;
    }

    /** ln f of an orbit; {@code -Infinity} for {@link Actions#UNBOUND} and for Lz &lt;= 0. */
    public double lnf(Actions actions) {
        return new Evaluation().lnf(actions.Jr(), actions.Lz(), actions.Jz());
    }

    /**
     * ln f of a batch of orbits.
     *
     * @param Jr [n or more] radial actions, NaN where there are none
     * @param Lz [n or more] angular momenta
     * @param Jz [n or more] vertical actions
     * @param lnf [n] filled with ln f; may be one of the others
     */
    public void lnf(double[] Jr, double[] Lz, double[] Jz, double[] lnf) {
        Evaluation evaluation = new Evaluation();
        for (int i = 0; i < lnf.length; i++) {
            lnf[i] = evaluation.lnf(Jr[i], Lz[i], Jz[i]);
        }
    }

    @Override
    public double[] lnf(Stars stars) {
        int n = stars.size();
        double[] Jr = new double[n];
        double[] Lz = new double[n];
        double[] Jz = new double[n];
        finder.actions(stars, Jr, Lz, Jz);
        lnf(Jr, Lz, Jz, Jr);
        return Jr;
    }

    @Override
    public LnfGradients gradients(Stars stars) {
        int n = stars.size();
        LnfGradients gradients = LnfGradients.allocate(n);
        ActionGradients actions = finder.gradients(stars);
        double[][] dJr = actions.dJr();
        double[][] dJz = actions.dJz();
        Evaluation evaluation = new Evaluation();
        for (int i = 0; i < n; i++) {
            double lnf = evaluation.lnf(actions.Jr()[i], actions.Lz()[i], actions.Jz()[i]);
            gradients.lnf()[i] = lnf;
            if (lnf == Double.NEGATIVE_INFINITY) {
                continue;
            }
            evaluation.differentiate();
            double byJr = evaluation.byJr;
            double byLz = evaluation.byLz;
            double byJz = evaluation.byJz;
            gradients.dR()[i] = byJr * dJr[0][i] + byJz * dJz[0][i] + byLz * stars.vphi()[i];
            gradients.dz()[i] = byJr * dJr[1][i] + byJz * dJz[1][i];
            gradients.dvR()[i] = byJr * dJr[2][i] + byJz * dJz[2][i];
            gradients.dvphi()[i] = byJr * dJr[3][i] + byJz * dJz[3][i] + byLz * stars.R()[i];
            gradients.dvz()[i] = byJr * dJr[4][i] + byJz * dJz[4][i];
        }
        return gradients;
    }

    /** ln f at one place in action space at a time, and its gradient there; for one thread. */
    private final class Evaluation {
        private final GuidingOrbit[] orbits = new GuidingOrbit[Math.max(1, splines.size())];

        /** kappa Jr + 3 nu Jz with sigmaR²/sR² in it, for each guiding orbit. */
        private final double[] spread = new double[orbits.length];

        /** sigmaR²/sR². */
        private final double[] narrowing = new double[orbits.length];

        /** [k] ln f_k without the taper. */
        private final double[] untapered = new double[lnFactor.length];

        /** [k] f_k over the largest of them. */
        private final double[] share = new double[lnFactor.length];

        private double sum;
        private double Jr;
        private double Lz;
        private double Jz;

        private double byJr;
        private double byLz;
        private double byJz;

        Evaluation() {
            for (int g = 0; g < orbits.length; g++) {
                orbits[g] = new GuidingOrbit(circular, circularTable);
            }
        }

        /** Finds the untapered ln f_k; false when there is no f, the actions not being those of an orbit that rotates. */
        boolean set(double Jr, double Lz, double Jz) {
            double most = Double.POSITIVE_INFINITY;
            if (!(Lz > 0 && Jr >= 0 && Jz >= 0 && Lz < most && Jr < most && Jz < most)) {
                return false;
            }
            this.Jr = Jr;
            this.Lz = Lz;
            this.Jz = Jz;
            for (int g = 0; g < orbits.length; g++) {
                GuidingOrbit orbit = orbits[g];
                if (splines.isEmpty()) {
                    orbit.setExact(Lz);
                } else {
                    orbit.set(Lz, splines.get(g));
                }
                narrowing[g] = Math.exp(Math.min(2 * (orbit.Rg - R0) / Rsigma, LARGEST_EXPONENT));
                spread[g] = (orbit.kappa * Jr + 3 * orbit.nu * Jz) * narrowing[g];
            }
            for (int k = 0; k < untapered.length; k++) {
                GuidingOrbit orbit = orbits[guide[k]];
                double inwards = R0 - orbit.Rg;
                untapered[k] = lnFactor[k]
                        + orbit.lnFrequencies
                        + inwards * (inverseScale[k] - 4 / Rsigma)
                        - spread[guide[k]] * inverseVariance[k];
            }
            return true;
        }

        double lnf(double Jr, double Lz, double Jz) {
            if (!set(Jr, Lz, Jz)) {
                return Double.NEGATIVE_INFINITY;
            }
            double largest = Double.NEGATIVE_INFINITY;
            for (double value : untapered) {
                largest = Math.max(largest, value);
            }
            if (!(largest > Double.NEGATIVE_INFINITY)) {
                return Double.NEGATIVE_INFINITY;
            }
            sum = 0;
            for (int k = 0; k < share.length; k++) {
                share[k] = Math.exp(untapered[k] - largest);
                sum += share[k];
            }
            return lnTaper() + largest + Math.log(sum);
        }

        /** ln(1 + tanh(Lz/L0)). */
        private double lnTaper() {
            return Lz > UNTAPERED * L0 ? LN2 : LN2 - Math.log1p(Math.exp(-2 * Lz / L0));
        }

        /** Finds the derivatives of the ln f found last. */
        void differentiate() {
            byJr = 0;
            byJz = 0;
            byLz = 0;
            for (int k = 0; k < share.length; k++) {
                int g = guide[k];
                GuidingOrbit orbit = orbits[g];
                double part = share[k] / sum;
                double spreadSlope = (orbit.kappaSlope * Jr + 3 * orbit.nuSlope * Jz) * narrowing[g]
                        + 2 / Rsigma * orbit.RgSlope * spread[g];
                byJr -= part * inverseVariance[k] * orbit.kappa * narrowing[g];
                byJz -= part * inverseVariance[k] * 3 * orbit.nu * narrowing[g];
                byLz += part
                        * (orbit.lnFrequenciesSlope
                                + (4 / Rsigma - inverseScale[k]) * orbit.RgSlope
                                - spreadSlope * inverseVariance[k]);
            }
            byLz += 2 / (L0 * (1 + Math.exp(2 * Lz / L0)));
        }
    }
}
