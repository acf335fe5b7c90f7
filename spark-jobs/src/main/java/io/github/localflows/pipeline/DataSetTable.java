package io.github.localflows.pipeline;

import io.github.localflows.config.Wrapped;
import java.util.ArrayList;
import java.util.List;

/** The table that {@code describe} makes of data sets: a name, some numbers, and in the last column words, which are wrapped. */
final class DataSetTable {
    private final List<String> heading;
    private final List<Row> rows = new ArrayList<>();

    /**
     * A data set.
     *
     * @param cells as many as the heading has, or the name alone
     * @param state what is wrong with it; empty when nothing is
     */
    private record Row(List<String> cells, String state) {}

    DataSetTable(List<String> heading) {
        this.heading = List.copyOf(heading);
    }

    void add(List<String> cells, String state) {
        rows.add(new Row(List.copyOf(cells), state));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(new Row(heading, "")));
        rows.forEach(row -> lines.addAll(line(row).lines().toList()));
        return lines;
    }

    private String line(Row row) {
        int last = heading.size() - 1;
        if (row.cells().size() <= last) {
            return row.cells().get(0) + "  " + row.state();
        }
        StringBuilder line = new StringBuilder(
                String.format("%-" + width(0) + "s", row.cells().get(0)));
        for (int i = 1; i < last; i++) {
            line.append(String.format("  %" + width(i) + "s", row.cells().get(i)));
        }
        String first = line.append("  ").toString();
        String made = Wrapped.text(first, words(row.cells().get(last)));
        if (row.state().isEmpty()) {
            return made;
        }
        int end = made.length() - (made.lastIndexOf('\n') + 1);
        return end + 2 + row.state().length() <= Wrapped.WIDTH
                ? made + "  " + row.state()
                : made + "\n" + Wrapped.text(" ".repeat(first.length()), words(row.state()));
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    /** Of the longest cell of a column. */
    private int width(int column) {
        return rows.stream()
                .filter(row -> column == 0 || row.cells().size() > column)
                .mapToInt(row -> row.cells().get(column).length())
                .reduce(heading.get(column).length(), Math::max);
    }
}
