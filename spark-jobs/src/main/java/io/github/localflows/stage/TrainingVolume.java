package io.github.localflows.stage;

import com.typesafe.config.Config;
import io.github.localflows.phase.Region;

/** Where the stars are that a run is about, from the keys of {@code train}, for the stages that train nothing. */
public final class TrainingVolume {
    private TrainingVolume() {}

    /** That of a checked configuration. */
    public static Region of(Config config) {
        return Region.about(
                config.getDouble("train.R0"), config.getDouble("train.halfWidthR"), config.getDouble("train.absZmax"));
    }
}
