package io.github.localflows.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.github.localflows.config.UserError;
import io.github.localflows.input.CsvText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.ToPrettyString;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import scala.Option;

/**
 * Writes the answer to a query for people or for programs, every value in full: numbers so that reading them gives the same
 * bits, times in the time zone of the session, binary values in hexadecimal, arrays, maps and structs as Spark shows them.
 */
final class AnswerTable {
    /** A table for people has an end; CSV has not. */
    private static final int MOST_ROWS = 1000;

    /** How many rows of CSV between two looks whether somebody takes them. */
    private static final int ROWS_BETWEEN_LOOKS = 1000;

    private AnswerTable() {}

    /**
     * Columns aligned under their names, numbers to the right; the first rows of a long answer. Line breaks and other control
     * characters are shown as Java writes them, {@code \n}. Nothing is written of an answer that fails.
     */
    static void write(Dataset<Row> answer, PrintWriter out) {
        List<String[]> lines = new ArrayList<>();
        lines.add(shown(answer.columns()));
        for (Row row : texts(answer).takeAsList(MOST_ROWS + 1)) {
            lines.add(shown(values(row, "NULL")));
        }
        boolean more = lines.size() > MOST_ROWS + 1;
        if (more) {
            lines.remove(MOST_ROWS + 1);
        }
        int[] widths = new int[answer.columns().length];
        for (String[] line : lines) {
            for (int c = 0; c < line.length; c++) {
                widths[c] = Math.max(widths[c], TextWidth.of(line[c]));
            }
        }
        lines.add(1, Arrays.stream(widths).mapToObj("-"::repeat).toArray(String[]::new));
        StructField[] fields = answer.schema().fields();
        for (String[] texts : lines) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < texts.length; c++) {
                String pad = " ".repeat(widths[c] - TextWidth.of(texts[c]));
                boolean right = fields[c].dataType() instanceof NumericType;
                line.append(c == 0 ? "" : "  ").append(right ? pad + texts[c] : texts[c] + pad);
            }
            out.println(line.toString().stripTrailing());
        }
        if (more) {
            out.println("... and more rows: --format csv writes them all");
        }
        checkTaken(out);
    }

    /**
     * A header and a line per row, as RFC 4180 has it but for the ends of lines, which are those of the system. An absent
     * value is an empty one, an empty text {@code ""}; in an answer of one column both are {@code ""}, since readers skip
     * empty lines. Rows are written as they are computed: those before a failure stand there, and an error follows.
     *
     * @throws UserError when what is written goes nowhere
     */
    static void writeCsv(Dataset<Row> answer, PrintWriter out) {
        Iterator<Row> rows = texts(answer).toLocalIterator();
        String absent = answer.columns().length == 1 ? "\"\"" : "";
        // Asked before the header is written, so that what fails at once leaves nothing.
        boolean more = rows.hasNext();
        out.println(csv(answer.columns(), absent));
        for (long written = 1; more; written++) {
            out.println(csv(values(rows.next(), null), absent));
            if (written % ROWS_BETWEEN_LOOKS == 0) {
                checkTaken(out);
            }
            more = rows.hasNext();
        }
        checkTaken(out);
    }

    private static void checkTaken(PrintWriter out) {
        if (out.checkError()) {
            throw new UserError(
                    "sql: the answer cannot be written to stdout, so it is not whole there: the disk is full, or"
                            + " what read it has ended");
        }
    }

    private static String csv(String[] texts, String absent) {
        return String.join(
                ",",
                Arrays.stream(texts)
                        .map(text -> text == null ? absent : text.isEmpty() ? "\"\"" : CsvText.quoted(text))
                        .toList());
    }

    /** The answer with every value as text; what is absent stays so. */
    private static Dataset<Row> texts(Dataset<Row> answer) {
        String[] names = new String[answer.columns().length];
        Column[] texts = new Column[names.length];
        for (int c = 0; c < names.length; c++) {
            // Names of an answer need not be unique, nor without dots.
            names[c] = "c" + c;
            Column shown = ExpressionUtils.column(
                    new ToPrettyString(ExpressionUtils.expression(col(names[c])), Option.empty()));
            texts[c] = when(col(names[c]).isNull(), lit(null).cast("string")).otherwise(shown);
        }
        return answer.toDF(names).select(texts);
    }

    private static String[] values(Row row, String absent) {
        String[] texts = new String[row.size()];
        for (int c = 0; c < texts.length; c++) {
            texts[c] = row.isNullAt(c) ? absent : row.getString(c);
        }
        return texts;
    }

    private static String[] shown(String[] texts) {
        return Arrays.stream(texts).map(TextWidth::printable).toArray(String[]::new);
    }
}
