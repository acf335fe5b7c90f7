package io.github.localflows.stage;

import com.typesafe.config.Config;
import io.github.localflows.phase.Region;

/** Where the stars are that a run is about, from the keys of {@code train}, for the stages that train nothing. */
public final class TrainingVolume {
    /** The key of {@link #azimuth}. */
    public static final String AZIMUTH = "train.azimuth";

    private TrainingVolume() {}

    /**
     * Half the width of the sector about the Sun whose azimuths flows see [rad], of a checked configuration; 0 when they take stars as
     * axisymmetric.
     */
    public static double azimuth(Config config) {
        return config.getDouble(AZIMUTH);
    }

    /** That of a checked configuration. */
    public static Region of(Config config) {
        return Region.about(
                config.getDouble("train.R0"), config.getDouble("train.halfWidthR"), config.getDouble("train.absZmax"));
    }
}
