package io.github.localflows.reference;

import io.github.localflows.phase.Stars;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A comma-separated table of numbers from the reference directory, by column. */
public final class ReferenceTable {
    private final String name;
    private final List<String> columns;
    private final List<double[]> rows;

    private ReferenceTable(String name, List<String> columns, List<double[]> rows) {
        this.name = name;
        this.columns = columns;
        this.rows = rows;
    }

    /** The table in the file of this name. */
    public static ReferenceTable read(String name) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                ReferenceTable.class.getResourceAsStream("/reference/" + name), StandardCharsets.UTF_8))) {
            List<String> columns = List.of(reader.readLine().split(","));
            List<double[]> rows = reader.lines()
                    .map(line -> Arrays.stream(line.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
            return new ReferenceTable(name, columns, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of a column, in the order of the rows. */
    public double[] column(String column) {
        int i = columns.indexOf(column);
        if (i < 0) {
            throw new IllegalArgumentException(name + " has no column " + column + ", but " + columns);
        }
        return rows.stream().mapToDouble(row -> row[i]).toArray();
    }

    /** The stars of the columns R_kpc, z_kpc, vR_km_s, vphi_km_s, vz_km_s. */
    public Stars stars() {
        return new Stars(column("R_kpc"), column("z_kpc"), column("vR_km_s"), column("vphi_km_s"), column("vz_km_s"));
    }

    /** How many rows there are. */
    public int size() {
        return rows.size();
    }
}
