package io.github.localflows.evaluate;

import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.Ownership;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Sha256;
import io.github.localflows.artifact.Storage;
import io.github.localflows.artifact.UserPath;
import io.github.localflows.cluster.JobName;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import io.github.localflows.input.CsvText;
import io.github.localflows.input.PointFormat;
import io.github.localflows.input.PointTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Where the evaluated table goes: a file where a file is named ({@code stars.csv}, {@code stars.parquet}), else a directory. A manifest
 * says what it was made from: in the directory, or beside the file as {@code _stars.csv.manifest.json}.
 */
final class EvaluationOutput {
    /** Rows of a Parquet file of a directory; a CSV table is one file however long. */
    private static final long ROWS_PER_FILE = 5_000_000;

    /** A time of the day, also within another type. */
    private static final Pattern TIME = Pattern.compile("\\btime\\(");

    private final String text;
    private final UserPath out;
    private final Path place;
    private final FileSystem fileSystem;
    private final PointFormat format;
    private final boolean single;
    private final Configuration hadoop;
    private final List<UserPath> inputs;

    private EvaluationOutput(
            String text, UserPath out, PointFormat format, boolean single, Configuration hadoop, List<UserPath> inputs)
            throws IOException {
        this.text = text;
        this.out = out;
        this.place = out.qualified();
        this.fileSystem = Storage.of(place, hadoop);
        this.format = format;
        this.single = single;
        this.hadoop = hadoop;
        this.inputs = inputs;
    }

    /**
     * What a request names.
     *
     * @throws UserError when it is no place for an output
     */
    static EvaluationOutput of(EvaluatePoints.Request request, Configuration hadoop) throws IOException {
        String text = request.out();
        UserPath out = UserPath.of("--out", text, hadoop);
        String name = out.qualified().getName();
        if (name.isEmpty()) {
            throw new UserError("--out " + text + " is the root of a file system: name a directory in it");
        }
        Optional<PointFormat> named = PointFormat.ofName(name);
        if (named.isPresent() && !named.get().isWritten()
                || request.format() != null && !request.format().isWritten()) {
            throw new UserError("--out " + text
                    + ": only csv and parquet are written: name a .csv or a .parquet file, or a" + " directory");
        }
        if (named.isPresent() && !name.toLowerCase(Locale.ROOT).endsWith("." + named.get())) {
            throw new UserError("--out " + text + " is compressed: name a .csv or a .parquet file, or a directory");
        }
        if (named.isPresent() && request.format() != null && named.get() != request.format()) {
            throw new UserError("--out " + text + " is the name of a " + named.get() + " file, but --format is "
                    + request.format() + ": leave --format out, or name it otherwise");
        }
        PointFormat format = request.format() != null ? request.format() : named.orElse(PointFormat.CSV);
        List<UserPath> inputs = new ArrayList<>(List.of(UserPath.of("--points", request.points(), hadoop)));
        if (request.flow() != null) {
            inputs.add(UserPath.of("--flow", request.flow(), hadoop));
        }
        return new EvaluationOutput(text, out, format, named.isPresent(), hadoop, inputs);
    }

    PointFormat format() {
        return format;
    }

    /** The directory or file. */
    Path path() {
        return place;
    }

    /**
     * Refuses a place that is taken.
     *
     * @param overwrite whether what this command has written there may be replaced
     * @throws UserError when something is there that is not this command's alone, or the output would lie among its input
     */
    void checkFree(boolean overwrite) throws IOException {
        for (UserPath input : inputs) {
            if (input.exists()
                    && input.fileSystem().getFileStatus(input.qualified()).isDirectory()) {
                checkOutside(input);
            }
        }
        if (!out.exists()) {
            if (single && fileSystem.exists(manifestBeside())) {
                checkManifest();
            }
            return;
        }
        if (!overwrite) {
            throw new UserError("--out " + text + " exists: choose another, or replace it with --overwrite");
        }
        if (single) {
            checkOwnFile();
        } else {
            Ownership.checkReplaceable(
                    fileSystem,
                    place,
                    EvaluatePoints.STAGE,
                    place.getName(),
                    inputs.stream().map(UserPath::qualified).toList());
            checkUnchanged(Manifest.read(fileSystem, new Path(place, RunDirectory.MANIFEST)));
        }
    }

    private void checkOutside(UserPath input) throws IOException {
        if (Ownership.isWithin(fileSystem, place, input.qualified())) {
            throw new UserError("--out " + text + " lies in " + input.qualified()
                    + ", which is read: choose a place outside of it");
        }
    }

    /** As {@link Ownership#checkReplaceable} does of a directory. */
    private void checkOwnFile() throws IOException {
        for (UserPath input : inputs) {
            if (Ownership.isWithin(fileSystem, input.qualified(), place)) {
                throw new UserError("--out " + text + " is what is to be read: choose another");
            }
        }
        if (fileSystem.getFileStatus(place).isDirectory()) {
            throw new UserError("--out " + text + " is a directory, where a file is to be made: choose another");
        }
        Optional<Manifest> manifest = checkManifest();
        if (manifest.isEmpty()) {
            throw new UserError("--out " + text + " has no manifest of this command beside it, and is not replaced:"
                    + " --overwrite replaces what `evaluate` has written, and nothing else; choose another --out");
        }
        checkUnchanged(manifest);
    }

    /** The manifest beside the file, which is there or not, but none of something else. */
    private Optional<Manifest> checkManifest() throws IOException {
        Optional<Manifest> manifest = Manifest.read(fileSystem, manifestBeside());
        manifest.ifPresent(
                there -> Ownership.checkKind(manifestBeside(), there, EvaluatePoints.STAGE, place.getName()));
        return manifest;
    }

    /** What somebody has changed since is no longer this command's. */
    private void checkUnchanged(Optional<Manifest> manifest) throws IOException {
        if (manifest.isPresent() && !checksum(tables()).equals(manifest.get().checksum())) {
            throw new UserError(
                    "--out " + text
                            + " is not replaced, for its content has changed since this command wrote it: choose another --out");
        }
    }

    /** The files of the table that is there, in the order in which it was written. */
    private List<Path> tables() throws IOException {
        return Arrays.stream(fileSystem.listStatus(place))
                .map(FileStatus::getPath)
                .filter(file -> PointFormat.ofName(file.getName()).isPresent())
                .sorted(Comparator.comparing(Path::getName))
                .toList();
    }

    private Path manifestBeside() {
        return Storage.child(place.getParent(), "_" + place.getName() + ".manifest.json");
    }

    /**
     * Refuses columns that the format cannot hold.
     *
     * @throws UserError naming the first
     */
    void checkHolds(PointTable table) {
        for (StructField field : table.schema().fields()) {
            String column = table.what() + ": column " + Shown.text(field.name()) + " is of type "
                    + Shown.text(field.dataType().simpleString());
            if (format == PointFormat.CSV && !CsvText.holds(field.dataType())) {
                throw new UserError(
                        column + ", which a CSV cannot hold: give --format parquet, or leave the column out");
            }
            if (TIME.matcher(field.dataType().simpleString()).find()) {
                throw new UserError(column + ", which Spark does not write: write it as text, or leave the column out");
            }
        }
    }

    /**
     * An evaluated table.
     *
     * @param rows each a number and a struct of values, in which the user's own are one line of text where a CSV is made
     * @param names of the columns
     * @param count how many rows there are
     */
    record Rows(Dataset<Row> rows, List<String> names, long count) {}

    /**
     * Writes the table so that it appears whole.
     *
     * @throws UserError when it cannot be written
     */
    void write(Rows table, Recipe recipe, Map<String, Double> figures, boolean overwrite) throws IOException {
        long start = System.nanoTime();
        // Tables of others may have come here since.
        checkFree(overwrite);
        try (PendingDirectory pending = PendingDirectory.begin(fileSystem, place)) {
            List<Path> files = JobName.ofPart(table.rows().sparkSession(), "write " + place.getName())
                    .during(() -> format == PointFormat.CSV
                            ? csv(table, pending)
                            : parquet(table.rows(), pending, table.count()));
            Made made = new Made(
                    Origin.OF_NO_STARS,
                    table.count(),
                    checksum(files),
                    new Made.Times((System.nanoTime() - start) * 1e-9, 0),
                    figures);
            Manifest manifest = Manifest.of(recipe, made);
            if (single) {
                long bytes = fileSystem.getFileStatus(files.get(0)).getLen();
                replaceFile(files.get(0), pending, manifest.holding(1, bytes));
            } else {
                pending.commit(manifest);
            }
        }
    }

    /** Writes one file: the task that sorts the rows writes them. */
    private List<Path> csv(Rows table, PendingDirectory pending) throws IOException {
        Dataset<Row> rows = table.rows();
        String header = table.names().stream().map(CsvText::quoted).collect(Collectors.joining(","));
        String attempts = pending.attempts().toString();
        SerializableConfiguration shared = new SerializableConfiguration(hadoop);
        List<String> written = rows.repartition(1)
                .sortWithinPartitions(rows.columns()[0])
                .javaRDD()
                .mapPartitions(sorted -> List.of(csvFile(sorted, header, attempts, shared.value()))
                        .iterator())
                .collect();
        pending.accept(new Path(written.get(0)), "part-00000.csv");
        return List.of(new Path(pending.path(), "part-00000.csv"));
    }

    private static String csvFile(Iterator<Row> rows, String header, String attempts, Configuration hadoop)
            throws IOException {
        Path file = new Path(attempts, SparkTasks.attempt() + ".csv");
        try (Writer writer = new BufferedWriter(
                new OutputStreamWriter(Storage.of(file, hadoop).create(file, false), StandardCharsets.UTF_8))) {
            writer.write(header + "\n");
            while (rows.hasNext()) {
                Row values = rows.next().getStruct(1);
                String added = values.size() > 1 ? "," + CsvText.line(values, 1) : "";
                writer.write(values.getString(0) + added + "\n");
            }
        }
        return file.toString();
    }

    private List<Path> parquet(Dataset<Row> rows, PendingDirectory pending, long count) throws IOException {
        String number = rows.columns()[0];
        int files = single ? 1 : Math.toIntExact(1 + count / ROWS_PER_FILE);
        Dataset<Row> parted = files == 1 ? rows.repartition(1) : rows.repartitionByRange(files, functions.col(number));
        Path scratch = new Path(pending.attempts(), "rows");
        parted.sortWithinPartitions(number)
                .select(functions.col(rows.columns()[1] + ".*"))
                .write()
                .option("compression", "zstd")
                .parquet(scratch.toString());
        List<Path> parts = Arrays.stream(fileSystem.listStatus(scratch))
                .map(FileStatus::getPath)
                .filter(file -> file.getName().endsWith(".parquet"))
                .sorted(Comparator.comparing(Path::getName))
                .toList();
        List<Path> accepted = new ArrayList<>();
        for (Path part : parts) {
            String name = String.format(Locale.ROOT, "part-%05d.parquet", accepted.size());
            pending.accept(part, name);
            accepted.add(new Path(pending.path(), name));
        }
        return accepted;
    }

    /** SHA-256 of the files one after another. */
    private String checksum(List<Path> files) throws IOException {
        return Sha256.of(files.stream()
                .<Sha256.Source>map(file -> () -> fileSystem.open(file))
                .toList());
    }

    private void replaceFile(Path written, PendingDirectory pending, Manifest manifest) throws IOException {
        Path says = new Path(pending.path(), RunDirectory.MANIFEST);
        try (Writer writer = new OutputStreamWriter(fileSystem.create(says, false), StandardCharsets.UTF_8)) {
            writer.write(manifest.json());
        }
        moveOver(written, place, pending);
        moveOver(says, manifestBeside(), pending);
    }

    /** Puts a file into its place, instead of one that was found to be this command's own, which goes when that has worked. */
    private void moveOver(Path from, Path to, PendingDirectory pending) throws IOException {
        Path old = Storage.child(pending.path(), "replaced-" + to.getName());
        boolean replaces = fileSystem.exists(to);
        if (replaces && !fileSystem.rename(to, old)) {
            throw new UserError("--out " + text + " cannot be moved out of its place: choose another");
        }
        if (!fileSystem.rename(from, to)) {
            if (replaces) {
                fileSystem.rename(old, to);
            }
            throw new UserError("--out " + text + " cannot be put into its place: choose another");
        }
    }
}
