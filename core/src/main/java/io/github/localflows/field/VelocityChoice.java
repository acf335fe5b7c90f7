package io.github.localflows.field;

/** The velocities at which f is looked at, position by position. Immutable and thread-safe. */
public interface VelocityChoice {
    /** How many there are at each position, positive. */
    int count();

    /** The azimuthal velocity of their centre (0, vphi, 0), about which moments are taken [km/s]. */
    double vphi();

    /**
     * The velocities of one position, the same for the same arguments.
     *
     * @param runSeed the run's seed
     * @param position where
     */
    Velocities velocities(long runSeed, Position position);
}
