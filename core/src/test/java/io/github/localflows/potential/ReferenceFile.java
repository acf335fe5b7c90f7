package io.github.localflows.potential;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A comma-separated table of numbers from the reference directory, by column. */
final class ReferenceFile {
    private final List<String> names;
    private final double[][] rows;

    private ReferenceFile(List<String> names, double[][] rows) {
        this.names = names;
        this.rows = rows;
    }

    static ReferenceFile read(String name) {
        try (InputStream in = ReferenceFile.class.getResourceAsStream("/reference/" + name);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String> names = List.of(reader.readLine().split(","));
            double[][] rows = reader.lines()
                    .map(line -> Arrays.stream(line.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toArray(double[][]::new);
            return new ReferenceFile(names, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int size() {
        return rows.length;
    }

    double value(int row, String column) {
        return rows[row][names.indexOf(column)];
    }
}
