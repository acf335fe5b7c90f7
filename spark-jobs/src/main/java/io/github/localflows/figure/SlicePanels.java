package io.github.localflows.figure;

import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.table.Nulls;
import io.github.localflows.table.SmallTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads the tables of slices of f, to be drawn. */
final class SlicePanels {
    private SlicePanels() {}

    /** The slices of a star set, in the order of their table. */
    static List<SliceMap.Slice> of(SparkSession spark, RunDirectory run, String dataset) throws IOException {
        SmallTable table = SmallTable.read(spark, run, run.of(Kind.SLICES, dataset));
        int slice = table.column("slice");
        Map<String, List<Row>> bySlice = new LinkedHashMap<>();
        for (Row row : table.rows()) {
            bySlice.computeIfAbsent(row.getString(slice), name -> new ArrayList<>())
                    .add(row);
        }
        List<SliceMap.Slice> slices = new ArrayList<>();
        bySlice.forEach((name, rows) -> slices.add(slice(table, name.split(",", 2), rows)));
        return slices;
    }

    private static SliceMap.Slice slice(SmallTable table, String[] coordinates, List<Row> rows) {
        int x = table.column(coordinates[0]);
        int y = table.column(coordinates[1]);
        List<Row> inOrder = rows.stream()
                .sorted(Comparator.<Row>comparingDouble(row -> row.getDouble(x))
                        .thenComparingDouble(row -> row.getDouble(y)))
                .toList();
        double first = inOrder.get(0).getDouble(x);
        return new SliceMap.Slice(
                coordinates[0],
                coordinates[1],
                inOrder.stream().mapToDouble(row -> row.getDouble(x)).distinct().toArray(),
                inOrder.stream()
                        .takeWhile(row -> row.getDouble(x) == first)
                        .mapToDouble(row -> row.getDouble(y))
                        .toArray(),
                values(inOrder, table.column("f")),
                values(inOrder, table.column("f_err")),
                values(inOrder, table.column("f_exact")));
    }

    private static double[] values(List<Row> rows, int column) {
        return rows.stream().mapToDouble(row -> Nulls.orNaN(row, column)).toArray();
    }
}
