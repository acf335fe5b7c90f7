package io.github.localflows.phase;

import java.util.SplittableRandom;

/** Stars on bound orbits that rotate forwards, as tests of actions and of f want them. */
public final class DiscStars {
    private DiscStars() {}

    /** Stars uniform in 2 &lt; R &lt; 14, |z| &lt; 1.5 kpc and in velocity, of some seed. */
    public static Stars of(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Stars stars = Stars.allocate(n);
        for (int i = 0; i < n; i++) {
            stars.set(
                    i,
                    new PhasePoint(
                            random.nextDouble(2, 14),
                            random.nextDouble(-1.5, 1.5),
                            random.nextDouble(-100, 100),
                            random.nextDouble(100, 280),
                            random.nextDouble(-60, 60)));
        }
        return stars;
    }
}
