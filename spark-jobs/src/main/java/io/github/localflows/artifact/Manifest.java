package io.github.localflows.artifact;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a finished data set says of itself, in {@code _manifest.json}.
 *
 * @param stage the command that made it
 * @param dataset its name
 * @param configurationHash {@link Recipe#hash()}: equal hashes mean equal content
 * @param configuration the keys of the resolved configuration that it depends on, and their values
 * @param inputs content checksums of the data sets it was made from, by path within the run
 * @param measure with respect to what its stars (or those it was learned from) are distributed; null for what was made
 *     from no stars
 * @param software what made it
 * @param rows how many rows (stars, positions; for flows the stars trained on)
 * @param checksum of the content, see {@link ContentChecksum}
 * @param files how many files hold the rows
 * @param bytes their size
 * @param wallSeconds time from start to commit; its part where a stage makes several data sets at once
 * @param coreSeconds sum of the times of the tasks that made it (of all threads for training), its part as well
 * @param figures figures of the stage, such as an acceptance rate or energy errors, by name with the unit in it
 * @param content the files that hold the rows, by name; of none for an ensemble of flows, whose members have manifests of
 *     their own, and for what was made before manifests listed files
 * @param lineage what the stars were made by and from, see {@link Origin}; empty for what was made before manifests said it
 * @param truth the keys and values of the model galaxy that the stars were drawn from; empty where nobody knows it, and for
 *     what was made before manifests said it
 * @param warnings what is doubtful about it, a sentence each
 */
public record Manifest(
        String stage,
        String dataset,
        String configurationHash,
        SortedMap<String, String> configuration,
        SortedMap<String, String> inputs,
        Measure measure,
        Software software,
        long rows,
        String checksum,
        int files,
        long bytes,
        double wallSeconds,
        double coreSeconds,
        SortedMap<String, Double> figures,
        SortedMap<String, ContentFile> content,
        SortedMap<String, String> lineage,
        SortedMap<String, String> truth,
        List<String> warnings) {
    /** The largest that is read [bytes]: a list of 100,000 files has a third of it. */
    private static final int LARGEST = 32 << 20;

    /** @throws IllegalArgumentException when something is missing, negative or not finite */
    public Manifest {
        given(stage, "stage");
        given(dataset, "dataset");
        given(configurationHash, "configurationHash");
        given(software, "software");
        given(checksum, "checksum");
        notNegative(rows, "rows");
        notNegative(files, "files");
        notNegative(bytes, "bytes");
        notNegative(wallSeconds, "wallSeconds");
        notNegative(coreSeconds, "coreSeconds");
        configuration = copy(configuration, "configuration");
        inputs = copy(inputs, "inputs");
        figures = copy(figures, "figures");
        content = content == null ? Collections.emptySortedMap() : copy(content, "content");
        lineage = lineage == null ? Collections.emptySortedMap() : copy(lineage, "lineage");
        truth = truth == null ? Collections.emptySortedMap() : copy(truth, "truth");
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    private static void given(Object value, String name) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }

    private static void notNegative(double value, String name) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " = " + value + " must be finite and not negative");
        }
    }

    private static <T> SortedMap<String, T> copy(SortedMap<String, T> map, String name) {
        given(map, name);
        map.forEach((key, value) -> given(value, name + "." + key));
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /** The manifest of something made by a recipe, without its files, see {@link #holding}. */
    public static Manifest of(Recipe recipe, Made made) {
        return new Manifest(
                recipe.stage(),
                recipe.dataset(),
                recipe.hash(),
                recipe.settings(),
                recipe.inputs(),
                made.origin().measure(),
                Software.running(),
                made.rows(),
                made.checksum(),
                0,
                0,
                made.times().wallSeconds(),
                made.times().coreSeconds(),
                new TreeMap<>(made.figures()),
                null,
                new TreeMap<>(made.origin().lineage()),
                new TreeMap<>(made.origin().truth()),
                made.warnings());
    }

    /** Which stars it is of, for what is made from them. */
    public Origin origin() {
        return new Origin(measure, lineage, truth);
    }

    /** The same with the files that hold the rows. */
    public Manifest holding(SortedMap<String, ContentFile> files) {
        return with(
                files.size(),
                files.values().stream().mapToLong(ContentFile::bytes).sum(),
                files);
    }

    /** The same with files that manifests of their own list. */
    public Manifest holding(int files, long bytes) {
        return with(files, bytes, Collections.emptySortedMap());
    }

    private Manifest with(int files, long bytes, SortedMap<String, ContentFile> content) {
        return new Manifest(
                stage,
                dataset,
                configurationHash,
                configuration,
                inputs,
                measure,
                software,
                rows,
                checksum,
                files,
                bytes,
                wallSeconds,
                coreSeconds,
                figures,
                content,
                lineage,
                truth,
                warnings);
    }

    /** By which command it was made and from what, in words: {@code evolve of stars/perturbed-0myr}. */
    public String making() {
        if (inputs.isEmpty() && FieldNames.source(dataset).equals(FieldNames.CONTROL)) {
            return stage + " of the exact f";
        }
        if (inputs.isEmpty()) {
            return truth.isEmpty() ? stage : stage + " of the model galaxy";
        }
        return inputs.keySet().stream()
                .map(input ->
                        input.replaceFirst("/" + RunDirectory.memberName(0).replace("00", "[0-9]+") + "$", ""))
                .distinct()
                .collect(Collectors.joining(", ", stage + " of ", ""));
    }

    /** Rows made per second of wall time. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public double rowsPerSecond() {
        return wallSeconds > 0 ? rows / wallSeconds : 0;
    }

    /** The manifest as JSON. */
    public String json() {
        try {
            return Json.MAPPER.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest must be representable as JSON: " + this, e);
        }
    }

    /**
     * The manifest in a directory, if there is one.
     *
     * @throws UserError when it cannot be read
     */
    public static Optional<Manifest> in(FileSystem fileSystem, Path directory) throws IOException {
        return read(fileSystem, new Path(directory, RunDirectory.MANIFEST));
    }

    /**
     * The manifest that a file holds, if it is there.
     *
     * @throws UserError when it cannot be read
     */
    public static Optional<Manifest> read(FileSystem fileSystem, Path file) throws IOException {
        if (!fileSystem.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = fileSystem.open(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw unreadable(file.toString(), "it has more than " + LARGEST + " bytes", null);
            }
            return Optional.of(parse(new String(bytes, StandardCharsets.UTF_8), file.toString()));
        } catch (FileNotFoundException | ChecksumException e) {
            // A directory of that name, or Hadoop's own checksum beside it.
            throw unreadable(file.toString(), e.getMessage(), e);
        }
    }

    /**
     * Reads what {@link #json()} wrote.
     *
     * @param where the file, for the message
     * @throws UserError when it is not a manifest
     */
    static Manifest parse(String json, String where) {
        try {
            Manifest manifest = Json.MAPPER.readValue(json, Manifest.class);
            if (manifest == null) {
                throw unreadable(where, "it holds nothing", null);
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw unreadable(where, e.getOriginalMessage(), e);
        }
    }

    private static UserError unreadable(String where, String why, Exception cause) {
        return new UserError(
                where + " is not a manifest ("
                        + String.valueOf(why).lines().findFirst().orElse("")
                        + "): put the one back that was there, or move its directory away and run the stage again",
                cause);
    }
}
