package io.github.localflows.job;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.dataset.Storage;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Reads tables of accelerations for what compares them with the exact ones: a grid, or one profile. */
final class AccelerationPoints {
    private AccelerationPoints() {}

    /** The whole grid, in order of R and z. */
    static List<AccelerationPoint> grid(SparkSession spark, Path table) {
        return read(spark, table, functions.lit(true));
    }

    /** The profile that runs along a coordinate, R or z. */
    static List<AccelerationPoint> profile(SparkSession spark, Path table, String along) {
        return read(spark, table, functions.col("profile").equalTo(along));
    }

    private static List<AccelerationPoint> read(SparkSession spark, Path table, Column chosen) {
        return Storage.reader(spark)
                .parquet(table.toString())
                .where(chosen)
                .select("R", "z", "aR", "az", "aR_err", "az_err", "aR_exact", "az_exact", "reason")
                .sort("R", "z")
                .collectAsList()
                .stream()
                .map(AccelerationPoints::point)
                .toList();
    }

    private static AccelerationPoint point(Row row) {
        return new AccelerationPoint(
                row.getDouble(0),
                row.getDouble(1),
                orNaN(row, 2),
                orNaN(row, 3),
                orNaN(row, 4),
                orNaN(row, 5),
                orNaN(row, 6),
                orNaN(row, 7),
                row.getString(8));
    }

    private static double orNaN(Row row, int column) {
        return row.isNullAt(column) ? Double.NaN : row.getDouble(column);
    }
}
