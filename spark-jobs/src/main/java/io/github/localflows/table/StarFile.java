package io.github.localflows.table;

import io.github.localflows.artifact.Contents;
import io.github.localflows.artifact.Storage;
import io.github.localflows.config.UserError;
import io.github.localflows.phase.Stars;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * One Parquet file of a table of stars, written from and read into columns directly: a task that has a batch of stars
 * writes it to as many star sets as it likes, without a row object a star, and says what it wrote.
 *
 * <p>Spark reads the file as its own: {@link StarTable}'s schema, with the units, is in its metadata. Row groups of 4 MB
 * (some 90,000 stars) and pages of at most 20,000 stars carry the least and largest R, so that of a file sorted by R a
 * reader of a few radii skips the rest.
 */
public final class StarFile {
    private static final long ROW_GROUP_BYTES = 4L << 20;
    private static final int PAGE_BYTES = 256 << 10;

    /** Where Spark looks for the schema of a file, field metadata included. */
    private static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

    /** Which columns a file has. */
    public enum Columns {
        /** Those of {@link StarTable#SCHEMA}. */
        ALL(StarTable.SCHEMA),
        /** Those of {@link StarTable#SOME_VELOCITIES}; a batch has NaN where they are null. */
        SOME_VELOCITIES(StarTable.SOME_VELOCITIES),
        /** Those of {@link StarTable#SCHEMA} and {@link StarTable#PHI}, which is never null here. */
        WITH_PHI(StarTable.SCHEMA.add(StarTable.PHI));

        private final StructType table;
        private final MessageType schema;

        Columns(StructType table) {
            this.table = table;
            schema = parquetSchema(table);
        }
    }

    private StarFile() {}

    private static MessageType parquetSchema(StructType table) {
        Types.MessageTypeBuilder schema = Types.buildMessage();
        for (StructField field : table.fields()) {
            PrimitiveTypeName type =
                    field.dataType().equals(DataTypes.IntegerType) ? PrimitiveTypeName.INT32 : PrimitiveTypeName.DOUBLE;
            if (field.nullable()) {
                schema.optional(type).named(field.name());
            } else {
                schema.required(type).named(field.name());
            }
        }
        return schema.named("stars");
    }

    /** As {@link #write(Path, Configuration, StarBatch, Columns)}, with all columns. */
    public static void write(Path file, Configuration hadoop, StarBatch batch) throws IOException {
        write(file, hadoop, batch, Columns.ALL);
    }

    /**
     * Writes a batch in its order to a new file.
     *
     * @throws UserError naming the file, when it exists or the disk is full or broken
     * @throws IllegalStateException when a coordinate that must be there is not finite
     */
    public static void write(Path file, Configuration hadoop, StarBatch batch, Columns columns) throws IOException {
        checkFinite(batch, columns);
        Cursor cursor = new Cursor(batch);
        NewFile out = new NewFile(Storage.of(file, hadoop), file);
        try (ParquetWriter<Cursor> writer =
                new Builder(out, columns).withConf(hadoop).build()) {
            for (int i = 0; i < batch.size(); i++) {
                cursor.row = i;
                writer.write(cursor);
            }
            // Hadoop's local file system makes an error of a full disk, and Parquet, when it closes, an exception of
            // that.
        } catch (IOException | ParquetRuntimeException | FSError e) {
            throw Storage.failure(file, e);
        }
    }

    private static void checkFinite(StarBatch batch, Columns columns) {
        Stars stars = batch.stars();
        for (int i = 0; i < batch.size(); i++) {
            boolean still = columns == Columns.SOME_VELOCITIES && !batch.hasVelocity(i);
            double velocity = still ? 0 : stars.vR()[i] + stars.vphi()[i] + stars.vz()[i];
            double phi = columns == Columns.WITH_PHI ? batch.phi()[i] : 0;
            double sum = stars.R()[i] + stars.z()[i] + velocity + phi;
            if (!(Math.abs(sum) < Double.POSITIVE_INFINITY)) {
                throw new IllegalStateException("star " + batch.star()[i] + " of seed " + batch.seed()[i] + " is at "
                        + stars.point(i) + ": a star's coordinates must be finite");
            }
        }
    }

    /**
     * Reads a file whole, in its order; velocities that are null become NaN.
     *
     * @throws UserError when it is damaged, or not a table of stars
     * @throws IOException when it cannot be read, whatever it holds
     */
    public static StarBatch read(Path file, Configuration hadoop) throws IOException {
        try (ParquetFileReader reader = open(file, hadoop)) {
            int stars = Math.toIntExact(reader.getRecordCount());
            boolean withPhi =
                    reader.getFileMetaData().getSchema().getFields().equals(Columns.WITH_PHI.schema.getFields());
            StarBatch batch = new StarBatch(
                    new int[stars], new int[stars], Stars.allocate(stars), new double[withPhi ? stars : 0]);
            String writer = reader.getFileMetaData().getCreatedBy();
            int from = 0;
            for (PageReadStore group = reader.readNextRowGroup(); group != null; group = reader.readNextRowGroup()) {
                int rows = Math.toIntExact(group.getRowCount());
                fill(
                        batch,
                        from,
                        rows,
                        new Group(group, reader.getFileMetaData().getSchema(), writer));
                from += rows;
            }
            return batch;
            // Parquet reports damage by many kinds of exception; to the user they are all the same.
        } catch (IOException | RuntimeException e) {
            Contents.throwUnlessDamage(e);
            throw damaged(file, e);
        }
    }

    /**
     * How many stars a file says it holds; only its footer is read.
     *
     * @throws UserError when it is damaged, or not a table of stars
     * @throws IOException when it cannot be read, whatever it holds
     */
    public static long rows(Path file, Configuration hadoop) throws IOException {
        try (ParquetFileReader reader = open(file, hadoop)) {
            return reader.getRecordCount();
        } catch (IOException | RuntimeException e) {
            Contents.throwUnlessDamage(e);
            throw damaged(file, e);
        }
    }

    private static UserError damaged(Path file, Exception e) {
        return new UserError(
                file + " cannot be read as a table of stars (" + e.getMessage()
                        + "): put back what was there, or move its star set away and make it again",
                e);
    }

    private static ParquetFileReader open(Path file, Configuration hadoop) throws IOException {
        ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop));
        MessageType there = reader.getFileMetaData().getSchema();
        if (Arrays.stream(Columns.values())
                .noneMatch(columns -> there.getFields().equals(columns.schema.getFields()))) {
            reader.close();
            throw new ParquetDecodingException(
                    "its columns are " + there.getFields() + ", not " + Columns.ALL.schema.getFields());
        }
        return reader;
    }

    /** The columns of a row group. */
    private record Group(PageReadStore pages, MessageType schema, String writer) {
        ColumnReadStoreImpl columns() {
            return new ColumnReadStoreImpl(pages, Ignore.GROUP, schema, writer);
        }
    }

    private static void fill(StarBatch batch, int from, int rows, Group group) {
        List<ColumnDescriptor> descriptors = group.schema().getColumns();
        ColumnReadStoreImpl columns = group.columns();
        int[][] integers = {batch.seed(), batch.star()};
        Stars stars = batch.stars();
        double[][] doubles = batch.hasPhi()
                ? new double[][] {stars.R(), stars.z(), stars.vR(), stars.vphi(), stars.vz(), batch.phi()}
                : new double[][] {stars.R(), stars.z(), stars.vR(), stars.vphi(), stars.vz()};
        for (int c = 0; c < integers.length; c++) {
            ColumnReader column = columns.getColumnReader(descriptors.get(c));
            for (int i = from; i < from + rows; i++) {
                integers[c][i] = column.getInteger();
                column.consume();
            }
        }
        for (int c = 0; c < doubles.length; c++) {
            ColumnDescriptor descriptor = descriptors.get(integers.length + c);
            ColumnReader column = columns.getColumnReader(descriptor);
            int defined = descriptor.getMaxDefinitionLevel();
            for (int i = from; i < from + rows; i++) {
                doubles[c][i] = column.getCurrentDefinitionLevel() == defined ? column.getDouble() : Double.NaN;
                column.consume();
            }
        }
    }

    /** A batch and the row of it that is written next. */
    private static final class Cursor {
        private final StarBatch batch;
        private int row;

        private Cursor(StarBatch batch) {
            this.batch = batch;
        }
    }

    /** Parquet's own way to a Hadoop file would take the file system with the checksum files. */
    private record NewFile(FileSystem fileSystem, Path file) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) throws IOException {
            return HadoopStreams.wrap(fileSystem.create(file, false));
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
            return HadoopStreams.wrap(fileSystem.create(file, true));
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }

    private static final class Builder extends ParquetWriter.Builder<Cursor, Builder> {
        private final Columns columns;

        private Builder(NewFile file, Columns columns) {
            super(file);
            this.columns = columns;
            withWriteMode(ParquetFileWriter.Mode.CREATE);
            withCompressionCodec(CompressionCodecName.ZSTD);
            withRowGroupSize(ROW_GROUP_BYTES);
            withPageSize(PAGE_BYTES);
            // Seeds repeat; coordinates never do, and a dictionary of them would only be built to be thrown away.
            withDictionaryEncoding(false);
            withDictionaryEncoding("seed", true);
        }

        @Override
        protected Builder self() {
            return this;
        }

        // Deprecated, and yet abstract: there is no way around it.
        @Override
        @SuppressWarnings("deprecation")
        protected WriteSupport<Cursor> getWriteSupport(Configuration hadoop) {
            return new Rows(columns);
        }
    }

    private static final class Rows extends WriteSupport<Cursor> {
        private final Columns columns;
        private RecordConsumer consumer;

        private Rows(Columns columns) {
            this.columns = columns;
        }

        // Deprecated, and yet abstract: there is no way around it.
        @Override
        @SuppressWarnings("deprecation")
        public WriteContext init(Configuration hadoop) {
            return new WriteContext(columns.schema, Map.of(SPARK_SCHEMA, columns.table.json()));
        }

        @Override
        public void prepareForWrite(RecordConsumer recordConsumer) {
            consumer = recordConsumer;
        }

        @Override
        public void write(Cursor cursor) {
            int i = cursor.row;
            Stars stars = cursor.batch.stars();
            consumer.startMessage();
            integer(0, "seed", cursor.batch.seed()[i]);
            integer(1, "star", cursor.batch.star()[i]);
            number(2, "R", stars.R()[i]);
            number(3, "z", stars.z()[i]);
            if (cursor.batch.hasVelocity(i)) {
                number(4, "vR", stars.vR()[i]);
                number(5, "vphi", stars.vphi()[i]);
                number(6, "vz", stars.vz()[i]);
            }
            if (columns == Columns.WITH_PHI) {
                number(7, "phi", cursor.batch.phi()[i]);
            }
            consumer.endMessage();
        }

        private void integer(int index, String name, int value) {
            consumer.startField(name, index);
            consumer.addInteger(value);
            consumer.endField(name, index);
        }

        private void number(int index, String name, double value) {
            consumer.startField(name, index);
            consumer.addDouble(value);
            consumer.endField(name, index);
        }
    }

    /** Parquet's column readers want a consumer of records even when the columns are read one by one. */
    private static final class Ignore extends GroupConverter {
        private static final Ignore GROUP = new Ignore();
        private static final PrimitiveConverter FIELD = new PrimitiveConverter() {};

        @Override
        public Converter getConverter(int field) {
            return FIELD;
        }

        @Override
        public void start() {
            // Nothing is assembled.
        }

        @Override
        public void end() {
            // Nothing is assembled.
        }
    }
}
