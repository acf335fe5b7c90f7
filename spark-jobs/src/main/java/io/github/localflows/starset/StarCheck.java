package io.github.localflows.starset;

import io.github.localflows.config.UserError;
import io.github.localflows.table.StarTable;
import java.io.Serializable;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/**
 * Whether a star is one.
 *
 * @param stars those of the set, for messages
 * @param lacksVelocities whether a star may have a position alone
 */
record StarCheck(TableRows stars, boolean lacksVelocities) implements Serializable {
    private static final long serialVersionUID = 1;

    /** How many columns a star has. */
    private static final int COLUMNS = StarTable.SCHEMA.length();

    /** Where the velocities begin in the table. */
    private static final int VR = StarTable.SCHEMA.fieldIndex("vR");

    /**
     * The row, whose first columns are those of the table.
     *
     * @throws UserError when a coordinate is missing or not finite
     */
    Row checked(Row row) {
        boolean still = lacksVelocities && IntStream.range(VR, COLUMNS).allMatch(row::isNullAt);
        for (int i = 0; i < (still ? VR : COLUMNS); i++) {
            if (row.isNullAt(i) || (row.get(i) instanceof Double number && !Double.isFinite(number))) {
                throw new UserError(hasStar(row) + " whose " + StarTable.SCHEMA.fieldNames()[i] + " is " + row.get(i)
                        + ": every coordinate must be a finite number; move the star set away and make it again");
            }
        }
        return row;
    }

    /**
     * How much a star counts whose row has the weight behind the columns of the table.
     *
     * @throws UserError when the weight is missing, not finite or negative
     */
    double weight(Row row) {
        double weight = row.isNullAt(COLUMNS) ? Double.NaN : row.getDouble(COLUMNS);
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new UserError(hasStar(row) + " whose weight is " + row.get(COLUMNS)
                    + ": it must be finite and not negative; give every star a weight, or take the column away");
        }
        return weight;
    }

    /** That the set has the star of a row of it, to begin a message with. */
    String hasStar(Row row) {
        return stars.hasStar(row.get(0), row.get(1));
    }

    /** The star set, for messages. */
    String set() {
        return stars.set();
    }
}
