package io.github.localflows.field;

import io.github.localflows.phase.Stars;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * The velocities of the stars next to a position, of those whose velocities lie in a shell: where the stars are drawn from f,
 * velocities distributed as f there, the shell's share of it.
 *
 * <p>A mean over them is one weighted with f, so that equal weights ({@link Weighting#LNF}) are to them what {@link
 * Weighting#ROOT_F} is to velocities that fill a volume evenly. In a shell that holds all stars {@link Estimator#MOMENTS} are
 * then the Jeans equations, in which the gradients of ln f stand for those of density and dispersions. Such a shell is too wide
 * for learned gradients, which are worst where stars are few.
 *
 * <p>Next is who has the least (dR/{@value #R_SCALE})² + dz², for a disc's velocities change faster with height than with
 * radius; of two stars at the same distance the first one. The 1,000 nearest of 256,000 stars take a millisecond to find at z = 0
 * and a fifth of that at z = 1.2 kpc, where the layer that is searched has fewer.
 *
 * <p>Immutable and thread-safe.
 */
public final class NearestStars implements VelocityChoice {
    /** How many stars to draw for each velocity. */
    public static final int STARS_PER_VELOCITY = 256;

    /** By how much a distance in R counts less than one in z. */
    private static final double R_SCALE = 4;

    private final Stars stars;
    private final VelocityShell shell;

    /** The numbers of the stars in the shell in ascending z, of equal z in their order. */
    private final int[] byHeight;

    /**
     * @param stars from which the nearest are taken; {@value #STARS_PER_VELOCITY} a velocity make a small neighbourhood
     * @param shell in which they are, and how many are taken; how its points are chosen does not matter
     * @throws IllegalArgumentException when there are fewer stars in the shell than are to be taken
     */
    public NearestStars(Stars stars, VelocityShell shell) {
        this.stars = stars;
        this.shell = shell;
        byHeight = IntStream.range(0, stars.size())
                .filter(i -> shell.contains(stars.vR()[i], stars.vphi()[i], stars.vz()[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> stars.z()[i]))
                .mapToInt(i -> i)
                .toArray();
        if (byHeight.length < shell.count()) {
            throw new IllegalArgumentException("only " + byHeight.length + " of " + stars.size()
                    + " stars have velocities " + shell.dvMin() + " to " + shell.dvMax() + " km/s from (0, "
                    + shell.vphi()
                    + ", 0) km/s, fewer than the " + shell.count() + " wanted at a position: widen the shell");
        }
    }

    @Override
    public int count() {
        return shell.count();
    }

    @Override
    public double vphi() {
        return shell.vphi();
    }

    /** As said; the stars are drawn, so that the run's seed has no say any more. */
    @Override
    public Velocities velocities(long runSeed, Position position) {
        int count = shell.count();
        int[] nearest = nearest(position);
        Velocities velocities = new Velocities(new double[count], new double[count], new double[count]);
        for (int i = 0; i < count; i++) {
            velocities.vR()[i] = stars.vR()[nearest[i]];
            velocities.vphi()[i] = stars.vphi()[nearest[i]];
            velocities.vz()[i] = stars.vz()[nearest[i]];
        }
        return velocities;
    }

    private record Neighbour(int star, double square) {}

    /** The numbers of the nearest stars, ascending: sums over them then do not depend on how they were found. */
    private int[] nearest(Position position) {
        int count = shell.count();
        PriorityQueue<Neighbour> nearest = new PriorityQueue<>(
                count + 1,
                Comparator.comparingDouble(Neighbour::square)
                        .thenComparingInt(Neighbour::star)
                        .reversed());
        int above = firstNotBelow(position.z());
        int below = above - 1;
        while (above < byHeight.length || below >= 0) {
            double up = above < byHeight.length ? stars.z()[byHeight[above]] - position.z() : Double.POSITIVE_INFINITY;
            double down = below >= 0 ? position.z() - stars.z()[byHeight[below]] : Double.POSITIVE_INFINITY;
            double dz = Math.min(up, down);
            if (nearest.size() == count && dz * dz > nearest.peek().square()) {
                break; // and so are all that are left
            }
            int star = byHeight[up <= down ? above++ : below--];
            double dR = (stars.R()[star] - position.R()) / R_SCALE;
            nearest.add(new Neighbour(star, dR * dR + dz * dz));
            if (nearest.size() > count) {
                nearest.poll();
            }
        }
        return nearest.stream().mapToInt(Neighbour::star).sorted().toArray();
    }

    private int firstNotBelow(double z) {
        int from = 0;
        int to = byHeight.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (stars.z()[byHeight[middle]] < z) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
