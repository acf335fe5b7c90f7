package io.github.localflows.figure;

import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.table.Nulls;
import io.github.localflows.table.SmallTable;
import io.github.localflows.table.SpiralTable;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads the tables of phase spirals, to be drawn. */
final class SpiralPanels {
    private SpiralPanels() {}

    /** A spiral's table, to be drawn. */
    static SpiralMap.Panel of(SparkSession spark, RunDirectory run, String dataset) throws IOException {
        SmallTable table = SmallTable.read(spark, run, run.spiral(dataset));
        int z = table.column("z");
        int vz = table.column("vz");
        int contrast = table.column("contrast");
        List<Row> rows = table.rows().stream()
                .sorted(Comparator.<Row>comparingDouble(row -> row.getDouble(z))
                        .thenComparingDouble(row -> row.getDouble(vz)))
                .toList();
        double first = rows.get(0).getDouble(z);
        Map<String, Double> figures = run.checked(run.spiral(dataset)).figures();
        return new SpiralMap.Panel(
                dataset,
                figures.getOrDefault(SpiralTable.STRENGTH, Double.NaN),
                figures.getOrDefault(SpiralTable.NOISE, Double.NaN),
                rows.stream().mapToDouble(row -> row.getDouble(z)).distinct().toArray(),
                rows.stream()
                        .takeWhile(row -> row.getDouble(z) == first)
                        .mapToDouble(row -> row.getDouble(vz))
                        .toArray(),
                rows.stream().mapToDouble(row -> Nulls.orNaN(row, contrast)).toArray());
    }
}
