package io.github.localflows.input;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Makes stars of the rows of a table. */
public interface RowReader extends Serializable {
    /** The columns of the star set that comes of it. */
    StructType schema();

    /** What the user should know of the columns, in lines for people. */
    default List<String> remarks() {
        return List.of();
    }

    /**
     * A row as a star, or why it is none.
     *
     * @param number of the row in the table, from 0
     */
    StarRow star(long number, Row row);
}
