package io.github.localflows.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.github.localflows.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The small files that this program has written at the root of a run and among its figures, and their sizes, in {@value
 * #FILE} at the root: what is not in it, or has another size, is somebody's and is not replaced.
 *
 * <p>A file has the sizes that it had before and after it was last written, for a kill may have come between.
 *
 * <p>A run made before there was such a record has a finished data set and none. What it has of such files is taken for the
 * program's when the record is first made.
 */
final class WrittenFiles {
    static final String FILE = "_written.json";

    private static final TypeReference<TreeMap<String, List<Long>>> SIZES = new TypeReference<>() {};
    private static final int LARGEST = 1 << 20;

    private final RunDirectory run;
    private final FileSystem fileSystem;

    WrittenFiles(RunDirectory run) {
        this.run = run;
        this.fileSystem = run.fileSystem();
    }

    /** Whether a file is one of those that are recorded. */
    boolean covers(Path file) {
        Path parent = file.getParent();
        return parent != null && (parent.equals(run.root()) || parent.equals(run.figures()));
    }

    /** Begins the record, unless there is one. */
    void begin() throws IOException {
        if (!fileSystem.exists(record())) {
            write(sizes());
        }
    }

    /**
     * Refuses a file that is somebody's.
     *
     * @throws UserError when it is there and not as this program wrote it, or its directory is none
     */
    void checkWritable(List<Path> files) throws IOException {
        SortedMap<String, List<Long>> sizes = sizes();
        for (Path file : files) {
            FileStatus there = status(file);
            if (there != null
                    && !(there.isFile()
                            && sizes.getOrDefault(name(file), List.of()).contains(there.getLen()))) {
                throw new UserError(
                        file + " is not as this program wrote it, or not written by it, and is not replaced: move"
                                + " it away, or choose another --run");
            }
            FileStatus parent = status(file.getParent());
            if (parent != null && !parent.isDirectory()) {
                throw new UserError(file.getParent()
                        + " is a file, where a directory is to be made: move it away, or choose" + " another --run");
            }
        }
    }

    /** Records that a file is about to be written. */
    void record(Path file, long bytes) throws IOException {
        SortedMap<String, List<Long>> sizes = sizes();
        FileStatus there = status(file);
        sizes.put(name(file), there == null ? List.of(bytes) : List.of(there.getLen(), bytes));
        write(sizes);
    }

    private Path record() {
        return new Path(run.root(), FILE);
    }

    private String name(Path file) {
        return file.getParent().equals(run.root())
                ? file.getName()
                : file.getParent().getName() + "/" + file.getName();
    }

    private SortedMap<String, List<Long>> sizes() throws IOException {
        try (InputStream in = fileSystem.open(record())) {
            TreeMap<String, List<Long>> sizes = Json.MAPPER.readValue(in.readNBytes(LARGEST), SIZES);
            if (sizes == null || sizes.values().stream().anyMatch(all -> all == null || all.contains(null))) {
                throw new UserError(unreadable("it holds nothing"));
            }
            return sizes;
        } catch (FileNotFoundException e) {
            return run.hasFinished() ? before() : new TreeMap<>();
        } catch (JsonProcessingException e) {
            throw new UserError(
                    unreadable(e.getOriginalMessage().lines().findFirst().orElse("")), e);
        }
    }

    private String unreadable(String why) {
        return record() + " is not a record of this program's (" + why + "): put the one back that was there, or choose"
                + " another --run";
    }

    /** What a run has that was made before there were records. */
    private SortedMap<String, List<Long>> before() throws IOException {
        SortedMap<String, List<Long>> sizes = new TreeMap<>();
        List<Path> atRoot = List.of(run.configuration(), run.reportJson(), run.reportMarkdown());
        for (Path file : Stream.concat(atRoot.stream(), drawn().stream()).toList()) {
            FileStatus there = status(file);
            if (there != null && there.isFile()) {
                sizes.put(name(file), List.of(there.getLen()));
            }
        }
        return sizes;
    }

    private List<Path> drawn() throws IOException {
        try {
            return Stream.of(fileSystem.listStatus(run.figures()))
                    .map(FileStatus::getPath)
                    .filter(file ->
                            file.getName().matches("((accelerations|profiles|loss)-[a-z0-9-]+|spirals)\\.(png|pdf)"))
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }

    private void write(SortedMap<String, List<Long>> sizes) throws IOException {
        Storage.makeDirectory(fileSystem, run.root());
        byte[] bytes = (Json.MAPPER.writeValueAsString(sizes) + "\n").getBytes(StandardCharsets.UTF_8);
        Storage.replace(fileSystem, record(), bytes);
    }

    private FileStatus status(Path file) throws IOException {
        try {
            return fileSystem.getFileStatus(file);
        } catch (FileNotFoundException e) {
            return null;
        }
    }
}
