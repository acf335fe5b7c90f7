package io.github.localflows.table;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Component;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.RunDirectory;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads tables of accelerations for what compares them with the exact ones. */
public final class AccelerationPoints {
    private AccelerationPoints() {}

    /** The whole grid, in order of R and z. */
    public static List<AccelerationPoint> grid(SparkSession spark, RunDirectory run, Path table) throws IOException {
        return points(SmallTable.read(spark, run, table), row -> true);
    }

    /**
     * The field on the grid of the control beside which those of a kind are judged, found in the same way from the exact f; none when the run
     * has not got it. What is found from the stars themselves, by the weak form, has none, and neither has what that is joined with.
     *
     * @param kind of the fields that are judged
     */
    public static List<AccelerationPoint> control(SparkSession spark, RunDirectory run, Kind kind) throws IOException {
        return List.of(Kind.ACCELERATIONS, Kind.POTENTIAL).contains(kind)
                        && run.finished(kind).contains(FieldNames.CONTROL)
                ? grid(spark, run, run.of(kind, FieldNames.CONTROL))
                : List.of();
    }

    /** The vertical profile of a table of profiles, in order of z. */
    public static List<AccelerationPoint> verticalProfile(SparkSession spark, RunDirectory run, Path table)
            throws IOException {
        SmallTable profiles = SmallTable.read(spark, run, table);
        int profile = profiles.column(AccelerationTable.PROFILE);
        return points(profiles, row -> Component.AZ.along().equals(row.get(profile)));
    }

    private static List<AccelerationPoint> points(SmallTable table, Predicate<Row> chosen) {
        int[] columns = List.of("R", "z", "aR", "az", "aR_err", "az_err", "aR_exact", "az_exact").stream()
                .mapToInt(table::column)
                .toArray();
        int reason = table.column("reason");
        return table.rows().stream()
                .filter(chosen)
                .map(row -> new AccelerationPoint(
                        row.getDouble(columns[0]),
                        row.getDouble(columns[1]),
                        Nulls.orNaN(row, columns[2]),
                        Nulls.orNaN(row, columns[3]),
                        Nulls.orNaN(row, columns[4]),
                        Nulls.orNaN(row, columns[5]),
                        Nulls.orNaN(row, columns[6]),
                        Nulls.orNaN(row, columns[7]),
                        row.getString(reason)))
                .sorted(Comparator.comparingDouble(AccelerationPoint::R).thenComparingDouble(AccelerationPoint::z))
                .toList();
    }
}
