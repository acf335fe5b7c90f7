package io.github.localflows.evaluate;

/**
 * The columns of rows between evaluation and writing. Our names stand beside the user's columns, not among them: those are
 * within {@link #VALUES}.
 */
final class EvaluatedRows {
    /** The row's number in the table, from 0. */
    static final String ROW = "row";

    /** What could not be computed; null where all was. */
    static final String REASON = "reason";

    /** Whether the row has coordinates of which something can be computed. */
    static final String SOUND = "sound";

    /** Whether the star goes against the disc's rotation; null without a velocity. */
    static final String BACKWARDS = "backwards";

    /** The user's columns and those that were added. */
    static final String VALUES = "values";

    /** In place of the user's columns, where they are to be text: the line that they make. A table may have thousands. */
    static final String GIVEN = "given";

    private EvaluatedRows() {}
}
