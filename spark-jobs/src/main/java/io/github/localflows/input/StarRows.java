package io.github.localflows.input;

import io.github.localflows.config.UserError;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.table.StarTable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a table of points as stars: their coordinates, and the azimuth, weight and identifier where the table has such
 * columns ({@code phi}, {@code weight}, {@code id}).
 *
 * @param coordinates where positions and velocities are
 * @param weightIndex where the weight is; negative when there is none
 * @param idIndex where the identifier is; negative when there is none
 * @param schema the columns of the star set that comes of it
 */
public record StarRows(Coordinates coordinates, int weightIndex, int idIndex, StructType schema)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /**
     * A row as a star.
     *
     * @param row its number in the table, from 0
     * @param fault why it is none; null when it is one
     * @param values of the set's columns after seed and star
     * @param backwards whether it goes against the disc's rotation
     */
    public record Star(long row, String fault, Object[] values, boolean backwards) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /**
     * Finds the columns.
     *
     * @param frame which way the table's disc turns
     * @throws UserError when a column is missing, or does not hold what it must
     */
    public static StarRows of(PointTable table, Frame frame) {
        Coordinates coordinates = Coordinates.of(table, true, "a star", frame);
        List<String> names = Arrays.asList(table.schema().fieldNames());
        int weight = names.indexOf(StarTable.WEIGHT.name());
        int id = names.indexOf(StarTable.ID.name());
        if (id >= 0 && !isWhole(table.schema().fields()[id].dataType())) {
            throw new UserError(table.what() + ": column id is of type "
                    + table.schema().fields()[id].dataType().simpleString()
                    + ", but an identifier must be a whole number of 64 bits: rename the column to leave it out");
        }
        if (weight >= 0 && !(table.schema().fields()[weight].dataType() instanceof NumericType)) {
            throw new UserError(table.what() + ": column weight is of type "
                    + table.schema().fields()[weight].dataType().simpleString() + ", but it must be a number");
        }
        StructType schema = StarTable.SCHEMA;
        if (coordinates.hasPhi()) {
            schema = schema.add(StarTable.PHI);
        }
        if (weight >= 0) {
            schema = schema.add(StarTable.WEIGHT);
        }
        return new StarRows(coordinates, weight, id, id >= 0 ? schema.add(StarTable.ID) : schema);
    }

    private static boolean isWhole(DataType type) {
        return type.equals(DataTypes.LongType)
                || type.equals(DataTypes.IntegerType)
                || type.equals(DataTypes.ShortType)
                || type.equals(DataTypes.ByteType);
    }

    /** A row as a star, or why it is none. */
    public Star star(long number, Row row) {
        String fault = fault(row);
        if (fault != null) {
            return new Star(number, fault, null, false);
        }
        PhasePoint point = coordinates.point(row);
        Object[] values = new Object[schema.size() - 2];
        int at = 0;
        for (double value : new double[] {point.R(), point.z(), point.vR(), point.vphi(), point.vz()}) {
            values[at++] = value;
        }
        if (coordinates.hasPhi()) {
            values[at++] = coordinates.phi(row);
        }
        if (weightIndex >= 0) {
            values[at++] = Coordinates.number(row.get(weightIndex));
        }
        if (idIndex >= 0) {
            values[at] = ((Number) row.get(idIndex)).longValue();
        }
        return new Star(number, null, values, point.vphi() < 0);
    }

    private String fault(Row row) {
        String fault = coordinates.kindOfMistake(row).orElse(null);
        if (fault != null) {
            return fault;
        }
        if (coordinates.hasPhi() && !Double.isFinite(coordinates.phi(row))) {
            return "phi is no finite number";
        }
        double weight = weightIndex < 0 ? 1 : Coordinates.number(row.get(weightIndex));
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            return "weight is negative or no finite number";
        }
        return idIndex >= 0 && row.isNullAt(idIndex) ? "id is empty" : null;
    }
}
