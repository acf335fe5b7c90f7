package io.github.localflows.input;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/** A table of points in one of the formats. */
interface PointSource {
    /** The columns of all files. */
    StructType schema();

    /** The files, in the order of their rows. */
    List<PointFile> files();

    /** Each row with its number from 0, in the order of the columns; null where a file lacks the column. */
    JavaRDD<Tuple2<Long, Row>> rows();

    /**
     * Where a row of a file stands in it, for people.
     *
     * @param file the file's number
     * @param row the row's in the file, from 0
     */
    default String within(int file, long row) {
        return "row " + (row + 1);
    }

    /** What was left out in reading, in lines for people. */
    List<String> remarks();
}
