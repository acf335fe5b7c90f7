package io.github.localflows.stage;

import com.typesafe.config.Config;
import io.github.localflows.expansion.PotentialBasis;
import io.github.localflows.phase.Region;
import java.util.List;

/** Of which functions a potential is the sum, from the keys of {@code weakForm.potential}, for all stages that find one. */
public final class PotentialFunctions {
    private PotentialFunctions() {}

    /** The degree of their polynomials in R. */
    public static int degree(Config config) {
        return config.getInt("weakForm.potential.degree");
    }

    /** Their heights in a volume [kpc]. */
    public static List<Double> heights(Config config, Region volume) {
        return heights(config, "weakForm.potential.heights", volume);
    }

    /** Heights of a key, which has them in units of the volume's [kpc]. */
    public static List<Double> heights(Config config, String key, Region volume) {
        return config.getDoubleList(key).stream().map(h -> h * volume.absZmax()).toList();
    }

    /**
     * The functions in a volume.
     *
     * @throws IllegalArgumentException naming the keys when there are none such
     */
    public static PotentialBasis basis(Config config, Region volume, boolean evenInZ) {
        try {
            return PotentialBasis.in(volume, degree(config), heights(config, volume), evenInZ);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "weakForm.potential" + (evenInZ ? "" : " with potentialFit.symmetry = none") + ": "
                            + e.getMessage(),
                    e);
        }
    }
}
