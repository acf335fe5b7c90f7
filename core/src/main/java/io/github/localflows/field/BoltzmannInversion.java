package io.github.localflows.field;

import io.github.localflows.df.LnfGradients;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The acceleration that keeps a distribution function steady.
 *
 * <p>In a steady state the collisionless Boltzmann equation is, for every velocity at a position,
 * <pre>
 *   g . grad Phi = s - Omega d,   g = d ln f/dv,   d = d ln f/dphi,
 *   s = vR dlnf/dR + (vphi/R) dlnf/dphi + vz dlnf/dz + (vphi²/R) dlnf/dvR - (vR vphi/R) dlnf/dvphi
 * </pre>
 * (An et al. 2021, MNRAS 506, 5721, eq. 26, divided by f), where f is steady in a frame that rotates with Omega and velocities are those of the
 * frame that does not (Kalda and Green 2025, arXiv 2507.03742). Of an axisymmetric f d is 0, and Omega does not matter; else it is given, or
 * found from f at many positions at once ({@link #patternSpeed}). Three unknowns and as many equations as one has
 * velocities of a {@link VelocityChoice}, each with its {@link Weighting}, solved together by an {@link Estimator}: {@link
 * Estimator#SQUARES} and {@link Weighting#F} are least squares of the residual of f, as Naik et al. (2022, MNRAS 511,
 * 1609), which learned gradients bias towards zero.
 *
 * <p><b>Units:</b> kpc, km/s; both sides of an equation in km/s/kpc, accelerations in km²/s²/kpc.
 *
 * <p><b>Accuracy:</b> exact to rounding for an f of integrals of motion with exact gradients, whatever the velocities.
 * The 3 x 3 system is solved through its singular values, rows and columns scaled to unit length, which loses
 * condition² x 1e-16 relative: nothing, at the condition numbers below 10 that shells have.
 *
 * <p>A velocity where ln f or its gradient is not finite is left out and counted. A position where the rest is too
 * few or singular has no acceleration but an {@link Outcome}. Immutable and thread-safe.
 */
public final class BoltzmannInversion {
    /** The fewest velocities that are solved for: one more than unknowns, so that there is a residual. */
    public static final int MIN_VELOCITIES = 4;

    /** Positions at once: some thousand points keep flows busy, and their gradients stay in the cache. */
    private static final int BATCH = 8;

    private final VelocityChoice choice;
    private final Weighting weighting;
    private final Estimator estimator;
    private final long runSeed;
    private final PatternSpeed frame;

    /**
     * In a frame that does not rotate.
     *
     * @param choice the velocities at each position
     * @param weighting of the velocities' equations
     * @param estimator how they are solved together
     * @param runSeed the run's seed, which with a position decides its velocities
     */
    public BoltzmannInversion(VelocityChoice choice, Weighting weighting, Estimator estimator, long runSeed) {
        this(choice, weighting, estimator, runSeed, PatternSpeed.INERTIAL);
    }

    private BoltzmannInversion(
            VelocityChoice choice, Weighting weighting, Estimator estimator, long runSeed, PatternSpeed frame) {
        this.choice = choice;
        this.weighting = weighting;
        this.estimator = estimator;
        this.runSeed = runSeed;
        this.frame = frame;
    }

    /** The same in a frame that rotates, which matters where f depends on the azimuth. */
    public BoltzmannInversion inFrame(PatternSpeed rotating) {
        return new BoltzmannInversion(choice, weighting, estimator, runSeed, rotating);
    }

    /** The frame in which f is taken as steady. */
    public PatternSpeed frame() {
        return frame;
    }

    /**
     * The points of phase space at which the inversion looks at f: each position with its velocities.
     *
     * @param positions p positions
     * @return p times {@code choice.count()} points, those of a position together, positions in order
     */
    public Stars points(List<Position> positions) {
        int count = choice.count();
        int size = Math.multiplyExact(positions.size(), count);
        Stars points = Stars.allocate(size).withPhi(new double[size]);
        int start = 0;
        for (Position position : positions) {
            Velocities velocities = choice.velocities(runSeed, position);
            Arrays.fill(points.R(), start, start + count, position.R());
            Arrays.fill(points.z(), start, start + count, position.z());
            Arrays.fill(points.phi(), start, start + count, position.phi());
            System.arraycopy(velocities.vR(), 0, points.vR(), start, count);
            System.arraycopy(velocities.vphi(), 0, points.vphi(), start, count);
            System.arraycopy(velocities.vz(), 0, points.vz(), start, count);
            start += count;
        }
        return points;
    }

    /**
     * Accelerations from an ensemble, or from the one member that an exact f is, a few positions at a time.
     *
     * @param ensemble averaged in f
     * @param positions any number of them
     * @return one estimate a position, in order; with errors where the ensemble has at least two groups
     */
    public List<EnsembleEstimate> estimates(Ensemble ensemble, List<Position> positions) {
        List<EnsembleEstimate> estimates = new ArrayList<>(positions.size());
        for (int from = 0; from < positions.size(); from += BATCH) {
            Stars points = points(positions.subList(from, Math.min(from + BATCH, positions.size())));
            estimates.addAll(ensembleEstimates(points, ensemble.gradients(points), ensemble.groups()));
        }
        return estimates;
    }

    /**
     * The solutions for gradients that are already there, from all members of an ensemble and without each of its groups,
     * which the errors are found from: see {@link Jackknife}.
     *
     * @param points what {@link #points} gave
     * @param members of each member ln f and its gradients at these points, at least one member
     * @param group of each member the number of its group, from 0 without a gap; groups are independent of one another, as
     *     flows are that were trained on different stars
     * @return one estimate a position, in order
     */
    public List<EnsembleEstimate> ensembleEstimates(Stars points, List<LnfGradients> members, int[] group) {
        int count = choice.count();
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an ensemble of no members: at least one must have gradients");
        }
        int[] sizes = groupSizes(members, group);
        Jackknife jackknife = new Jackknife(sizes.length);
        for (LnfGradients member : members) {
            if (points.size() % count != 0 || member.size() != points.size()) {
                throw new IllegalArgumentException(points.size() + " points and " + member.size()
                        + " gradients: both must be the same multiple of a position's " + count + " velocities");
            }
        }
        List<EnsembleEstimate> estimates = new ArrayList<>(points.size() / count);
        for (int start = 0; start < points.size(); start += count) {
            estimates.add(solution(points, new Members(members, group, sizes), jackknife, start, start + count));
        }
        return estimates;
    }

    /**
     * The pattern speed of a frame in which an f is steady that depends on the azimuth, from the equations of all velocities at many positions that
     * are left when the accelerations have been eliminated, see {@link SpeedEquations} and {@link PatternSpeedFit}. Accelerations are eliminated
     * as by {@link Estimator#MOMENTS}, whatever the estimator.
     *
     * @param ensemble averaged in f; an exact f, or three groups or more, of which alone the scatter is known
     * @param volume where f is known
     * @param azimuth half the width of the sector about azimuth 0 in which it is known [rad]
     * @return empty where f does not say that it depends on the azimuth, as an axisymmetric one, for which any frame is right
     */
    public Optional<PatternSpeed> patternSpeed(Ensemble ensemble, Region volume, double azimuth) {
        List<Position> positions = PatternSpeedFit.positions(volume, azimuth);
        PatternSpeedFit fit = new PatternSpeedFit(GroupMeans.count(ensemble.groups()));
        int count = choice.count();
        for (int from = 0; from < positions.size(); from += BATCH) {
            Stars points = points(positions.subList(from, Math.min(from + BATCH, positions.size())));
            List<LnfGradients> members = ensemble.gradients(points);
            if (!members.get(0).hasPhi()) {
                return Optional.empty();
            }
            Members all = new Members(members, ensemble.groups(), groupSizes(members, ensemble.groups()));
            for (int start = 0; start < points.size(); start += count) {
                addEquations(fit, points, all, start, start + count);
            }
        }
        return fit.found();
    }

    private void addEquations(PatternSpeedFit fit, Stars points, Members ensemble, int from, int to) {
        int M = ensemble.gradients().size();
        int[] sizes = ensemble.sizes();
        double largest = largest(ensemble.gradients(), from, to);
        SpeedEquations all = new SpeedEquations();
        SpeedEquations[] without = new SpeedEquations[sizes.length > 1 ? sizes.length : 0];
        Arrays.setAll(without, g -> new SpeedEquations());
        Terms terms = new Terms(ensemble);
        for (int i = from; i < to; i++) {
            if (terms.fill(points, i, largest)) {
                terms.addTo(all, terms.total(), M);
                for (int g = 0; g < without.length; g++) {
                    terms.addTo(without[g], terms.without(g), M - sizes[g]);
                }
            }
        }
        fit.add(all.left(), Arrays.stream(without).map(SpeedEquations::left).toList());
    }

    /** The gradients of an ensemble's members, of each the number of its group, and how many members each group has. */
    private record Members(List<LnfGradients> gradients, int[] group, int[] sizes) {}

    private static int[] groupSizes(List<LnfGradients> members, int[] group) {
        if (group.length != members.size()) {
            throw new IllegalArgumentException(
                    group.length + " groups' numbers for " + members.size() + " members: each is in one group");
        }
        int[] sizes = new int[Arrays.stream(group).max().orElseThrow() + 1];
        for (int g : group) {
            if (g < 0) {
                throw new IllegalArgumentException("group " + g + " of a member: groups are numbered from 0");
            }
            sizes[g]++;
        }
        if (Arrays.stream(sizes).anyMatch(size -> size == 0)) {
            throw new IllegalArgumentException(
                    "groups " + Arrays.toString(group) + " of the members: their numbers must not have a gap");
        }
        return sizes;
    }

    /** The estimates at the position whose velocities are the points from..to. */
    private EnsembleEstimate solution(Stars points, Members ensemble, Jackknife jackknife, int from, int to) {
        List<LnfGradients> members = ensemble.gradients();
        int M = members.size();
        int[] sizes = ensemble.sizes();
        double largest = largest(members, from, to);
        MomentEquations all = new MomentEquations();
        MomentEquations[] without = new MomentEquations[sizes.length > 1 ? sizes.length : 0];
        Arrays.setAll(without, g -> new MomentEquations());
        Terms terms = new Terms(ensemble);
        int leftOut = 0;
        for (int i = from; i < to; i++) {
            if (terms.fill(points, i, largest)) {
                terms.addTo(all, terms.total(), M, sizes.length, frame.value());
                for (int g = 0; g < without.length; g++) {
                    terms.addTo(without[g], terms.without(g), M - sizes[g], sizes.length - 1, frame.without(g));
                }
            } else {
                leftOut++;
            }
        }
        double[] gradPhi = all.solution();
        AccelerationEstimate estimate = estimate(all, gradPhi, leftOut);
        if (estimate.solved()) {
            estimate = estimate.withResidual(rmsResidual(points, M, terms, from, to, largest, gradPhi));
        }
        List<AccelerationEstimate> others = new ArrayList<>(without.length);
        for (MomentEquations equations : without) {
            others.add(estimate(equations, equations.solution(), leftOut));
        }
        return EnsembleEstimate.of(estimate, others, jackknife);
    }

    /** The largest ln f at the points from..to. */
    private static double largest(List<LnfGradients> members, int from, int to) {
        double largest = Double.NEGATIVE_INFINITY;
        for (LnfGradients member : members) {
            for (int i = from; i < to; i++) {
                if (isFinite(member, i)) {
                    largest = Math.max(largest, member.lnf()[i]);
                }
            }
        }
        return largest;
    }

    private static AccelerationEstimate estimate(MomentEquations equations, double[] solution, int leftOut) {
        if (equations.velocities() < MIN_VELOCITIES) {
            return AccelerationEstimate.unsolved(Outcome.TOO_FEW_VELOCITIES, Double.NaN, leftOut);
        }
        if (solution == null) {
            return AccelerationEstimate.unsolved(Outcome.SINGULAR, Double.POSITIVE_INFINITY, leftOut);
        }
        return AccelerationEstimate.solved(-solution[0], -solution[1], -solution[2], solution[3], leftOut);
    }

    /** What the solution leaves of the equations: a pass of its own, as differences of sums would lose half the digits. */
    private double rmsResidual(
            Stars points, int members, Terms terms, int from, int to, double largest, double[] gradPhi) {
        double weights = 0;
        double squares = 0;
        for (int i = from; i < to; i++) {
            if (terms.fill(points, i, largest)) {
                double[] total = terms.total();
                double square = weighting.square(total[SHARE] / members);
                double r = total[S]
                        - frame.value() * total[D]
                        - total[G] * gradPhi[0]
                        - total[G + 1] * gradPhi[1]
                        - total[G + 2] * gradPhi[2];
                r /= total[SHARE];
                weights += square;
                squares += square * r * r;
            }
        }
        return Math.sqrt(squares / weights);
    }

    /**
     * Where the terms of a velocity are: of a group f, f g, f s and f d, sums over its members, and the products of these sums, f² g g^T,
     * f² g s and f² g d.
     */
    private static final int SHARE = 0;

    private static final int G = 1;
    private static final int S = 4;
    private static final int D = 5;
    private static final int GG = 6;
    private static final int GS = 15;
    private static final int GD = 18;
    private static final int TERMS = 21;

    /** The groups' terms at one velocity and their sums over all groups but one, none of them by subtraction. */
    private final class Terms {
        private final Members ensemble;
        private final double[][] own;
        private final double[][] before;
        private final double[][] after;
        private final double[] sum;
        private final double[] g = new double[3];
        private final double[] h = new double[3];

        Terms(Members ensemble) {
            this.ensemble = ensemble;
            int terms = estimator == Estimator.CROSS ? TERMS : GG;
            int groups = ensemble.sizes().length;
            own = new double[groups][terms];
            before = new double[groups + 1][terms];
            after = new double[groups + 1][terms];
            sum = new double[terms];
        }

        /** The terms of velocity i, f in units of {@code largest}; false when it is to be left out. */
        boolean fill(Stars points, int i, double largest) {
            double R = points.R()[i];
            double vR = points.vR()[i];
            double vphi = points.vphi()[i];
            double vz = points.vz()[i];
            for (double[] term : own) {
                Arrays.fill(term, 0);
            }
            for (int m = 0; m < ensemble.gradients().size(); m++) {
                LnfGradients member = ensemble.gradients().get(m);
                double[] term = own[ensemble.group()[m]];
                double lnf = member.lnf()[i];
                if (lnf == Double.NEGATIVE_INFINITY) {
                    continue; // adds nothing, whatever its gradient says there
                }
                if (!isFinite(member, i)) {
                    return false;
                }
                double f = Math.exp(lnf - largest);
                double gR = member.dvR()[i];
                double gphi = member.dvphi()[i];
                term[SHARE] += f;
                term[G] += f * gR;
                term[G + 1] += f * gphi;
                term[G + 2] += f * member.dvz()[i];
                term[S] +=
                        f * (vR * member.dR()[i] + vz * member.dz()[i] + vphi * vphi / R * gR - vR * vphi / R * gphi);
                if (member.hasPhi()) {
                    double d = member.dphi()[i];
                    term[S] += f * (vphi / R * d);
                    term[D] += f * d;
                }
            }
            if (estimator == Estimator.CROSS) {
                for (double[] term : own) {
                    for (int j = 0; j < 3; j++) {
                        term[GS + j] = term[G + j] * term[S];
                        term[GD + j] = term[G + j] * term[D];
                        for (int k = 0; k < 3; k++) {
                            term[GG + 3 * j + k] = term[G + j] * term[G + k];
                        }
                    }
                }
            }
            int groups = own.length;
            for (int g = 0; g < groups; g++) {
                for (int t = 0; t < sum.length; t++) {
                    before[g + 1][t] = before[g][t] + own[g][t];
                    after[groups - 1 - g][t] = after[groups - g][t] + own[groups - 1 - g][t];
                }
            }
            h[0] = vR;
            h[1] = vphi - choice.vphi();
            h[2] = vz;
            return before[groups][SHARE] > 0;
        }

        double[] total() {
            return before[own.length];
        }

        double[] without(int group) {
            for (int t = 0; t < sum.length; t++) {
                sum[t] = before[group][t] + after[group + 1][t];
            }
            return sum;
        }

        /** Adds what a sum over {@code members} says of the pattern speed. */
        void addTo(SpeedEquations equations, double[] terms, int members) {
            double f = terms[SHARE];
            if (f > 0) {
                for (int j = 0; j < 3; j++) {
                    g[j] = terms[G + j] / f;
                }
                equations.add(weighting.square(f / members), h, g, terms[S] / f, terms[D] / f);
            }
        }

        /** Adds what the estimator makes of a sum over {@code members}, which are in {@code groups}, in a frame that rotates with Omega. */
        void addTo(MomentEquations equations, double[] terms, int members, int groups, double Omega) {
            double f = terms[SHARE];
            if (!(f > 0)) {
                return; // those members that are left vanish here
            }
            double square = weighting.square(f / members);
            for (int j = 0; j < 3; j++) {
                g[j] = terms[G + j] / f;
            }
            double[] instruments = estimator == Estimator.MOMENTS ? h : g;
            equations.count(square, instruments, g);
            equations.add(square, instruments, g, (terms[S] - Omega * terms[D]) / f);
            if (estimator == Estimator.CROSS && groups > 1) {
                equations.subtract(square / (f * f), terms, GG, GS, GD, Omega);
            }
        }
    }

    private static boolean isFinite(LnfGradients gradients, int i) {
        // A sum is finite only if every term is: infinities do not cancel but make NaN. Overflow of a sum of
        // finite gradients would take values above 1e307, as useless as infinite ones.
        return Double.isFinite(gradients.lnf()[i]
                + gradients.dR()[i]
                + gradients.dz()[i]
                + gradients.dvR()[i]
                + gradients.dvphi()[i]
                + gradients.dvz()[i]
                + (gradients.hasPhi() ? gradients.dphi()[i] : 0));
    }
}
