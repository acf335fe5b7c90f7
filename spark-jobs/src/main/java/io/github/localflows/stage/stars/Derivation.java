package io.github.localflows.stage.stars;

import io.github.localflows.table.StarBatch;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** How a star set is made from another, star by star. What becomes of a star depends on the star alone. */
interface Derivation extends Serializable {
    /**
     * What becomes of some stars.
     *
     * @param stars of the other set
     * @param tally adds up figures by name; those of {@link #figures} are asked for
     * @return the stars of the set, each with the numbers that it had
     */
    StarBatch of(StarBatch stars, Map<String, Double> tally);

    /** Whether no star is left out. */
    boolean keepsAll();

    /** The names of the figures that the set's manifest has from the tally. */
    default List<String> figures() {
        return List.of();
    }

    /** Figures that the set's manifest has from the derivation itself. */
    default Map<String, Double> constants() {
        return Map.of();
    }
}
