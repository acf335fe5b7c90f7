package io.github.localflows.sampling;

import io.github.localflows.phase.Stars;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import java.util.function.IntPredicate;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A kick in vz given to a random part of the stars, which disturbs an equilibrium set.
 *
 * @param fraction part of the stars that is kicked, 0 to 1
 * @param deltaVz what is added to their vz [km/s]
 */
public record Perturbation(double fraction, double deltaVz) {
    /** @throws IllegalArgumentException when the fraction is no fraction or the kick is not finite */
    public Perturbation {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException(
                    "perturbed fraction " + fraction + ": the part of the stars that is kicked must lie in 0..1");
        }
        if (!Double.isFinite(deltaVz)) {
            throw new IllegalArgumentException("perturbation " + deltaVz + " km/s: the kick in vz must be finite");
        }
    }

    /**
     * Which of the n stars of a seed are kicked: exactly {@code round(fraction * n)}, every such set equally likely.
     *
     * @param runSeed the run's seed
     * @param seed the seed that the stars belong to
     * @param n how many stars the seed has
     * @return [n] true for the kicked stars
     */
    public boolean[] chosen(long runSeed, int seed, int n) {
        UniformRandomProvider random = RandomStreams.stream(runSeed, Purpose.PERTURBATION, seed);
        boolean[] chosen = new boolean[n];
        int wanted = Math.toIntExact(Math.round(fraction * n));
        // Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S).
        for (int i = 0; i < n && wanted > 0; i++) {
            if (random.nextInt(n - i) < wanted) {
                chosen[i] = true;
                wanted--;
            }
        }
        return chosen;
    }

    /**
     * Stars after the kick of some of them, as a new batch; the unkicked columns are shared with the old one.
     *
     * @param stars any stars
     * @param chosen which of them, by their place in the batch, are kicked
     */
    public Stars kicked(Stars stars, IntPredicate chosen) {
        double[] vz = stars.vz().clone();
        for (int i = 0; i < vz.length; i++) {
            if (chosen.test(i)) {
                vz[i] += deltaVz;
            }
        }
        return new Stars(stars.R(), stars.z(), stars.vR(), stars.vphi(), vz);
    }
}
