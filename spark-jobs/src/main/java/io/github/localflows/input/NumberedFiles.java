package io.github.localflows.input;

import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Tells Spark which files to read: these, whatever their names (it would leave out those that begin with _), each a partition of
 * its own whose value is the number of its first row.
 */
final class NumberedFiles implements FileIndex {
    private final List<FileStatus> files;
    private final List<Long> firstRows;
    private final String column;

    /** @param column a name for the partitions' column that no column of the files has */
    NumberedFiles(List<FileStatus> files, List<Long> firstRows, String column) {
        this.files = List.copyOf(files);
        this.firstRows = List.copyOf(firstRows);
        this.column = column;
    }

    @Override
    public Seq<Path> rootPaths() {
        return sequence(files.stream().map(FileStatus::getPath).toList());
    }

    @Override
    public Seq<PartitionDirectory> listFiles(Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
        PartitionDirectory[] directories = new PartitionDirectory[files.size()];
        for (int i = 0; i < directories.length; i++) {
            InternalRow firstRow = new GenericInternalRow(new Object[] {firstRows.get(i)});
            directories[i] = PartitionDirectory.apply(firstRow, new FileStatus[] {files.get(i)});
        }
        return sequence(List.of(directories));
    }

    @Override
    public String[] inputFiles() {
        return files.stream().map(file -> file.getPath().toString()).toArray(String[]::new);
    }

    @Override
    public void refresh() {
        // They are what they were when the table was opened.
    }

    @Override
    public long sizeInBytes() {
        return files.stream().mapToLong(FileStatus::getLen).sum();
    }

    @Override
    public StructType partitionSchema() {
        return new StructType().add(column, DataTypes.LongType);
    }

    private static <T> Seq<T> sequence(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }
}
