package io.github.localflows.table;

import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import io.github.localflows.accuracy.ProfilePoint;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads profiles from any table of accelerations that has some: the profiles of a field, what realisations say together, another
 * estimator's. Bars are the columns {@code _low} and {@code _high} where there are such, else the value and its error to both sides.
 * A table without a column {@code profile} is one profile.
 */
public final class Profiles {
    private Profiles() {}

    /**
     * Of each component the profile along its own coordinate.
     *
     * @throws UserError when the table is not there, damaged, or lacks a column
     */
    public static Map<Component, Profile> read(SparkSession spark, RunDirectory run, Path directory)
            throws IOException {
        SmallTable table = SmallTable.read(spark, run, directory);
        Map<Component, Profile> profiles = new EnumMap<>(Component.class);
        for (Component component : Component.values()) {
            profiles.put(component, of(table, component));
        }
        return profiles;
    }

    private static Profile of(SmallTable table, Component component) {
        List<Row> rows = table.rows();
        if (table.has(AccelerationTable.PROFILE)) {
            int profile = table.column(AccelerationTable.PROFILE);
            rows = rows.stream()
                    .filter(row -> component.along().equals(row.get(profile)))
                    .toList();
        }
        String symbol = component.symbol();
        int position = table.column(component.along());
        int across = table.column(component == Component.AZ ? "R" : "z");
        int value = table.column(symbol);
        int exact = table.column(symbol + "_exact");
        ToDoubleFunction<Row> low;
        ToDoubleFunction<Row> high;
        if (table.has(symbol + "_low")) {
            int from = table.column(symbol + "_low");
            int to = table.column(symbol + "_high");
            low = row -> Nulls.orNaN(row, from);
            high = row -> Nulls.orNaN(row, to);
        } else {
            int error = table.column(symbol + "_err");
            low = row -> Nulls.orNaN(row, value) - Nulls.orNaN(row, error);
            high = row -> Nulls.orNaN(row, value) + Nulls.orNaN(row, error);
        }
        return new Profile(
                component,
                rows.isEmpty() ? Double.NaN : rows.get(0).getDouble(across),
                rows.stream()
                        .map(row -> new ProfilePoint(
                                row.getDouble(position),
                                Nulls.orNaN(row, value),
                                low.applyAsDouble(row),
                                high.applyAsDouble(row),
                                Nulls.orNaN(row, exact)))
                        .toList());
    }
}
