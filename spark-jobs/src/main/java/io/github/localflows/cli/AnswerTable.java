package io.github.localflows.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;

/** Writes the answer to a query for people or for programs, every value in full. */
final class AnswerTable {
    /** A table for people has an end; CSV has not. */
    private static final int MOST_ROWS = 1000;

    private AnswerTable() {}

    /** Columns aligned under their names, numbers to the right; the first rows of a long answer. */
    static void write(Dataset<Row> answer, PrintWriter out) {
        String[] names = answer.columns();
        List<String[]> rows = new ArrayList<>();
        for (Row row : answer.takeAsList(MOST_ROWS + 1)) {
            rows.add(texts(row, "NULL"));
        }
        boolean more = rows.size() > MOST_ROWS;
        if (more) {
            rows.remove(MOST_ROWS);
        }
        int[] widths = Arrays.stream(names).mapToInt(String::length).toArray();
        for (String[] row : rows) {
            for (int c = 0; c < row.length; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        boolean[] numbers = new boolean[names.length];
        for (int c = 0; c < names.length; c++) {
            numbers[c] = answer.schema().fields()[c].dataType() instanceof NumericType;
        }
        out.println(line(names, widths, numbers));
        out.println(line(Arrays.stream(widths).mapToObj("-"::repeat).toArray(String[]::new), widths, numbers));
        rows.forEach(row -> out.println(line(row, widths, numbers)));
        if (more) {
            out.println("... and more rows: --format csv writes them all");
        }
    }

    private static String line(String[] texts, int[] widths, boolean[] numbers) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < texts.length; c++) {
            String pad = " ".repeat(widths[c] - texts[c].length());
            line.append(c == 0 ? "" : "  ").append(numbers[c] ? pad + texts[c] : texts[c] + pad);
        }
        return line.toString().stripTrailing();
    }

    /** A header and a line per row; an absent value is an empty one. */
    static void writeCsv(Dataset<Row> answer, PrintWriter out) {
        out.println(csv(answer.columns()));
        Iterator<Row> rows = answer.toLocalIterator();
        while (rows.hasNext()) {
            out.println(csv(texts(rows.next(), "")));
        }
    }

    private static String csv(String[] texts) {
        return String.join(",", Arrays.stream(texts).map(AnswerTable::quoted).toList());
    }

    /** As RFC 4180 has it. */
    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    private static String[] texts(Row row, String absent) {
        String[] texts = new String[row.size()];
        for (int c = 0; c < texts.length; c++) {
            texts[c] = row.isNullAt(c) ? absent : row.get(c).toString();
        }
        return texts;
    }
}
