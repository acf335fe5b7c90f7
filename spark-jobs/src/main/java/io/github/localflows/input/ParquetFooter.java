package io.github.localflows.input;

import io.github.localflows.config.Messages;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What the footer of a Parquet file says.
 *
 * @param file the file
 * @param schema its columns as they come out, all nullable
 * @param nanoseconds those whose timestamps count nanoseconds, which Spark reads as whole numbers, with their types otherwise
 * @param rows how many rows it holds
 */
record ParquetFooter(FileStatus file, StructType schema, Map<String, DataType> nanoseconds, long rows) {
    /** Where Spark keeps the schema that it wrote, units of columns among it. */
    private static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

    /**
     * Reads a footer.
     *
     * @param what the file as the user knows it, for messages
     * @param typed whether timestamps shall be timestamps, which count microseconds; else those in nanoseconds are texts
     * @throws UserError when it is damaged, or a column is of a type that Spark does not know
     */
    static ParquetFooter of(
            FileStatus file,
            String what,
            Configuration hadoop,
            ParquetToSparkSchemaConverter converter,
            boolean typed) {
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromStatus(file, hadoop))) {
            FileMetaData footer = reader.getFileMetaData();
            Optional<StructType> written = written(footer);
            Map<String, DataType> nanoseconds = new LinkedHashMap<>();
            List<StructField> fields = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (Type column : footer.getSchema().getFields()) {
                if (!names.add(column.getName())) {
                    throw new UserError(
                            what + " has two columns called " + Shown.text(column.getName()) + ": rename one");
                }
                Optional<DataType> timestamp = nanoseconds(column);
                if (timestamp.isPresent()) {
                    nanoseconds.put(column.getName(), timestamp.get());
                    DataType type = typed ? timestamp.get() : DataTypes.StringType;
                    fields.add(DataTypes.createStructField(column.getName(), type, true));
                } else {
                    fields.add(field(column, written, what, converter));
                }
            }
            return new ParquetFooter(
                    file, new StructType(fields.toArray(StructField[]::new)), nanoseconds, reader.getRecordCount());
        } catch (UserError e) {
            throw e;
            // Parquet reports damage by many kinds of exception; to the user they are all the same.
        } catch (IOException | RuntimeException e) {
            throw new UserError(what + " cannot be read as parquet: " + Shown.text(Messages.firstLine(e)), e);
        }
    }

    private static Optional<StructType> written(FileMetaData footer) {
        String json = footer.getKeyValueMetaData().get(SPARK_SCHEMA);
        try {
            return json == null ? Optional.empty() : Optional.of((StructType) DataType.fromJson(json));
        } catch (RuntimeException e) {
            // Another program may write there what it likes: Parquet's own schema says enough.
            return Optional.empty();
        }
    }

    private static StructField field(
            Type column, Optional<StructType> written, String what, ParquetToSparkSchemaConverter converter) {
        StructField field;
        try {
            field = converter.convert(new MessageType("column", column)).fields()[0];
        } catch (Exception e) {
            throw new UserError(
                    what + ": column " + Shown.text(column.getName()) + " is of a type that Spark does not read ("
                            + Shown.text(String.join(" ", column.toString().split("\\s+")))
                            + "): write it as another, such as text, or leave it out",
                    e);
        }
        // Of what Spark wrote itself it knows more: units, and types that Parquet has not.
        return written.filter(schema -> List.of(schema.fieldNames()).contains(column.getName()))
                .map(schema -> schema.apply(column.getName()))
                .filter(known ->
                        known.dataType().asNullable().equals(field.dataType().asNullable()))
                .map(known -> new StructField(known.name(), field.dataType(), true, known.metadata()))
                .orElse(DataTypes.createStructField(column.getName(), field.dataType(), true));
    }

    /** The type of a timestamp that counts nanoseconds, once it counts microseconds. */
    private static Optional<DataType> nanoseconds(Type column) {
        if (column.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation timestamp
                && timestamp.getUnit() == LogicalTypeAnnotation.TimeUnit.NANOS
                && !column.isRepetition(Type.Repetition.REPEATED)) {
            return Optional.of(timestamp.isAdjustedToUTC() ? DataTypes.TimestampType : DataTypes.TimestampNTZType);
        }
        return Optional.empty();
    }
}
