package io.github.localflows.artifact;

import io.github.localflows.config.Shown;

/**
 * What the inputs of a recipe are called: data sets by their path in the run, and files of the user's by what they are. The checksum of
 * these stands for their names, sizes and times of change, for nobody reads them only to see whether they are as before.
 */
public final class InputName {
    /** What stands before the path of a table. */
    public static final String FILES = "files of ";

    private static final String SELECTION = "selection of ";
    private static final String OF_FILES = " (its size or time of change is another)";

    private InputName() {}

    /** That of a table. */
    public static String table(String path) {
        return FILES + path;
    }

    /** That of the table which says what of a star set was seen. */
    public static String selection(String set) {
        return SELECTION + set;
    }

    /** That an input is another than before, in words. */
    static String changed(String name) {
        if (name.startsWith(FILES)) {
            return Shown.text(name.substring(FILES.length())) + " has changed since" + OF_FILES;
        }
        return name.startsWith(SELECTION)
                ? "the table that says the " + name + " has changed since" + OF_FILES
                : Shown.text(name) + " is another now";
    }
}
