package io.github.localflows.catalogue;

import io.github.localflows.input.RowReader;
import io.github.localflows.input.StarRow;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Makes stars of those rows alone that meet conditions.
 *
 * @param decision which rows do
 * @param reasons how a row is counted that does not meet a condition, by the condition's number
 * @param stars what makes stars of them
 */
record CutRows(Cuts.Decision decision, List<String> reasons, RowReader stars) implements RowReader {
    private static final long serialVersionUID = 1;

    @Override
    public StructType schema() {
        return stars.schema();
    }

    @Override
    public List<String> remarks() {
        return stars.remarks();
    }

    @Override
    public StarRow star(long number, Row row) {
        int missed = decision.firstMissed(row);
        return missed < 0 ? stars.star(number, row) : StarRow.none(number, reasons.get(missed));
    }
}
