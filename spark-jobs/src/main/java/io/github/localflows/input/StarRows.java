package io.github.localflows.input;

import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.table.StarTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a table of points as stars: their coordinates, and the azimuth, weight and identifier where the table has such
 * columns ({@code phi}, {@code weight}, {@code id}). A row without coordinates is no star, and one with others than a star can have is
 * impossible. One without the rest is a star: they are null then.
 *
 * @param coordinates where positions and velocities are
 * @param weightIndex where the weight is; negative when there is none
 * @param idIndex where the identifier is; negative when there is none
 * @param schema the columns of the star set that comes of it
 * @param errors the columns that are called as errors of others are, which stay behind
 */
public record StarRows(Coordinates coordinates, int weightIndex, int idIndex, StructType schema, List<String> errors)
        implements RowReader {
    private static final long serialVersionUID = 1;
    private static final Pattern ERROR =
            Pattern.compile("(?:e|err|sigma)_(.+)|(.+)_(?:e|err|error|unc|sigma|std)", Pattern.CASE_INSENSITIVE);

    /**
     * Finds the columns.
     *
     * @param frame which way the table's disc turns
     * @param columns by which names it has them
     * @throws UserError when a column is missing, or does not hold what it must
     */
    public static StarRows of(PointTable table, Frame frame, ColumnNames columns) {
        Coordinates coordinates = Coordinates.of(table, true, "a star", frame, columns);
        int weight = index(table, columns, StarTable.WEIGHT);
        int id = index(table, columns, StarTable.ID);
        checkApart(table, coordinates, weight, id);
        if (weight >= 0) {
            Coordinates.checkNumbers(table, weight);
        }
        if (id >= 0 && !CellValue.isWhole(table.schema().fields()[id].dataType())) {
            throw new UserError(table.what() + ": column " + columns.shown(StarTable.ID.name()) + " is of type "
                    + Shown.text(table.schema().fields()[id].dataType().simpleString())
                    + ", but an identifier must be a whole number of " + CellValue.BITS_OF_ID
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
        List<String> names = Arrays.asList(table.schema().fieldNames());
        List<String> errors =
                names.stream().filter(name -> isErrorOfOne(name, names)).toList();
        return new StarRows(coordinates, weight, id, schema, errors);
    }

    @Override
    public List<String> remarks() {
        return errors.isEmpty()
                ? List.of()
                : List.of("of a table no errors of measurement are taken, of a catalogue they are (docs/stars.md): "
                        + Shown.text(String.join(", ", errors)));
    }

    /** Whether a column is called as the error of another is. */
    private static boolean isErrorOfOne(String name, List<String> names) {
        Matcher matcher = ERROR.matcher(name);
        return matcher.matches() && names.contains(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }

    /** A column means one thing. */
    private static void checkApart(PointTable table, Coordinates coordinates, int weight, int id) {
        Map<String, Integer> columns = new LinkedHashMap<>(coordinates.columns());
        columns.put(StarTable.WEIGHT.name(), weight);
        columns.put(StarTable.ID.name(), id);
        Map<Integer, String> meanings = new HashMap<>();
        columns.forEach((name, index) -> {
            String other = index < 0 ? null : meanings.putIfAbsent(index, name);
            if (other != null) {
                throw new UserError(table.what() + " takes column "
                        + Shown.text(table.schema().fieldNames()[index]) + " for both " + other + " and " + name
                        + ": name another for one of them");
            }
        });
    }

    /** Where a column is that a table need not have, unless it is named; negative when there is none. */
    private static int index(PointTable table, ColumnNames columns, StructField field) {
        if (columns.nameAny(List.of(field.name()))) {
            Coordinates.checkThere(table, columns, List.of(field.name()), "", List.of(field.name()));
        }
        return Arrays.asList(table.schema().fieldNames()).indexOf(columns.of(field.name()));
    }

    @Override
    public StarRow star(long number, Row row) {
        Optional<Impossible> impossible = coordinates.impossible(row);
        if (impossible.isPresent()) {
            return StarRow.impossible(number, impossible.get());
        }
        String fault = coordinates.kindOfMistake(row).orElse(null);
        if (fault != null) {
            return StarRow.none(number, fault);
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
            if (Double.isFinite(phi)) {
                values[at] = phi;
            } else {
                absent.add("phi is no finite number");
            }
            at++;
        }
        if (weightIndex >= 0) {
            values[at++] = CellValue.weight(row.get(weightIndex), absent);
        }
        if (idIndex >= 0) {
            values[at] = CellValue.id(row.get(idIndex), absent);
        }
        return StarRow.star(number, absent, values);
    }
}
