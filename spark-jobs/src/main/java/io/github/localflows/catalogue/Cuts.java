package io.github.localflows.catalogue;

import io.github.localflows.config.Messages;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import io.github.localflows.input.PointTable;
import io.github.localflows.input.RowReader;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NaNvl;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Conditions that a row of a table or catalogue must meet to be a star, as SQL has them: {@code ruwe < 1.4}. One that cannot be decided, as
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
            "between",
            "ceil",
            "coalesce",
            "cos",
            "degrees",
            "exp",
            "floor",
            "greatest",
            "if",
            "ifnull",
            "isnotnull",
            "isnull",
            "least",
            "ln",
            "log",
            "log10",
            "mod",
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

    /** Where the configuration has them. */
    public String key() {
        return key;
    }

    /**
     * Makes stars of those rows of a table that meet the conditions.
     *
     * @param spark a session of the caller's own, whose settings this may change
     * @param stars what makes stars of rows
     * @throws UserError when a column is missing, or a condition is none
     */
    public RowReader before(SparkSession spark, PointTable table, RowReader stars) {
        return conditions.isEmpty()
                ? stars
                : new CutRows(
                        on(spark, table),
                        conditions.stream().map(condition -> "not " + condition).toList(),
                        stars);
    }

    /** Which condition a row does not meet. */
    static final class Decision implements Serializable {
        private static final long serialVersionUID = 1;

        private final Expression first;

        private final int[] indices;
        private final DataType[] types;
        private transient List<Function1<Object, Object>> converters;

        private Decision(Expression first, int[] indices, DataType[] types) {
            this.first = first;
            this.indices = indices;
            this.types = types;
        }

        /** The number of the first condition that a row does not meet; -1 when it meets all. */
        int firstMissed(Row row) {
            if (converters == null) {
                converters = Arrays.stream(types)
                        .map(CatalystTypeConverters::createToCatalystConverter)
                        .toList();
            }
            Object[] values = new Object[indices.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = converters.get(i).apply(present(row.get(indices[i])));
            }
            return (Integer) first.eval(new GenericInternalRow(values));
        }

        /** Some formats write a missing number as NaN, which Spark holds greater than any other. */
        private static Object present(Object value) {
            boolean missing = value instanceof Double d && d.isNaN() || value instanceof Float f && f.isNaN();
            return missing ? null : value;
        }
    }

    /** Decides on rows of a table. */
    private Decision on(SparkSession spark, PointTable table) {
        List<String> names = Arrays.asList(table.schema().fieldNames());
        StructType needed = new StructType();
        for (String column : columns) {
            if (!names.contains(column)) {
                throw new UserError(table.what() + " has no column " + Shown.text(column) + ", which " + key
                        + " needs; " + ColumnMapping.columnsOf(table));
            }
            needed = needed.add(table.schema().apply(column));
        }
        // What cannot be computed is null, and no error.
        spark.conf().set("spark.sql.ansi.enabled", false);
        // Of what stands in an expression more than once no column of its own is made.
        spark.conf().set("spark.sql.alwaysInlineCommonExpr", true);
        spark.conf().set("spark.sql.caseSensitive", true);
        Column first = functions.lit(-1);
        for (int i = conditions.size() - 1; i >= 0; i--) {
            Column met = functions.coalesce(functions.expr(conditions.get(i)), functions.lit(false));
            first = functions.when(met, first).otherwise(functions.lit(i));
        }
        try {
            JavaRDD<Row> none =
                    JavaSparkContext.fromSparkContext(spark.sparkContext()).emptyRDD();
            Dataset<Row> decided = spark.createDataFrame(none, needed).select(first);
            Project plan = (Project) ((org.apache.spark.sql.classic.Dataset<Row>) decided)
                    .queryExecution()
                    .optimizedPlan();
            List<Attribute> output = CollectionConverters.asJava(plan.child().output());
            Expression bound = bound((Expression) plan.projectList().head(), output);
            StructType order = plan.child().schema();
            if (!names.containsAll(List.of(order.fieldNames()))) {
                throw new IllegalStateException("it needs more than the table's columns");
            }
            return new Decision(
                    bound,
                    Arrays.stream(order.fieldNames()).mapToInt(names::indexOf).toArray(),
                    Arrays.stream(order.fields()).map(StructField::dataType).toArray(DataType[]::new));
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception e) {
            throw new UserError(
                    table.what() + ": " + key + " cannot be decided: " + Shown.text(Messages.firstLine(e)), e);
        }
    }

    /** The same with columns by their places, so that it needs no plan. */
    private static Expression bound(Expression part, List<Attribute> columns) {
        if (part instanceof AttributeReference column) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).exprId().equals(column.exprId())) {
                    return new BoundReference(i, column.dataType(), column.nullable());
                }
            }
            throw new IllegalStateException("the plan of a cut has no column " + column.name());
        }
        Expression whole = part.mapChildren(child -> bound(child, columns));
        return whole instanceof BinaryComparison ? whole.mapChildren(Cuts::nullForNaN) : whole;
    }

    /** What cannot be computed, such as the root of -1, is no number to compare. */
    private static Expression nullForNaN(Expression number) {
        return number.dataType().equals(DataTypes.DoubleType)
                ? new NaNvl(number, new Literal(null, DataTypes.DoubleType))
                : number;
    }
}
