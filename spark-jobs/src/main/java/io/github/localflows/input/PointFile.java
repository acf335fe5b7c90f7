package io.github.localflows.input;

import java.util.List;

/**
 * One file of a table of points.
 *
 * @param name of the file
 * @param columns its columns, in its own order
 * @param rows how many rows it holds
 */
record PointFile(String name, List<String> columns, long rows) {
    PointFile {
        columns = List.copyOf(columns);
    }
}
