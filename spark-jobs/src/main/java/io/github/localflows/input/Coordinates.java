package io.github.localflows.input;

import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import io.github.localflows.phase.PhasePoint;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/**
 * Where the coordinates are in a row of a table of points, and how to read them.
 *
 * @param names of the columns, those of the position first
 * @param indices [position and velocity] where these are
 * @param positionAxes of the position
 * @param velocityAxes of the velocity, Cartesian only if the position is; null when none is needed
 * @param frame which way the table's disc turns
 * @param phiIndex where the azimuth beside R and z is; negative when there is none
 */
public record Coordinates(
        List<String> names, int[] indices, Axes positionAxes, Axes velocityAxes, Frame frame, int phiIndex)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** What the columns of a position and of a velocity are called. */
    enum Axes {
        /** R, z; flows may depend on phi, the model galaxy does not. */
        CYLINDRICAL(List.of("R", "z"), List.of("vR", "vphi", "vz")),
        /** x = R cos phi, y = R sin phi. */
        CARTESIAN(List.of("x", "y", "z"), List.of("vx", "vy", "vz"));

        private final List<String> position;
        private final List<String> velocity;

        Axes(List<String> position, List<String> velocity) {
            this.position = position;
            this.velocity = velocity;
        }

        List<String> position() {
            return position;
        }

        List<String> velocity() {
            return velocity;
        }
    }

    /** Copies. */
    public Coordinates {
        names = List.copyOf(names);
        indices = indices.clone();
    }

    /**
     * Finds them by our names.
     *
     * @param velocity whether the velocities are needed too
     * @param why what needs them, for the message
     * @throws UserError when a column is missing or does not hold numbers, or when there are two positions or velocities
     */
    public static Coordinates of(PointTable table, boolean velocity, String why, Frame frame) {
        return of(table, velocity, why, frame, ColumnNames.OURS);
    }

    /**
     * Finds them by the table's names.
     *
     * @throws UserError as above
     */
    static Coordinates of(PointTable table, boolean velocity, String why, Frame frame, ColumnNames columns) {
        // Where there is nothing of either, the message is of those that are there in other case.
        Axes position = axes(table, columns, Axes::position, "position")
                .orElseGet(() ->
                        isInOtherCase(table, columns, Axes.CARTESIAN.position()) ? Axes.CARTESIAN : Axes.CYLINDRICAL);
        Axes velocities = velocity
                ? axes(table, columns, Axes::velocity, "velocity")
                        .orElseGet(() -> isInOtherCase(table, columns, Axes.CYLINDRICAL.velocity())
                                ? Axes.CYLINDRICAL
                                : position)
                : null;
        List<String> names = new ArrayList<>(position.position());
        boolean mixed = velocities == Axes.CARTESIAN && position == Axes.CYLINDRICAL;
        if (velocity && !mixed) {
            names.addAll(velocities.velocity());
        }
        checkThere(table, columns, position.position(), "a position is R z or x y z", names);
        if (velocity) {
            if (mixed) {
                throw new UserError(table.what() + " has velocities vx vy, which go with positions x y z, but its"
                        + " position is R z: give vR vphi vz, or x y z");
            }
            checkThere(table, columns, velocities.velocity(), why + " needs it", names);
        }
        if (columns.nameAny(List.of("phi"))) {
            checkThere(table, columns, List.of("phi"), "", List.of("phi"));
        }
        int[] indices =
                columns.of(names).stream().mapToInt(table.schema()::fieldIndex).toArray();
        for (int index : indices) {
            checkNumbers(table, index);
        }
        int phi = Arrays.asList(table.schema().fieldNames()).indexOf(columns.of("phi"));
        return new Coordinates(columns.of(names), indices, position, velocities, frame, phi);
    }

    /** Where the columns are by our names, the azimuth's too; negative for one that is not there. */
    Map<String, Integer> columns() {
        List<String> ours = new ArrayList<>(positionAxes.position());
        if (hasVelocity()) {
            ours.addAll(velocityAxes.velocity());
        }
        Map<String, Integer> columns = new LinkedHashMap<>();
        for (int i = 0; i < indices.length; i++) {
            columns.put(ours.get(i), indices[i]);
        }
        columns.put("phi", phiIndex);
        return columns;
    }

    /** Refuses a column that cannot hold numbers; a CSV's texts are looked at one by one. */
    static void checkNumbers(PointTable table, int column) {
        StructField field = table.schema().fields()[column];
        if (!(field.dataType() instanceof NumericType
                || field.dataType().equals(DataTypes.NullType)
                || table.format() == PointFormat.CSV)) {
            throw new UserError(table.what() + ": column " + field.name() + " is of type "
                    + Shown.text(field.dataType().simpleString()) + ", but it must be a number");
        }
    }

    /** Whether any column of a table is called as one of a velocity's, so that there should be all of them. */
    public static boolean namesVelocity(PointTable table) {
        List<String> columns = Arrays.asList(table.schema().fieldNames());
        return Arrays.stream(Axes.values())
                .flatMap(axes -> axes.velocity().stream())
                .anyMatch(columns::contains);
    }

    /** The axes of which the user names columns, for that counts before what happens to have our names; empty where of none or both. */
    static Optional<Axes> chosen(ColumnNames named, Function<Axes, List<String>> names) {
        boolean cylindrical = named.nameAny(without(names.apply(Axes.CYLINDRICAL), names.apply(Axes.CARTESIAN)));
        boolean cartesian = named.nameAny(without(names.apply(Axes.CARTESIAN), names.apply(Axes.CYLINDRICAL)));
        return cylindrical == cartesian
                ? Optional.empty()
                : Optional.of(cylindrical ? Axes.CYLINDRICAL : Axes.CARTESIAN);
    }

    /** The axes that the columns mean: those that are whole, or else those of which something is there; empty where there is nothing of either. */
    private static Optional<Axes> axes(
            PointTable table, ColumnNames named, Function<Axes, List<String>> names, String what) {
        List<String> columns = Arrays.asList(table.schema().fieldNames());
        // z and vz are the same in both.
        List<String> ours = without(names.apply(Axes.CYLINDRICAL), names.apply(Axes.CARTESIAN));
        List<String> oursCartesian = without(names.apply(Axes.CARTESIAN), names.apply(Axes.CYLINDRICAL));
        Optional<Axes> chosen = chosen(named, names);
        if (chosen.isPresent()) {
            return chosen;
        }
        List<String> cylindrical = named.of(ours);
        List<String> cartesian = named.of(oursCartesian);
        boolean wholeCylindrical = columns.containsAll(cylindrical);
        boolean wholeCartesian = columns.containsAll(cartesian);
        if (wholeCylindrical && wholeCartesian) {
            throw new UserError(table.what() + " has columns " + String.join(" ", cylindrical)
                    + firstWith(table, cylindrical) + " and " + String.join(" ", cartesian)
                    + firstWith(table, cartesian) + ", so that its " + what
                    + " is ambiguous: leave one or the other out, or rename it");
        }
        boolean anyCylindrical = cylindrical.stream().anyMatch(columns::contains);
        boolean anyCartesian = cartesian.stream().anyMatch(columns::contains);
        if (wholeCartesian || anyCartesian && !anyCylindrical) {
            return Optional.of(Axes.CARTESIAN);
        }
        return anyCylindrical ? Optional.of(Axes.CYLINDRICAL) : Optional.empty();
    }

    private static boolean isInOtherCase(PointTable table, ColumnNames named, List<String> names) {
        List<String> columns = Arrays.asList(table.schema().fieldNames());
        return named.of(names).stream().allMatch(name -> columns.stream().anyMatch(name::equalsIgnoreCase));
    }

    /** In which of several files some columns are first. */
    private static String firstWith(PointTable table, List<String> columns) {
        return table.files().size() == 1
                ? ""
                : table.files().stream()
                        .filter(file -> file.columns().containsAll(columns))
                        .findFirst()
                        .map(file -> " (in " + Shown.text(file.name()) + ")")
                        .orElse("");
    }

    private static List<String> without(List<String> names, List<String> others) {
        return names.stream().filter(column -> !others.contains(column)).toList();
    }

    /**
     * A file without its header, or of another table, must not pass for one whose values are absent.
     *
     * @param names our names of the columns that are looked for
     * @param why they are needed
     * @param needed these and others that must be there as well, so that all that are missing can be told at once
     */
    static void checkThere(PointTable table, ColumnNames columns, List<String> names, String why, List<String> needed) {
        for (String name : names) {
            for (PointFile file : table.files()) {
                if (!file.columns().contains(columns.of(name))) {
                    boolean one = table.files().size() == 1;
                    if (file.columns().isEmpty()) {
                        throw new UserError(table.what() + (one ? "" : ", " + Shown.text(file.name()) + ",")
                                + " is empty: it has no header");
                    }
                    throw new UserError(table.what() + (one ? "" : ", " + Shown.text(file.name()) + ",")
                            + " has no column " + columns.shown(name) + columns.why(name, why) + "; its columns are "
                            + Shown.text(String.join(", ", file.columns()))
                            + (one ? "" : ". Every file needs a header of its own")
                            + otherCase(file, columns.of(name))
                            + (otherSeparator(file).isEmpty()
                                    ? columns.remedy(missing(file, columns, needed))
                                    : otherSeparator(file))
                            + (table.remarks().isEmpty() ? "" : " (" + String.join("; ", table.remarks()) + ")"));
                }
            }
        }
    }

    private static List<String> missing(PointFile file, ColumnNames columns, List<String> needed) {
        return needed.stream()
                .filter(name -> !file.columns().contains(columns.of(name)))
                .toList();
    }

    /** What to say of a column that has the name but for its case. */
    private static String otherCase(PointFile file, String name) {
        return file.columns().stream().anyMatch(name::equalsIgnoreCase) ? ". Upper and lower case matter" : "";
    }

    /** What to say of a header that is one name only because its names are not separated by commas. */
    private static String otherSeparator(PointFile file) {
        boolean other = file.columns().size() == 1 && file.columns().get(0).matches(".*[;\\t|].*");
        return other ? ". Values must be separated by commas" : "";
    }

    /** Whether the velocity is read. */
    public boolean hasVelocity() {
        return velocityAxes != null;
    }

    /** Why nothing can be computed of a row; empty when it is sound. */
    public Optional<String> mistake(Row row) {
        for (int i = 0; i < indices.length; i++) {
            Object value = row.get(indices[i]);
            double number = CellValue.number(value);
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                boolean empty = value == null || value instanceof String text && text.isBlank();
                return Optional.of(names.get(i) + " is "
                        + (empty ? "empty" : "\"" + Shown.text(value.toString()) + "\"")
                        + ", but it must be a finite number");
            }
        }
        double R = point(row).R();
        if (R > 0 && R < Double.POSITIVE_INFINITY) {
            return Optional.empty();
        }
        return Optional.of((positionAxes == Axes.CARTESIAN ? "R = hypot(x, y) is " : "R is ") + R
                + " kpc, but it must be positive" + (R > 0 ? " and finite" : ""));
    }

    /** What kind of mistake a row has, without its values, so that rows can be counted by it; empty when it is sound. */
    public Optional<String> kindOfMistake(Row row) {
        for (int i = 0; i < indices.length; i++) {
            if (!Double.isFinite(CellValue.number(row.get(indices[i])))) {
                return Optional.of(names.get(i) + " is no finite number");
            }
        }
        return mistake(row).map(mistake -> "R is not positive");
    }

    /**
     * The first coordinate of a row that no star can have: a text that is no number, or a number that is too large. A coordinate that is
     * absent or not finite is none.
     */
    Optional<Impossible> impossible(Row row) {
        int positions = positionAxes.position().size();
        for (int i = 0; i < indices.length; i++) {
            Bound bound = i < positions ? Bound.POSITION : Bound.VELOCITY;
            Optional<Impossible> impossible = bound.impossible(names.get(i), row.get(indices[i]));
            if (impossible.isPresent()) {
                return impossible;
            }
        }
        return Optional.empty();
    }

    /** The azimuth of a row without mistake [rad], in the galactic frame; NaN when the table has none. */
    public double phi(Row row) {
        double turn = frame == Frame.ASTROPY ? -1 : 1;
        if (positionAxes == Axes.CARTESIAN) {
            return Math.atan2(turn * CellValue.number(row.get(indices[1])), CellValue.number(row.get(indices[0])));
        }
        return phiIndex < 0 ? Double.NaN : turn * CellValue.number(row.get(phiIndex));
    }

    /** Whether {@link #phi} is known. */
    public boolean hasPhi() {
        return positionAxes == Axes.CARTESIAN || phiIndex >= 0;
    }

    /** The point of a row without mistake; its velocity is NaN where none is needed. */
    public PhasePoint point(Row row) {
        double[] values = Arrays.stream(indices)
                .mapToDouble(index -> CellValue.number(row.get(index)))
                .toArray();
        int first = positionAxes.position().size();
        double a = hasVelocity() ? values[first] : Double.NaN;
        double b = hasVelocity() ? values[first + 1] : Double.NaN;
        double vz = hasVelocity() ? values[first + 2] : Double.NaN;
        double turn = frame == Frame.ASTROPY ? -1 : 1;
        if (positionAxes == Axes.CYLINDRICAL) {
            return new PhasePoint(values[0], values[1], a, turn * b, vz);
        }
        double x = values[0];
        double y = values[1];
        double R = Math.hypot(x, y);
        return velocityAxes == Axes.CARTESIAN
                ? new PhasePoint(R, values[2], x / R * a + y / R * b, turn * (x / R * b - y / R * a), vz)
                : new PhasePoint(R, values[2], a, turn * b, vz);
    }
}
