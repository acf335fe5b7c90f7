package io.github.localflows.input;

import java.util.Optional;

/** What a coordinate of a star can be at most, of either sign. */
public enum Bound {
    /** Of a position [kpc]. */
    POSITION(Impossible.FARTHEST, "kpc"),
    /** Of a velocity [km/s]. */
    VELOCITY(Impossible.FASTEST, "km/s");

    private final double most;
    private final String unit;

    Bound(double most, String unit) {
        this.most = most;
        this.unit = unit;
    }

    /**
     * What of a cell no star can have: a text that is no number, or a number that is too large. What is absent or not finite is
     * nothing of the kind.
     *
     * @param column of the cell, by the table's name
     * @param value of the cell, a number or a text; null when it is absent
     */
    Optional<Impossible> impossible(String column, Object value) {
        if (value instanceof String text && ColumnKind.isNeither(text)) {
            return Optional.of(Impossible.text(column, text, most));
        }
        double number = CellValue.number(value);
        return Math.abs(number) > most && Double.isFinite(number)
                ? Optional.of(Impossible.number(column, number, unit, most))
                : Optional.empty();
    }
}
