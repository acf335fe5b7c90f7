package io.github.localflows.artifact;

import io.github.localflows.config.Messages;
import io.github.localflows.config.UserError;
import io.github.localflows.expansion.PotentialFile;
import io.github.localflows.expansion.PotentialGrid;
import io.github.localflows.field.AccelerationParts;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.IntStatistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * What the directory of a data set holds, and whether that is what its manifest says.
 *
 * <p>One listing compares the names and sizes of the files. The rows of Parquet files, and of stars the seeds, are compared by
 * their footers, which are read many at once: a store far away answers late, but to many. A footer is read once for a
 * file that does not change. Pages are not read: Parquet's own checksums find what is damaged in them.
 *
 * <p>Files whose names begin with {@code _} or {@code .} are no content, but those that belong to a table: Spark does not see them. A manifest made before
 * manifests had a list of the files is compared by what it has: how many files there are, their bytes and rows together.
 *
 * <p>Thread-safe.
 */
public final class Contents {
    private static final String TABLE = ".parquet";

    /** Footers read at once. */
    private static final int READERS = 16;

    private static final Set<String> BESIDE_TABLES =
            Set.of(AccelerationParts.NAME, PotentialFile.NAME, PotentialGrid.NPZ, PotentialGrid.AGAMA);

    private static final Pattern STARS = Pattern.compile("seeds-(\\d{5,10})-(\\d{5,10})\\.parquet");

    /** What files were called before manifests listed them. */
    private static final Pattern UNLISTED = Pattern.compile(STARS.pattern()
            + "|accelerations\\.parquet|spiral\\.parquet|model\\.json|weights\\.npz|history\\.csv|checkpoint");

    /** Before manifests listed files, that of a spiral counted bytes that were gone after the commit. */
    private static final String MISCOUNTED = "-spiral";

    /** Those of a file system's configuration take as long to find out as the footer to read. */
    private static final ParquetReadOptions OPTIONS =
            ParquetReadOptions.builder().build();

    /** Of those IOExceptions that Parquet throws itself, for bytes that mean nothing. */
    private static final Pattern PARQUETS_WORDS = Pattern.compile(
            "^can not read class|^Expected .* values in column chunk|Required field|^could not read page");

    private final FileSystem fileSystem;
    private final Map<Version, Footer> footers = new ConcurrentHashMap<>();

    /** One version of a file. */
    private record Version(Path path, long bytes, long modified) {}

    /**
     * What a footer says.
     *
     * @param rows of the file
     * @param seeds the least and the largest seed of its stars; empty when it does not say
     * @param damage why the footer cannot be read, null when it can
     */
    private record Footer(long rows, List<Integer> seeds, String damage) {}

    /**
     * In what a directory differs from its manifest.
     *
     * @param what in words
     * @param foreign whether it holds what is not of this data set
     */
    public record Damage(String what, boolean foreign) {}

    public Contents(FileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    /** Whether a file of this name is no content. */
    static boolean isHidden(String name) {
        return (name.startsWith("_") || name.startsWith(".")) && !isBesideTable(name);
    }

    /** Whether a file of this name belongs to a table, beside which Spark does not see it. */
    static boolean isBesideTable(String name) {
        return BESIDE_TABLES.contains(name);
    }

    /** Whether a file of this name can be one of a data set. */
    static boolean belongs(String name, Manifest manifest) {
        return manifest.content().isEmpty()
                ? UNLISTED.matcher(name).matches()
                : manifest.content().containsKey(name);
    }

    /**
     * The files of a directory that is whole, for its manifest.
     *
     * @throws IllegalStateException when one is not as it should be
     */
    SortedMap<String, ContentFile> of(Path directory) throws IOException {
        List<FileStatus> files =
                list(directory).stream().filter(FileStatus::isFile).toList();
        Map<String, Footer> tables = footers(files);
        SortedMap<String, ContentFile> content = new TreeMap<>();
        for (FileStatus file : files) {
            String name = file.getPath().getName();
            Footer footer = tables.get(name);
            String wrong = footer == null ? null : wrong(name, footer);
            if (wrong != null) {
                throw new IllegalStateException(directory + " is not as it was written: " + wrong);
            }
            content.put(
                    name,
                    footer == null
                            ? new ContentFile(file.getLen(), ContentFile.NO_TABLE, sha256(file.getPath()))
                            : new ContentFile(file.getLen(), footer.rows()));
        }
        return content;
    }

    /** In what a directory differs from its manifest; empty when it is whole. */
    public Optional<Damage> damage(Path directory, Manifest manifest) throws IOException {
        Map<String, FileStatus> there = new LinkedHashMap<>();
        List<String> foreign = new ArrayList<>();
        for (FileStatus child : list(directory)) {
            String name = child.getPath().getName();
            if (child.isFile() && belongs(name, manifest)) {
                there.put(name, child);
            } else if (!child.isFile() || !isBesideTable(name)) {
                foreign.add((child.isFile() ? "" : "directory ") + name);
            }
        }
        List<String> found = new ArrayList<>();
        found.addAll(manifest.content().isEmpty() ? unlike(manifest, there) : unlike(manifest.content(), there));
        if (!foreign.isEmpty()) {
            found.add(foreign.get(0) + " is not one of its files" + more(foreign.size()));
        }
        if (found.isEmpty()) {
            tables(manifest, there).ifPresent(found::add);
            found.addAll(changed(manifest.content(), there));
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Damage(String.join("; ", found), !foreign.isEmpty()));
    }

    /** The small files that are no tables, such as model.json, and have other bytes than they had. */
    private List<String> changed(SortedMap<String, ContentFile> content, Map<String, FileStatus> there)
            throws IOException {
        List<String> changed = new ArrayList<>();
        for (Map.Entry<String, ContentFile> file : content.entrySet()) {
            String expected = file.getValue().sha256();
            if (expected != null
                    && !expected.equals(sha256(there.get(file.getKey()).getPath()))) {
                changed.add(file.getKey() + " is not what it was");
            }
        }
        return changed;
    }

    private String sha256(Path file) throws IOException {
        try (InputStream in = fileSystem.open(file)) {
            return Sha256.of(in);
        }
    }

    /**
     * What only reading it all shows: a table whose pages do not have the check sums that they say.
     *
     * @return empty when there is none; else what is damaged
     */
    Optional<Damage> pageDamage(Path directory) throws IOException {
        for (FileStatus file : list(directory)) {
            if (file.getPath().getName().endsWith(TABLE)) {
                try (ParquetFileReader reader = ParquetFileReader.open(
                        HadoopInputFile.fromStatus(file, fileSystem.getConf()),
                        ParquetReadOptions.builder()
                                .usePageChecksumVerification()
                                .build())) {
                    for (PageReadStore group = reader.readNextRowGroup();
                            group != null;
                            group = reader.readNextRowGroup()) {
                        decompress(reader, group);
                    }
                } catch (IOException | RuntimeException e) {
                    throwUnlessDamage(e);
                    return Optional.of(new Damage(
                            file.getPath().getName() + " is damaged (" + Messages.firstLine(e) + ")", false));
                }
            }
        }
        return Optional.empty();
    }

    /** A check sum is compared when its page is read. */
    private static void decompress(ParquetFileReader reader, PageReadStore group) {
        for (ColumnDescriptor column : reader.getFileMetaData().getSchema().getColumns()) {
            PageReader pages = group.getPageReader(column);
            pages.readDictionaryPage();
            while (pages.readPage() != null) {
                // Reading is all.
            }
        }
    }

    private static List<String> unlike(SortedMap<String, ContentFile> content, Map<String, FileStatus> there) {
        List<String> missing = content.keySet().stream()
                .filter(name -> !there.containsKey(name))
                .toList();
        List<String> sizes = there.values().stream()
                .filter(file ->
                        file.getLen() != content.get(file.getPath().getName()).bytes())
                .map(file -> file.getPath().getName() + " has " + file.getLen() + " bytes, not "
                        + content.get(file.getPath().getName()).bytes())
                .toList();
        List<String> found = new ArrayList<>();
        if (!missing.isEmpty()) {
            found.add(missing.size() + " of " + content.size() + " files " + (missing.size() == 1 ? "is" : "are")
                    + " missing (first: " + missing.get(0) + ")");
        }
        if (!sizes.isEmpty()) {
            found.add(sizes.get(0) + more(sizes.size()));
        }
        return found;
    }

    private static List<String> unlike(Manifest manifest, Map<String, FileStatus> there) {
        long bytes = there.values().stream().mapToLong(FileStatus::getLen).sum();
        if (there.size() != manifest.files()) {
            return List.of("it holds " + there.size() + " files, not " + manifest.files());
        }
        if (bytes != manifest.bytes() && !manifest.dataset().endsWith(MISCOUNTED)) {
            return List.of("its files have " + bytes + " bytes together, not " + manifest.bytes());
        }
        return List.of();
    }

    /** In what the tables differ, whose names and sizes are as they should be. */
    private Optional<String> tables(Manifest manifest, Map<String, FileStatus> there) throws IOException {
        Map<String, Footer> tables = footers(List.copyOf(there.values()));
        List<String> found = new ArrayList<>();
        long rows = 0;
        for (Map.Entry<String, Footer> table : tables.entrySet()) {
            String wrong = wrong(table.getKey(), table.getValue());
            ContentFile listed = manifest.content().get(table.getKey());
            if (wrong == null
                    && listed != null
                    && listed.rows() != table.getValue().rows()) {
                wrong = table.getKey() + " holds " + table.getValue().rows() + " rows, not " + listed.rows();
            }
            if (wrong != null) {
                found.add(wrong);
            }
            rows += table.getValue().rows();
        }
        if (!found.isEmpty()) {
            return Optional.of(found.get(0) + more(found.size()));
        }
        return tables.isEmpty() || rows == manifest.rows()
                ? Optional.empty()
                : Optional.of("its files hold " + rows + " rows, not " + manifest.rows());
    }

    private static String more(int found) {
        return found == 1 ? "" : " (and " + (found - 1) + " more)";
    }

    /** What is wrong with a table by its footer alone; null when nothing is. */
    private static String wrong(String name, Footer footer) {
        if (footer.damage() != null) {
            return name + " cannot be read as Parquet (" + footer.damage() + ")";
        }
        Matcher stars = STARS.matcher(name);
        if (stars.matches() && !footer.seeds().isEmpty()) {
            long first = Long.parseLong(stars.group(1));
            long last = Long.parseLong(stars.group(2));
            int least = footer.seeds().get(0);
            int largest = footer.seeds().get(1);
            if (least < first || largest > last) {
                return name + " holds seeds " + least + " to " + largest + ", not those of its name";
            }
        }
        return null;
    }

    /** What a reader sees, by name. */
    private List<FileStatus> list(Path directory) throws IOException {
        List<FileStatus> children = new ArrayList<>();
        try {
            for (FileStatus child : fileSystem.listStatus(directory)) {
                if (!isHidden(child.getPath().getName())) {
                    children.add(child);
                }
            }
        } catch (FileNotFoundException e) {
            throw new UserError(directory + " is not there (any more)", e);
        }
        children.sort((a, b) -> a.getPath().getName().compareTo(b.getPath().getName()));
        return children;
    }

    /** The footers of those files that are tables, by name. */
    private Map<String, Footer> footers(List<FileStatus> files) throws IOException {
        Map<String, Future<Footer>> reading = new LinkedHashMap<>();
        ExecutorService readers = Executors.newFixedThreadPool(READERS, task -> {
            Thread thread = new Thread(task, "footers");
            thread.setDaemon(true);
            return thread;
        });
        try {
            for (FileStatus file : files) {
                if (file.getPath().getName().endsWith(TABLE)) {
                    Version version = new Version(file.getPath(), file.getLen(), file.getModificationTime());
                    reading.put(file.getPath().getName(), readers.submit(() -> footer(version, file)));
                }
            }
            Map<String, Footer> read = new LinkedHashMap<>();
            for (Map.Entry<String, Future<Footer>> table : reading.entrySet()) {
                read.put(table.getKey(), table.getValue().get());
            }
            return read;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading footers");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unread) {
                throw unread;
            }
            throw new IllegalStateException("reading footers", e.getCause());
        } finally {
            readers.shutdownNow();
        }
    }

    /** What could not be read is not kept: it may be read the next time. */
    private Footer footer(Version version, FileStatus file) throws IOException {
        Footer known = footers.get(version);
        if (known == null) {
            known = read(file);
            footers.put(version, known);
        }
        return known;
    }

    /** @throws IOException when the file cannot be read, whatever it holds */
    private Footer read(FileStatus file) throws IOException {
        try {
            HadoopInputFile input = HadoopInputFile.fromStatus(file, fileSystem.getConf());
            ParquetMetadata footer;
            try (SeekableInputStream in = input.newStream()) {
                footer = ParquetFileReader.readFooter(input, OPTIONS, in);
            }
            List<BlockMetaData> groups = footer.getBlocks();
            long rows = groups.stream().mapToLong(BlockMetaData::getRowCount).sum();
            return new Footer(rows, seeds(groups), null);
            // Parquet reports damage by many kinds of exception; to the user they are all the same.
        } catch (IOException | RuntimeException e) {
            throwUnlessDamage(e);
            return new Footer(
                    0,
                    List.of(),
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /**
     * Throws an error that says nothing of the content of a Parquet file: a refused permission, a server that does not answer.
     * A set that is whole must not be made anew for that.
     */
    public static void throwUnlessDamage(Exception error) throws IOException {
        if (error instanceof IOException unread && !isDamage(unread)) {
            throw unread;
        }
    }

    private static boolean isDamage(IOException error) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof FileNotFoundException) {
            // So Java also calls a file that it may not open.
            return message.contains("No such file") || message.contains("does not exist");
        }
        return error instanceof EOFException
                || error instanceof ChecksumException
                || PARQUETS_WORDS.matcher(message).find();
    }

    private static List<Integer> seeds(List<BlockMetaData> groups) {
        int least = Integer.MAX_VALUE;
        int largest = Integer.MIN_VALUE;
        for (BlockMetaData group : groups) {
            for (ColumnChunkMetaData column : group.getColumns()) {
                if (column.getPath().toDotString().equals("seed")
                        && column.getStatistics() instanceof IntStatistics seeds
                        && seeds.hasNonNullValue()) {
                    least = Math.min(least, seeds.getMin());
                    largest = Math.max(largest, seeds.getMax());
                }
            }
        }
        return least > largest ? List.of() : List.of(least, largest);
    }
}
