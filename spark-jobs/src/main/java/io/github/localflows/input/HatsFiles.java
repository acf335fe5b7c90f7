package io.github.localflows.input;

import io.github.localflows.artifact.UserPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of a catalogue that is divided by the sky as HATS has it: {@code dataset/Norder=3/Dir=0/Npix=17.parquet}, or a directory {@code
 * Npix=17} of such, with other files beside these directories. What the names of directories say is in no column.
 */
final class HatsFiles {
    private static final Pattern ORDER = Pattern.compile("Norder=[0-9]+");
    private static final Pattern BELOW = Pattern.compile("(Dir|Npix)=[0-9]+");
    private static final String DATASET = "dataset";

    private HatsFiles() {}

    /** The files below a directory, in the order of their paths; none when it is no such catalogue. */
    static List<FileStatus> below(UserPath directory) throws IOException {
        FileSystem files = directory.fileSystem();
        List<FileStatus> found = new ArrayList<>();
        for (Path root : List.of(directory.path(), new Path(directory.path(), DATASET))) {
            if (found.isEmpty() && files.exists(root)) {
                for (FileStatus child : files.listStatus(root)) {
                    if (child.isDirectory()
                            && ORDER.matcher(child.getPath().getName()).matches()) {
                        add(files, child.getPath(), found);
                    }
                }
            }
        }
        found.sort(Comparator.comparing(file -> file.getPath().toString()));
        return found;
    }

    private static void add(FileSystem files, Path directory, List<FileStatus> found) throws IOException {
        for (FileStatus child : files.listStatus(directory)) {
            String name = child.getPath().getName();
            if (child.isDirectory() && BELOW.matcher(name).matches()) {
                add(files, child.getPath(), found);
            } else if (child.isFile() && name.endsWith(".parquet") && !name.startsWith("_") && !name.startsWith(".")) {
                found.add(child);
            }
        }
    }
}
