package io.github.localflows.input;

import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/** The unit of a column of a table of the user's, as its file writes it. */
public final class ColumnUnit {
    /** Where our own tables have it too. */
    private static final String KEY = "unit";

    private ColumnUnit() {}

    /** The metadata of a column that has this unit; none for null, and for a blank text. */
    static Metadata metadata(String unit) {
        return unit == null || unit.isBlank()
                ? Metadata.empty()
                : new MetadataBuilder().putString(KEY, unit.strip()).build();
    }

    /**
     * What a file says of a column's unit.
     *
     * @param file its name
     * @param unit null when it says nothing
     */
    record InFile(String file, String unit) {}

    /**
     * The unit of a column in all files; null when none says any.
     *
     * @param what what the user gave, to begin messages with
     * @throws UserError when two files say different ones
     */
    static String common(String what, String column, List<InFile> units) {
        InFile first = null;
        for (InFile in : units) {
            if (in.unit() == null) {
                continue;
            }
            if (first != null && !first.unit().equals(in.unit())) {
                throw new UserError(what + ": column " + Shown.text(column) + " is in " + Shown.text(first.unit())
                        + " in " + Shown.text(first.file()) + " and in " + Shown.text(in.unit()) + " in "
                        + Shown.text(in.file()) + ": give each of these as a table of its own");
            }
            first = first == null ? in : first;
        }
        return first == null ? null : first.unit();
    }

    /** The unit that the table's file says; empty when it says none. */
    public static Optional<String> of(StructField column) {
        return column.metadata().contains(KEY) ? Optional.of(column.metadata().getString(KEY)) : Optional.empty();
    }
}
