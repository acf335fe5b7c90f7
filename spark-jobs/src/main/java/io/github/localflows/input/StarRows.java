package io.github.localflows.input;

import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.table.StarTable;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a table of points as stars: their coordinates, and the azimuth, weight and identifier where the table has such
 * columns ({@code phi}, {@code weight}, {@code id}). A row without coordinates is no star. One without the others is: they are
 * null then.
 *
 * @param coordinates where positions and velocities are
 * @param weightIndex where the weight is; negative when there is none
 * @param idIndex where the identifier is; negative when there is none
 * @param schema the columns of the star set that comes of it
 */
public record StarRows(Coordinates coordinates, int weightIndex, int idIndex, StructType schema)
        implements Serializable {
    private static final long serialVersionUID = 1;

    private static final int BITS_OF_ID = 64;

    /**
     * A row as a star, or why it is none.
     *
     * <p>No record: these travel between the tasks, and Kryo cannot read one.
     */
    public static final class Star implements Serializable {
        private static final long serialVersionUID = 1;

        private final long row;
        private final String fault;
        private final List<String> absent;
        private final Object[] values;

        private Star(long row, String fault, List<String> absent, Object[] values) {
            this.row = row;
            this.fault = fault;
            this.absent = absent;
            this.values = values;
        }

        /** The row's number in the table, from 0. */
        public long row() {
            return row;
        }

        /** Why the row is no star; null when it is one. */
        public String fault() {
            return fault;
        }

        /** Which of the azimuth, the weight and the identifier are null, and why. */
        public List<String> absent() {
            return absent;
        }

        /** The values of the set's columns after seed and star: those of {@link #point}, and what comes along. */
        public Object[] values() {
            return values.clone();
        }

        /** Where the star is. */
        public PhasePoint point() {
            return new PhasePoint(
                    (double) values[0], (double) values[1], (double) values[2], (double) values[3], (double) values[4]);
        }
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
        if (weight >= 0) {
            Coordinates.checkNumbers(table, weight);
        }
        if (id >= 0 && !isWhole(table.schema().fields()[id].dataType())) {
            throw new UserError(table.what() + ": column id is of type "
                    + Shown.text(table.schema().fields()[id].dataType().simpleString())
                    + ", but an identifier must be a whole number of " + BITS_OF_ID
                    + " bits in every row: rename the column to leave it out");
        }
        List<StructField> along = new ArrayList<>();
        if (coordinates.hasPhi()) {
            along.add(StarTable.PHI);
        }
        if (weight >= 0) {
            along.add(StarTable.WEIGHT);
        }
        if (id >= 0) {
            along.add(StarTable.ID);
        }
        StructType schema = StarTable.SCHEMA;
        for (StructField column : along) {
            schema = schema.add(column);
        }
        return new StarRows(coordinates, weight, id, schema);
    }

    private static boolean isWhole(DataType type) {
        return type.equals(DataTypes.LongType)
                || type.equals(DataTypes.IntegerType)
                || type.equals(DataTypes.ShortType)
                || type.equals(DataTypes.ByteType)
                // What Parquet's unsigned numbers of 64 bits become.
                || type instanceof DecimalType decimal && decimal.scale() == 0
                || type.equals(DataTypes.NullType);
    }

    /** A row as a star, or why it is none. */
    public Star star(long number, Row row) {
        String fault = coordinates.kindOfMistake(row).orElse(null);
        if (fault != null) {
            return new Star(number, fault, List.of(), null);
        }
        PhasePoint point = coordinates.point(row);
        List<String> absent = new ArrayList<>();
        Object[] values = new Object[schema.size() - 2];
        int at = 0;
        for (double value : new double[] {point.R(), point.z(), point.vR(), point.vphi(), point.vz()}) {
            values[at++] = value;
        }
        if (coordinates.hasPhi()) {
            double phi = coordinates.phi(row);
            values[at++] = kept(phi, Double.isFinite(phi), "phi is no finite number", absent);
        }
        if (weightIndex >= 0) {
            double weight = Coordinates.number(row.get(weightIndex));
            boolean sound = weight >= 0 && weight < Double.POSITIVE_INFINITY;
            values[at++] = kept(weight, sound, "weight is negative or no finite number", absent);
        }
        if (idIndex >= 0) {
            BigInteger id = whole(row.get(idIndex));
            boolean sound = id != null && id.bitLength() < BITS_OF_ID;
            String why = id == null ? "id is empty" : "id has more than " + BITS_OF_ID + " bits";
            values[at] = kept(sound ? id.longValue() : null, sound, why, absent);
        }
        return new Star(number, null, absent, values);
    }

    private static Object kept(Object value, boolean sound, String why, List<String> absent) {
        if (sound) {
            return value;
        }
        absent.add(why);
        return null;
    }

    private static BigInteger whole(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toBigInteger();
        }
        return value instanceof Number number ? BigInteger.valueOf(number.longValue()) : null;
    }
}
