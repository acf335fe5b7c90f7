package io.github.localflows.input;

import io.github.localflows.artifact.Sha256;
import io.github.localflows.artifact.UserPath;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * The files of a table of points: the one that was named, or those of a directory in the order of their names. Those of a HATS catalogue
 * are in the order of their paths.
 *
 * @param format of all of them
 * @param files at least one
 * @param leftOut names of files of a directory that are not read, though they may look like such
 */
record PointFiles(PointFormat format, List<FileStatus> files, List<String> leftOut) {
    /**
     * The files of what the user named.
     *
     * @throws UserError when there are none, or some that cannot be read
     */
    static PointFiles of(GivenTable given, Configuration hadoop) throws IOException {
        UserPath points = given.place(hadoop);
        String what = given.what();
        if (!points.exists()) {
            throw given.missing();
        }
        FileStatus there = points.fileSystem().getFileStatus(points.path());
        if (there.isFile()) {
            PointFormat format = PointFormat.ofName(points.path().getName())
                    .orElseThrow(() -> new UserError(what + " is neither " + PointFormat.NAMES));
            return new PointFiles(format, List.of(there), List.of());
        }
        List<FileStatus> partitions = HatsFiles.below(points);
        if (!partitions.isEmpty()) {
            return new PointFiles(PointFormat.PARQUET, partitions, List.of());
        }
        List<FileStatus> files = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (FileStatus child : points.fileSystem().listStatus(points.path())) {
            String name = child.getPath().getName();
            if (name.startsWith("_") || name.startsWith(".")) {
                // As Spark has it, this is how names of what is no data begin; whoever calls a table so is told.
                if (child.isFile() && PointFormat.ofName(name).isPresent()) {
                    leftOut.add(name);
                }
            } else if (child.isDirectory()) {
                throw new UserError(
                        what + " holds the directory " + Shown.text(name) + ": give a directory of files, or one file");
            } else {
                files.add(child);
            }
        }
        files.sort(Comparator.comparing(file -> file.getPath().getName()));
        leftOut.sort(Comparator.naturalOrder());
        if (files.isEmpty()) {
            throw new UserError(what + " is neither " + PointFormat.NAMES + ": the directory holds no such file"
                    + (leftOut.isEmpty() ? "" : " whose name does not begin with _ or ."));
        }
        return new PointFiles(format(what, points, files), files, leftOut);
    }

    /** The files of a directory {@code x.csv} or {@code x.parquet} may have names without an ending. */
    private static PointFormat format(String what, UserPath directory, List<FileStatus> files) {
        Optional<PointFormat> ofDirectory = PointFormat.ofName(directory.path().getName());
        List<PointFormat> formats = new ArrayList<>();
        for (FileStatus file : files) {
            String name = file.getPath().getName();
            formats.add(PointFormat.ofName(name)
                    .or(() -> ofDirectory.filter(format -> name.indexOf('.') < 0))
                    .orElseThrow(() -> new UserError(what + " holds " + Shown.text(name) + ", which is neither "
                            + PointFormat.NAMES + ": take it out of the directory")));
        }
        PointFormat first = formats.get(0);
        for (int i = 1; i < formats.size(); i++) {
            if (formats.get(i) != first) {
                throw new UserError(what + " holds files of two formats, "
                        + Shown.text(files.get(0).getPath().getName()) + " and "
                        + Shown.text(files.get(i).getPath().getName()) + ": give a directory of one");
            }
        }
        return first;
    }

    /** Stands for the state of the files: other files, sizes or times of change have another. */
    String state() {
        return Sha256.of(files.stream()
                .map(file -> file.getPath().getName() + " " + file.getLen() + " " + file.getModificationTime() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8));
    }

    /** The names of the files. */
    List<String> names() {
        return files.stream().map(file -> file.getPath().getName()).toList();
    }
}
