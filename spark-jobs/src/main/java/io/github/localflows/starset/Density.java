package io.github.localflows.starset;

import io.github.localflows.learned.FeatureMap;
import java.util.Arrays;
import java.util.List;

/** Which density of the stars of a set an ensemble of flows learns. */
public enum Density {
    /** p(R, z, vR, vphi, vz), of stars that all have a velocity. */
    JOINT("", 0, FeatureMap.FEATURES),
    /** nu(R, z), of all stars. */
    POSITIONS("-positions", 0, FeatureMap.POSITION),
    /** p(vR, vphi, vz | R, z), of those that have a velocity. */
    VELOCITIES("-velocities", FeatureMap.POSITION, FeatureMap.FEATURES - FeatureMap.POSITION);

    private final String suffix;
    private final int context;
    private final int features;

    Density(String suffix, int context, int features) {
        this.suffix = suffix;
        this.context = context;
        this.features = features;
    }

    /** The densities whose product is f: one of all coordinates, or two where some stars have a position alone. */
    public static List<Density> of(StarSet set) {
        return set.lacksVelocities() ? List.of(POSITIONS, VELOCITIES) : List.of(JOINT);
    }

    /** The name of the ensemble that learns it, which is that of its directory in {@code flows}. */
    public String ensemble(String set) {
        return set + suffix;
    }

    /** The star set of an ensemble by its name. */
    public static String set(String ensemble) {
        return Arrays.stream(values())
                .filter(density -> !density.suffix.isEmpty() && ensemble.endsWith(density.suffix))
                .findFirst()
                .map(density -> ensemble.substring(0, ensemble.length() - density.suffix.length()))
                .orElse(ensemble);
    }

    /** How many features its flows have. */
    public int features() {
        return features;
    }

    /** How many features they have as context. */
    public int context() {
        return context;
    }

    /** Whether it is one of velocities. */
    public boolean ofVelocities() {
        return this != POSITIONS;
    }
}
