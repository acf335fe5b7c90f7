package io.github.localflows.learned;

import io.github.localflows.df.DistributionFunction;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.df.Measure;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.LogProbGradients;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The distribution function that an ensemble of flows learned: the mean of the members' f, not of their ln f.
 *
 * <p>With p_m(R, z, vR, vphi, vz) the density of member m, normalised to one,
 * <pre>
 *   f = (1/M) sum_m f_m,   f_m = p_m      for stars of {@link Measure#SLICE},
 *                          f_m = p_m / R  for stars of {@link Measure#VOLUME}
 * </pre>
 * in kpc^-2 (km/s)^-3, and kpc^-3 (km/s)^-3. Where flows see the azimuth, too, p_m is also a density in phi, and f is per rad. p_m is that of one flow, or nu_m(R, z) p_m(vR, vphi, vz | R, z) of two. Sums run
 * over logarithms, so that nothing underflows.
 *
 * <p><b>Accuracy:</b> features and flows are in single precision: ln f is good to about 1e-6 of its size, gradients to 1e-5
 * of the largest. The derivative along a {@link CoordinateMap.Bounded} coordinate loses this much times the slope of the map,
 * which grows as one over the distance from an end of its range. Beyond {@link #volume()} f is 0 along a bounded coordinate and an
 * extrapolation along a linear one. Where f_m is 0, where single precision overflows, and at R &lt;= 0 for {@link
 * Measure#VOLUME}, ln f_m is {@code -Infinity} and the gradient zero.
 *
 * <p>Thread-safe; computes in the caller's thread, in batches of any size; a star's result does not depend on the
 * stars after it. Holds the ensemble's native memory: {@link #close} it.
 */
public final class FlowDistributionFunction implements DistributionFunction, AutoCloseable {
    /** How often stars are drawn in place of those outside: enough if one in ten lies inside, of ten million. */
    private static final int MOST_ROUNDS = 200;

    private final List<FlowEnsemble> ensembles;
    private final List<StarDensity> members;
    private final FeatureMap map;
    private final Measure measure;

    /**
     * Of flows of all features of a star, p_m(R, z, vR, vphi, vz) or p_m(R, z, vR, vphi, vz, phi). Takes the ensemble over, unless it refuses it: closing this
     * closes it.
     *
     * @throws IllegalArgumentException when a flow is not one of these features without context
     */
    public FlowDistributionFunction(FlowEnsemble ensemble) {
        this(
                List.of(ensemble),
                ensemble.members().stream()
                        .<StarDensity>map(member -> new StarDensity.Joint(
                                member.flow(), member.description().featureMap().size()))
                        .toList());
    }

    /**
     * Of pairs of flows, p_m = nu_m(R, z) p_m(vR, vphi, vz | R, z), whose stars need not be the same: velocities may be known of
     * fewer. Takes both ensembles over, unless it refuses them: closing this closes them.
     *
     * @param positions flows of the features of R and z
     * @param velocities as many flows of those of vR, vphi and vz, with those of R and z as context
     * @throws IllegalArgumentException when a flow is of another shape, or the ensembles differ in size, or a pair in feature map,
     *     measure, volume, or the part of the stars; or they see azimuths
     */
    public FlowDistributionFunction(FlowEnsemble positions, FlowEnsemble velocities) {
        this(List.of(positions, velocities), pairs(positions, velocities));
    }

    private FlowDistributionFunction(List<FlowEnsemble> ensembles, List<StarDensity> members) {
        this.ensembles = ensembles;
        this.members = members;
        FlowDescription first = ensembles.get(0).members().get(0).description();
        map = first.featureMap();
        measure = first.measure();
    }

    private static List<StarDensity> pairs(FlowEnsemble positions, FlowEnsemble velocities) {
        int count = positions.members().size();
        if (velocities.members().size() != count) {
            throw new IllegalArgumentException(count + " flows of positions and "
                    + velocities.members().size() + " of velocities: they are taken in pairs");
        }
        List<StarDensity> pairs = new ArrayList<>();
        if (positions.members().get(0).description().featureMap().phi().isPresent()) {
            throw new IllegalArgumentException(
                    "flows of positions and of velocities that see azimuths: only flows of both together do");
        }
        for (int m = 0; m < count; m++) {
            FlowEnsemble.Member where = positions.members().get(m);
            FlowEnsemble.Member howFast = velocities.members().get(m);
            if (!where.description().sameStars(howFast.description())
                    || where.description().part() != howFast.description().part()) {
                throw new IllegalArgumentException("pair " + m
                        + " of flows of positions and velocities differs in feature map, measure, training volume, parts or"
                        + " part (" + where.description() + "; " + howFast.description()
                        + "): both must be of the same stars, or one of some of the other's");
            }
            pairs.add(new StarDensity.Split(where.flow(), howFast.flow()));
        }
        return List.copyOf(pairs);
    }

    /** Where the training stars lay. */
    public Region volume() {
        return ensembles.get(0).volume();
    }

    /** Half the width of the sector about the Sun whose azimuths flows see [rad]; empty where they take stars as axisymmetric. */
    public OptionalDouble azimuth() {
        return ensembles.get(0).azimuth();
    }

    /** The azimuthal velocity that the flows' features are centred on [km/s]: about there the stars lie. */
    public double vphi() {
        return map.vphi().coordinate(0);
    }

    /** Number of flows. */
    public int members() {
        return members.size();
    }

    /** Into how many parts the stars were divided, of which each member saw one. */
    public int parts() {
        return ensembles.get(0).members().get(0).description().parts();
    }

    /** Which members are independent of which, as {@link FlowEnsemble#groups}. */
    public int[] groups() {
        return ensembles.get(0).groups();
    }

    @Override
    public double[] lnf(Stars stars) {
        double[][] exact = map.exactFeatures(stars);
        FlowData features = FeatureMap.rows(exact);
        double[] lnSlopes = map.lnSlopes(exact);
        double[][] lnf = new double[members()][];
        for (int m = 0; m < lnf.length; m++) {
            lnf[m] = members.get(m).logProb(features);
            for (int i = 0; i < stars.size(); i++) {
                lnf[m][i] = lnf(lnf[m][i] + lnSlopes[i], stars.R()[i]);
            }
        }
        double[] mean = new double[stars.size()];
        for (int i = 0; i < mean.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double[] member : lnf) {
                largest = Math.max(largest, member[i]);
            }
            double sum = 0;
            for (double[] member : lnf) {
                sum += relative(member[i], largest);
            }
            mean[i] = largest + Math.log(sum / members());
        }
        return mean;
    }

    @Override
    public LnfGradients gradients(Stars stars) {
        return LnfGradients.meanOfF(List.of(memberGradients(stars)));
    }

    /**
     * ln f_m and its gradients of each member on its own, for estimates of the ensemble's scatter.
     *
     * @return [member], in the ensemble's order
     */
    public LnfGradients[] memberGradients(Stars stars) {
        double[][] exact = map.exactFeatures(stars);
        FlowData features = FeatureMap.rows(exact);
        double[] lnSlopes = map.lnSlopes(exact);
        FeatureMap.Slopes slopes = map.slopes(exact);
        LnfGradients[] gradients = new LnfGradients[members()];
        for (int m = 0; m < gradients.length; m++) {
            gradients[m] = gradients(stars, lnSlopes, slopes, members.get(m).gradients(features));
        }
        return gradients;
    }

    /**
     * Independent stars, distributed as those that the flows learned from: with the density f for {@link Measure#SLICE}, R f
     * for {@link Measure#VOLUME}. Each is drawn from a member that chance chooses. Along a linear coordinate a few lie beyond
     * {@link #volume()}, for a flow smooths its edges; all are finite.
     *
     * @param n how many, at least 0
     * @param random what the stars depend on, beside the flows
     * @throws IllegalStateException when a member gives no finite star, as {@link MaskedAutoregressiveFlow#sample(int,
     *     UniformRandomProvider)}
     */
    public Stars sample(int n, UniformRandomProvider random) {
        int[] member = new int[n];
        int[] counts = new int[members()];
        for (int i = 0; i < n; i++) {
            member[i] = random.nextInt(counts.length);
            counts[member[i]]++;
        }
        FlowData[] drawn = new FlowData[counts.length];
        for (int m = 0; m < drawn.length; m++) {
            drawn[m] = members.get(m).sample(counts[m], random);
        }
        Stars stars = allocated(n);
        for (int i = 0; i < n; i++) {
            int row = --counts[member[i]];
            stars.set(i, map.star(drawn[member[i]], row));
            if (map.phi().isPresent()) {
                stars.phi()[i] = map.azimuth(drawn[member[i]], row);
            }
        }
        return stars;
    }

    private Stars allocated(int n) {
        return Stars.allocate(n).withPhi(new double[map.phi().isPresent() ? n : 0]);
    }

    /**
     * Stars as of {@link #sample}, without those beyond {@link #volume()}, where f means nothing.
     *
     * @param n how many, at least 0
     * @param random what the stars depend on, beside the flows
     * @throws IllegalStateException when nearly all lie beyond it, or a member gives no finite star
     */
    public Stars sampleInside(int n, UniformRandomProvider random) {
        Stars stars = allocated(n);
        int kept = 0;
        for (int round = 0; kept < n; round++) {
            if (round == MOST_ROUNDS) {
                throw new IllegalStateException("only " + kept + " of " + n + " stars in " + round
                        + " rounds lay inside " + volume() + ": these flows have not learned where their stars were");
            }
            Stars drawn = sample(n - kept, random);
            for (int i = 0; i < drawn.size(); i++) {
                PhasePoint star = drawn.point(i);
                if (volume().encloses(star.R(), star.z())) {
                    if (map.phi().isPresent()) {
                        stars.phi()[kept] = drawn.phi()[i];
                    }
                    stars.set(kept++, star);
                }
            }
        }
        return stars;
    }

    private LnfGradients gradients(Stars stars, double[] lnSlopes, FeatureMap.Slopes slopes, LogProbGradients member) {
        boolean withPhi = map.phi().isPresent();
        LnfGradients gradients = LnfGradients.allocate(stars.size(), withPhi);
        float[] dx = member.dx();
        for (int i = 0; i < stars.size(); i++) {
            double R = stars.R()[i];
            double lnf = lnf(member.logProb()[i] + lnSlopes[i], R);
            int at = map.size() * i;
            double sum = dx[at] + dx[at + 1] + dx[at + 2] + dx[at + 3] + dx[at + 4] + (withPhi ? dx[at + 5] : 0);
            if (lnf == Double.NEGATIVE_INFINITY || !Double.isFinite(sum)) {
                gradients.lnf()[i] = Double.NEGATIVE_INFINITY;
                continue;
            }
            gradients.lnf()[i] = lnf;
            gradients.dR()[i] = slopes.gradient(0, i, dx[at]) - (measure == Measure.VOLUME ? 1 / R : 0);
            gradients.dz()[i] = slopes.gradient(1, i, dx[at + 1]);
            gradients.dvR()[i] = slopes.gradient(2, i, dx[at + 2]);
            gradients.dvphi()[i] = slopes.gradient(3, i, dx[at + 3]);
            gradients.dvz()[i] = slopes.gradient(4, i, dx[at + 4]);
            if (withPhi) {
                gradients.dphi()[i] = slopes.gradient(5, i, dx[at + 5]);
            }
        }
        return gradients;
    }

    /** @param lnp ln p_m(R, z, vR, vphi, vz) */
    private double lnf(double lnp, double R) {
        double lnf = lnp;
        if (measure == Measure.VOLUME) {
            lnf = R > 0 ? lnf - Math.log(R) : Double.NEGATIVE_INFINITY;
        }
        return Double.isFinite(lnf) ? lnf : Double.NEGATIVE_INFINITY;
    }

    /** exp(ln f_m - largest), 1 where all vanish: the sum is then not zero, and the mean still vanishes. */
    private static double relative(double lnf, double largest) {
        return largest == Double.NEGATIVE_INFINITY ? 1 : Math.exp(lnf - largest);
    }

    @Override
    public void close() {
        ensembles.forEach(FlowEnsemble::close);
    }
}
