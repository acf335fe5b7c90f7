package io.github.localflows.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
        SortedMap<String, Double> figures) {

    public Manifest {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(configurationHash, "configurationHash");
        Objects.requireNonNull(software, "software");
        Objects.requireNonNull(checksum, "checksum");
        configuration = new TreeMap<>(configuration);
        inputs = new TreeMap<>(inputs);
        figures = new TreeMap<>(figures);
    }

    /** The manifest of something made by a recipe. */
    public static Manifest of(
            Recipe recipe,
            Measure measure,
            Software software,
            long rows,
            String checksum,
            int files,
            long bytes,
            double wallSeconds,
            double coreSeconds,
            Map<String, Double> figures) {
        return new Manifest(
                recipe.stage(),
                recipe.dataset(),
                recipe.hash(),
                recipe.settings(),
                recipe.inputs(),
                measure,
                software,
                rows,
                checksum,
                files,
                bytes,
                wallSeconds,
                coreSeconds,
                new TreeMap<>(figures));
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
    static Optional<Manifest> in(FileSystem fileSystem, Path directory) throws IOException {
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
            return Optional.of(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), file.toString()));
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
            return Json.MAPPER.readValue(json, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new UserError(
                    where + " is not a manifest (" + e.getOriginalMessage()
                            + "): remove its directory and run the stage again",
                    e);
        }
    }
}
