package io.github.localflows.sql;

import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.NoRun;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Storage;
import io.github.localflows.cluster.JobName;
import io.github.localflows.config.UserError;
import io.github.localflows.config.Wrapped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which views the data sets of a run are, and which columns they have, in which units. */
public final class RunViews {
    private static final String UNIT = "unit";
    private static final String COMMENT = "comment";

    /** The unit of what has none. */
    private static final String NO_UNIT = "1";

    private static final StructType COLUMNS = new StructType()
            .add("view", DataTypes.StringType)
            .add("column", DataTypes.StringType)
            .add("type", DataTypes.StringType)
            .add(UNIT, DataTypes.StringType)
            .add("meaning", DataTypes.StringType);

    private RunViews() {}

    /**
     * A view.
     *
     * @param name in SQL
     * @param kind what it is of
     * @param directory where its rows lie
     */
    record View(String name, Kind kind, Path directory) {}

    /**
     * The views of a run, kind by kind.
     *
     * @throws UserError when it is not there or has none
     */
    static List<View> of(RunDirectory run) throws IOException {
        List<View> views = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (String name : run.finished(kind)) {
                kind.view(name).ifPresent(view -> views.add(new View(view, kind, run.of(kind, name))));
            }
        }
        if (views.isEmpty()) {
            throw NoRun.in(run);
        }
        return views;
    }

    /**
     * The views for people: those that are alike stand together, with their rows, and with their columns and units below.
     *
     * @throws UserError when the run is not there or has none
     */
    public static List<String> lines(SparkSession spark, RunDirectory run) throws IOException {
        List<View> views = of(run);
        int width = views.stream().mapToInt(view -> view.name().length()).max().orElseThrow();
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (View view : views) {
            Optional<String> damage = run.damage(view.directory());
            String said = view.kind().directory() + ": " + view.kind().description();
            if (damage.isPresent()) {
                add(groups, said, "  " + view.name() + "  damaged: " + damage.get());
                continue;
            }
            long rows = run.manifest(view.directory()).map(Manifest::rows).orElse(0L);
            add(
                    groups,
                    said + "\n" + Wrapped.text("  columns: ", columns(schema(spark, view))),
                    String.format(
                            Locale.ROOT, "  %-" + width + "s  %,d %s", view.name(), rows, rows == 1 ? "row" : "rows"));
        }
        List<String> lines = new ArrayList<>(List.of("run " + run));
        groups.forEach((said, members) -> {
            String[] around = said.split("\n", 2);
            lines.add("");
            lines.add(around[0]);
            lines.addAll(members);
            if (around.length > 1) {
                around[1].lines().forEach(lines::add);
            }
        });
        lines.add("");
        lines.add("localflows sql \"DESCRIBE " + views.get(0).name() + "\" says what each column is.");
        return lines;
    }

    private static void add(Map<String, List<String>> groups, String said, String line) {
        groups.computeIfAbsent(said, first -> new ArrayList<>()).add(line);
    }

    /**
     * The same for programs: a row for each column of each view.
     *
     * @throws UserError when the run is not there or has no view, or one that is damaged
     */
    public static Dataset<Row> table(SparkSession spark, RunDirectory run) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (View view : of(run)) {
            run.checked(view.directory());
            for (StructField field : schema(spark, view).fields()) {
                rows.add(RowFactory.create(
                        view.name(),
                        field.name(),
                        field.dataType().sql(),
                        text(field.metadata(), UNIT).orElse(null),
                        text(field.metadata(), COMMENT).orElse(null)));
            }
        }
        return spark.createDataFrame(rows, COLUMNS);
    }

    private static StructType schema(SparkSession spark, View view) {
        return JobName.ofPart(spark, "look at " + view.name())
                .during(() -> Storage.reader(spark).parquet(view.directory().toString()))
                .schema();
    }

    /** Columns with their units, those with the same unit that follow each other together. */
    private static List<String> columns(StructType schema) {
        List<String> words = new ArrayList<>();
        StructField[] fields = schema.fields();
        for (int i = 0; i < fields.length; i++) {
            String unit = unit(fields[i]);
            boolean last = i + 1 == fields.length;
            boolean goesOn = !last && !unit.isEmpty() && unit.equals(unit(fields[i + 1]));
            words.add(fields[i].name() + (goesOn ? "" : unit) + (goesOn || last ? "" : ","));
        }
        return words;
    }

    private static String unit(StructField field) {
        return text(field.metadata(), UNIT)
                .filter(unit -> !unit.equals(NO_UNIT))
                .map(unit -> " [" + unit + "]")
                .orElse("");
    }

    /** The same table, of whose columns also what Spark calls a comment says the unit. */
    static Dataset<Row> withUnits(Dataset<Row> table) {
        return table.select(Arrays.stream(table.schema().fields())
                .map(field -> table.col(field.name()).as(field.name(), withUnit(field)))
                .toArray(Column[]::new));
    }

    private static Metadata withUnit(StructField field) {
        String comment = (text(field.metadata(), COMMENT).orElse("") + unit(field)).strip();
        MetadataBuilder metadata = new MetadataBuilder().withMetadata(field.metadata());
        return comment.isEmpty()
                ? metadata.build()
                : metadata.putString(COMMENT, comment).build();
    }

    private static Optional<String> text(Metadata metadata, String key) {
        return metadata.contains(key) ? Optional.of(metadata.getString(key)) : Optional.empty();
    }
}
