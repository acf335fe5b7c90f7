package io.github.localflows.stage.train;

import io.github.localflows.config.UserError;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.phase.Stars;
import io.github.localflows.starset.TableRows;
import io.github.localflows.table.StarBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Whether stars can have a density that a flow learns: each coordinate must vary, and have a feature in single precision. */
final class VaryingCoordinates {
    private static final List<String> NAMES = List.of("R", "z", "vR", "vphi", "vz", "phi");
    private static final List<String> UNITS = List.of("kpc", "kpc", "km/s", "km/s", "km/s", "rad");

    private final TableRows set;
    private final int coordinates;
    private final double[] least;
    private final double[] most;
    private long stars;

    /**
     * Of no stars so far.
     *
     * @param set of the stars, for messages
     * @param coordinates how many there are to look at, of R, z, vR, vphi, vz, phi
     */
    VaryingCoordinates(TableRows set, int coordinates) {
        this.set = set;
        this.coordinates = coordinates;
        least = new double[coordinates];
        most = new double[coordinates];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
    }

    /**
     * Looks at a star.
     *
     * @param features those of the batch
     * @throws UserError when the star is too far away from the others, or too fast, to have features
     */
    void add(StarBatch batch, FlowData features, int i) {
        for (int k = 0; k < coordinates; k++) {
            double value = coordinate(batch, i, k);
            if (!Float.isFinite(features.feature(i, k))) {
                throw new UserError(String.format(
                        Locale.ROOT,
                        "%s whose %s is %s %s, which is too far from the others to learn from: leave it out of the star set",
                        set.hasStar(batch.seed()[i], batch.star()[i]),
                        NAMES.get(k),
                        value,
                        UNITS.get(k)));
            }
            least[k] = Math.min(least[k], value);
            most[k] = Math.max(most[k], value);
        }
        stars++;
    }

    private static double coordinate(StarBatch batch, int i, int k) {
        Stars stars = batch.stars();
        return switch (k) {
            case 0 -> stars.R()[i];
            case 1 -> stars.z()[i];
            case 2 -> stars.vR()[i];
            case 3 -> stars.vphi()[i];
            case 4 -> stars.vz()[i];
            default -> batch.phi()[i];
        };
    }

    /**
     * Refuses stars of which a coordinate is always the same.
     *
     * @throws UserError naming it
     */
    void refuseConstant() {
        for (int k = 0; k < coordinates; k++) {
            if (stars > 1 && least[k] == most[k]) {
                throw new UserError(String.format(
                        Locale.ROOT,
                        "all %,d stars of stars/%s in the training volume have %s = %s %s, and flows learn a density over all"
                                + " of %s: give stars whose %s is known",
                        stars,
                        set.set(),
                        NAMES.get(k),
                        least[k],
                        UNITS.get(k),
                        String.join(", ", NAMES.subList(0, coordinates)),
                        NAMES.get(k)));
            }
        }
    }
}
