package io.github.localflows.stage.stars;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.github.localflows.input.PointTable;
import io.github.localflows.input.RowReader;
import io.github.localflows.input.StarRow;
import io.github.localflows.table.StarTable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** All rows of a declared table as Spark holds them: which row it is, why it is no star or what a star lacks, and the star's columns. */
final class ReadStars {
    /** The row's number in the table, from 0. */
    static final String ROW = "row";

    /** Why it is no star; null when it is one. */
    static final String FAULT = "fault";

    /** What of the row no star can have; null when nothing. */
    static final String IMPOSSIBLE = "impossible";

    /** A condition that leaves out rows of which that is so. */
    static final String CUT = "cut";

    /** What a star lacks, several things together; null when nothing. */
    static final String ABSENT = "absent";

    private static final String OCCURS = "id occurs in a row before";
    private static final String FIRST = "firstRow";
    private static final String TWICE = "idOfSeveral";
    private static final String SEPARATOR = "\n";

    private static final int ABSENT_AT = 4;

    /** Seed and star, which come of the row's number. */
    private static final int NUMBERS = 2;

    private ReadStars() {}

    /** The rows of a table. */
    static Dataset<Row> of(SparkSession spark, PointTable table, RowReader reader) {
        StructType schema = new StructType()
                .add(ROW, DataTypes.LongType, false)
                .add(FAULT, DataTypes.StringType)
                .add(IMPOSSIBLE, DataTypes.StringType)
                .add(CUT, DataTypes.StringType)
                .add(ABSENT, DataTypes.StringType);
        StructField[] columns = reader.schema().fields();
        for (int c = NUMBERS; c < columns.length; c++) {
            schema = schema.add(columns[c].name(), columns[c].dataType());
        }
        int width = schema.size();
        JavaRDD<Row> rows = table.rows().map(numbered -> row(reader.star(numbered._1(), numbered._2()), width));
        return spark.createDataFrame(rows, schema);
    }

    private static Row row(StarRow star, int width) {
        Object[] values = new Object[width];
        values[0] = star.row();
        values[1] = star.fault();
        if (star.impossible() != null) {
            values[2] = star.impossible().value();
            values[3] = star.impossible().cut();
        } else if (star.fault() == null) {
            values[ABSENT_AT] = star.absent().isEmpty() ? null : String.join(SEPARATOR, star.absent());
            Object[] of = star.values();
            System.arraycopy(of, 0, values, width - of.length, of.length);
        }
        return RowFactory.create(values);
    }

    /** The several things of {@link #ABSENT}. */
    static List<String> apart(String several) {
        return List.of(several.split(SEPARATOR));
    }

    /** The same rows, of which those are no stars whose identifier another star has before them. */
    static Dataset<Row> once(Dataset<Row> rows) {
        String id = StarTable.ID.name();
        Dataset<Row> twice = rows.where(col(FAULT).isNull().and(col(id).isNotNull()))
                .groupBy(id)
                .agg(count(lit(1)).as("stars"), min(ROW).as(FIRST))
                .where(col("stars").gt(1))
                .select(col(id).as(TWICE), col(FIRST));
        if (twice.isEmpty()) {
            return rows;
        }
        Column isLater = col(FAULT).isNull().and(col(FIRST).isNotNull()).and(col(ROW).gt(col(FIRST)));
        return rows.join(twice, col(id).equalTo(col(TWICE)), "left")
                .withColumn(FAULT, when(isLater, lit(OCCURS)).otherwise(col(FAULT)))
                .drop(TWICE, FIRST);
    }

    /**
     * The stars in partitions of a block each, as a star set has them.
     *
     * @param schema of the star set
     * @param ofABlock rows of a block
     */
    static Dataset<Row> blocks(Dataset<Row> rows, StructType schema, long ofABlock, int blocks) {
        Column seed = functions.expr("CAST(" + ROW + " DIV " + ofABlock + " AS INT)");
        Column star = functions.expr("CAST(" + ROW + " % " + ofABlock + " AS INT)");
        Column[] columns = Arrays.stream(schema.fields())
                .map(field -> (field.name().equals("seed")
                                ? seed
                                : field.name().equals("star") ? star : col(field.name()))
                        .as(field.name(), field.metadata()))
                .toArray(Column[]::new);
        return rows.where(col(FAULT).isNull())
                .select(columns)
                .repartitionById(blocks, col("seed"))
                .sortWithinPartitions("R", "star");
    }
}
