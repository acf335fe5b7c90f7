package io.github.localflows.catalogue;

import io.github.localflows.config.Messages;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import io.github.localflows.input.PointTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Conditions that a row of a catalogue must meet to be a star, as SQL has them: {@code ruwe < 1.4}. One that cannot be decided, as
 * of a null, is not met.
 *
 * <p>Immutable.
 */
public final class Cuts {
    /** What may be computed: what reads nothing and runs nothing but arithmetic. */
    private static final Set<String> FUNCTIONS = Set.of(
            "abs",
            "acos",
            "asin",
            "atan",
            "atan2",
            "ceil",
            "coalesce",
            "cos",
            "degrees",
            "exp",
            "floor",
            "greatest",
            "if",
            "ifnull",
            "isnan",
            "isnotnull",
            "isnull",
            "least",
            "ln",
            "log",
            "log10",
            "mod",
            "nanvl",
            "nullif",
            "pow",
            "power",
            "radians",
            "round",
            "sign",
            "sin",
            "sqrt",
            "tan");

    private static final String EXPRESSIONS = "org.apache.spark.sql.catalyst.expressions";

    private final String key;
    private final List<String> conditions;
    private final Set<String> columns = new TreeSet<>();

    /**
     * Parses conditions.
     *
     * @param key where the configuration has them, for messages
     * @throws IllegalArgumentException when one is no condition of SQL, or does more than arithmetic
     */
    public Cuts(String key, List<String> conditions) {
        this.key = key;
        this.conditions = List.copyOf(conditions);
        conditions.forEach(condition -> check(condition, parsed(condition)));
    }

    private Expression parsed(String condition) {
        try {
            return new CatalystSqlParser().parseExpression(condition);
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    mistake(condition) + "it is no condition of SQL: " + Shown.text(Messages.firstLine(e)), e);
        }
    }

    private String mistake(String condition) {
        return key + ": \"" + Shown.text(condition) + "\": ";
    }

    private void check(String condition, Expression part) {
        if (part instanceof UnresolvedAttribute attribute) {
            if (attribute.nameParts().size() != 1) {
                throw new IllegalArgumentException(mistake(condition) + "name columns without a table");
            }
            columns.add(attribute.nameParts().head());
            return;
        }
        if (part instanceof UnresolvedFunction function) {
            String name = String.join(".", CollectionConverters.asJava(function.nameParts()))
                    .toLowerCase(Locale.ROOT);
            if (!FUNCTIONS.contains(name)) {
                throw new IllegalArgumentException(mistake(condition) + "the function " + Shown.text(name)
                        + " is none of " + String.join(", ", new TreeSet<>(FUNCTIONS)));
            }
        } else if (part instanceof PlanExpression
                || !part.getClass().getPackageName().equals(EXPRESSIONS)) {
            throw new IllegalArgumentException(mistake(condition) + "it must be made of columns, numbers, comparisons,"
                    + " arithmetic and functions alone");
        }
        CollectionConverters.asJava(part.children()).forEach(child -> check(condition, child));
    }

    /** The conditions as they were given. */
    public List<String> conditions() {
        return conditions;
    }

    /** The columns that are needed. */
    public Set<String> columns() {
        return Set.copyOf(columns);
    }

    /** How a row that does not meet the condition of this number is counted. */
    String reason(int number) {
        return "not " + conditions.get(number);
    }

    /**
     * The rows of a table, each with one value more at its end: the number of the first condition that it does not meet, or -1.
     *
     * @param spark a session of the caller's own, whose settings this changes
     * @throws UserError when a column is missing, or a condition is none
     */
    public JavaRDD<Tuple2<Long, Row>> marked(SparkSession spark, PointTable table) {
        if (conditions.isEmpty()) {
            return table.rows().map(row -> new Tuple2<>(row._1(), with(row._2(), -1)));
        }
        for (String column : columns) {
            if (Arrays.stream(table.schema().fieldNames()).noneMatch(column::equals)) {
                throw new UserError(table.what() + " has no column " + Shown.text(column) + ", which " + key
                        + " needs; " + ColumnMapping.columnsOf(table));
            }
        }
        // What cannot be computed is null, and no error.
        spark.conf().set("spark.sql.ansi.enabled", false);
        spark.conf().set("spark.sql.caseSensitive", true);
        int width = table.schema().size();
        StructType numbered = table.schema().add("", DataTypes.LongType);
        Dataset<Row> rows = spark.createDataFrame(table.rows().map(row -> with(row._2(), row._1())), numbered);
        Column first = functions.lit(-1);
        for (int i = conditions.size() - 1; i >= 0; i--) {
            Column met = functions.coalesce(functions.expr(conditions.get(i)), functions.lit(false));
            first = functions.when(met, first).otherwise(functions.lit(i));
        }
        try {
            return rows.withColumn(" ", first)
                    .javaRDD()
                    .map(row -> new Tuple2<>(row.getLong(width), without(row, width)));
            // Likewise.
        } catch (Exception e) {
            throw new UserError(
                    table.what() + ": " + key + " cannot be decided: " + Shown.text(Messages.firstLine(e)), e);
        }
    }

    private static Row with(Row row, Object last) {
        Object[] values = new Object[row.size() + 1];
        for (int c = 0; c < row.size(); c++) {
            values[c] = row.get(c);
        }
        values[row.size()] = last;
        return RowFactory.create(values);
    }

    private static Row without(Row row, int column) {
        List<Object> values = new ArrayList<>();
        for (int c = 0; c < row.size(); c++) {
            if (c != column) {
                values.add(row.get(c));
            }
        }
        return RowFactory.create(values.toArray());
    }
}
