package io.github.localflows.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.localflows.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The small files that this program has written at the root of a run and among its figures, with their sizes and
 * check sums, in {@value #FILE} at the root: what is not in it, or is not as it says, is somebody's and is not replaced.
 *
 * <p>A file may be as it was before and after it was last written, for a kill may have come between. Records made before
 * there were check sums have sizes alone.
 *
 * <p>One process at a time changes the record and a file of it, see {@link DirectoryOwner#alone}.
 *
 * <p>A run made before there was such a record has a finished data set and none. What it has of such files is taken for the
 * program's when the record is first made.
 */
final class WrittenFiles {
    static final String FILE = "_written.json";

    /** Its lock, which stays: whoever removed it could remove one that another process has taken. */
    private static final String LOCK = "_written.lock";

    private static final String BYTES = "bytes";
    private static final String SHA256 = "sha256";
    private static final int LARGEST = 1 << 20;

    /**
     * One content of a file.
     *
     * @param sha256 null when it is not known
     */
    private record Version(long bytes, String sha256) {
        static Version of(byte[] content) {
            return new Version(content.length, Sha256.of(content));
        }

        /** What a record says; null when it says nothing. */
        static Version of(JsonNode node) {
            if (node.isIntegralNumber()) {
                return new Version(node.longValue(), null);
            }
            return node.path(BYTES).isIntegralNumber() && node.path(SHA256).isTextual()
                    ? new Version(
                            node.path(BYTES).longValue(), node.path(SHA256).textValue())
                    : null;
        }

        Object json() {
            return sha256 == null ? bytes : new TreeMap<>(Map.of(BYTES, bytes, SHA256, sha256));
        }
    }

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

    /** Whether a file at the root of a run is of the record itself. */
    static boolean isRecord(String name) {
        return name.equals(FILE) || name.equals(LOCK);
    }

    /** Whether there is a record. */
    boolean isBegun() throws IOException {
        return fileSystem.exists(record());
    }

    /** Begins the record, unless there is one. */
    void begin() throws IOException {
        if (!isBegun()) {
            alone(() -> {
                if (!fileSystem.exists(record())) {
                    write(versions());
                }
            });
        }
    }

    /**
     * Writes a file, instead of one of this program's.
     *
     * @throws UserError when one is there that is not
     */
    void write(Path file, byte[] bytes) throws IOException {
        alone(() -> {
            checkWritable(List.of(file));
            record(file, bytes);
            Storage.makeDirectory(fileSystem, file.getParent());
            Storage.replace(fileSystem, file, out -> out.write(bytes));
            if (DirectoryOwner.hasLocks(fileSystem)) {
                Storage.removeHidden(fileSystem, file);
                Storage.removeHidden(fileSystem, record());
            }
        });
    }

    private void alone(DirectoryOwner.Work work) throws IOException {
        Storage.makeDirectory(fileSystem, run.root());
        DirectoryOwner.alone(fileSystem, new Path(run.root(), LOCK), work);
    }

    /**
     * Refuses a file that is somebody's.
     *
     * @throws UserError when it is there and not as this program wrote it, or its directory is none
     */
    void checkWritable(List<Path> files) throws IOException {
        SortedMap<String, List<Version>> versions = versions();
        for (Path file : files) {
            FileStatus there = status(file);
            if (there != null && !(there.isFile() && isOneOf(versions.getOrDefault(name(file), List.of()), there))) {
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

    private boolean isOneOf(List<Version> versions, FileStatus there) throws IOException {
        List<Version> alike = versions.stream()
                .filter(version -> version.bytes() == there.getLen())
                .toList();
        if (alike.isEmpty() || alike.stream().anyMatch(version -> version.sha256() == null)) {
            return !alike.isEmpty();
        }
        return alike.contains(version(there));
    }

    /** Records that a file is about to be written. */
    private void record(Path file, byte[] bytes) throws IOException {
        SortedMap<String, List<Version>> versions = versions();
        FileStatus there = status(file);
        Version next = Version.of(bytes);
        versions.put(name(file), there == null ? List.of(next) : List.of(version(there), next));
        write(versions);
    }

    private Version version(FileStatus file) throws IOException {
        try (InputStream in = fileSystem.open(file.getPath())) {
            return Version.of(in.readAllBytes());
        }
    }

    private Path record() {
        return new Path(run.root(), FILE);
    }

    private String name(Path file) {
        return file.getParent().equals(run.root())
                ? file.getName()
                : file.getParent().getName() + "/" + file.getName();
    }

    private SortedMap<String, List<Version>> versions() throws IOException {
        try (InputStream in = fileSystem.open(record())) {
            JsonNode files = Json.MAPPER.readTree(in.readNBytes(LARGEST));
            if (files == null || !files.isObject()) {
                throw new UserError(unreadable("it holds nothing"));
            }
            SortedMap<String, List<Version>> versions = new TreeMap<>();
            for (Map.Entry<String, JsonNode> file : files.properties()) {
                List<Version> said = new ArrayList<>();
                file.getValue().forEach(node -> said.add(Version.of(node)));
                if (!file.getValue().isArray() || said.contains(null)) {
                    throw new UserError(unreadable("it does not say how long " + file.getKey() + " is"));
                }
                versions.put(file.getKey(), said);
            }
            return versions;
        } catch (FileNotFoundException e) {
            return run.isOfBefore() ? before() : new TreeMap<>();
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
    private SortedMap<String, List<Version>> before() throws IOException {
        SortedMap<String, List<Version>> versions = new TreeMap<>();
        List<Path> atRoot = List.of(run.configuration(), run.reportJson(), run.reportMarkdown());
        for (Path file : Stream.concat(atRoot.stream(), drawn().stream()).toList()) {
            FileStatus there = status(file);
            if (there != null && there.isFile()) {
                versions.put(name(file), List.of(version(there)));
            }
        }
        return versions;
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

    private void write(SortedMap<String, List<Version>> versions) throws IOException {
        SortedMap<String, List<Object>> files = new TreeMap<>();
        versions.forEach(
                (name, all) -> files.put(name, all.stream().map(Version::json).toList()));
        byte[] bytes = (Json.MAPPER.writeValueAsString(files) + "\n").getBytes(StandardCharsets.UTF_8);
        Storage.replace(fileSystem, record(), out -> out.write(bytes));
    }

    private FileStatus status(Path file) throws IOException {
        try {
            return fileSystem.getFileStatus(file);
        } catch (FileNotFoundException e) {
            return null;
        }
    }
}
