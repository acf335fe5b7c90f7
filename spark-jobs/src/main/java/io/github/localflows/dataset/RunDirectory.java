package io.github.localflows.dataset;

import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The directory of one run, on any Hadoop file system, and where everything lies in it:
 *
 * <pre>
 *   stars/&lt;dataset&gt;/                    Parquet, see {@link StarTable}
 *   flows/&lt;dataset&gt;/member-NN/          model.json, weights.npz, history.csv, checkpoint
 *   accelerations/&lt;dataset&gt;/            Parquet, see {@link AccelerationTable}
 *   accelerations/&lt;dataset&gt;-profiles/   Parquet, the same with a column profile
 *   spirals/&lt;dataset&gt;/                  Parquet, see {@link SpiralTable}
 *   comparison/ figures/ report.json report.md config.conf
 * </pre>
 *
 * <p>A directory of a data set is there when it holds a {@value #MANIFEST}, which is written before the directory gets
 * its name; names that start with a dot are work in progress or what a killed run left of it, see {@link
 * PendingDirectory}.
 */
public final class RunDirectory {
    /** The file in which each data set says what it is. */
    public static final String MANIFEST = "_manifest.json";

    /** How the names of directories of flows begin. */
    static final String MEMBER = "member-";

    private final Path root;
    private final Configuration hadoop;
    private final FileSystem fileSystem;

    private RunDirectory(Path root, Configuration hadoop) throws IOException {
        this.hadoop = hadoop;
        this.fileSystem = Storage.of(root, hadoop);
        this.root = fileSystem.makeQualified(root);
    }

    /**
     * The run directory at a path or URI, which need not exist yet.
     *
     * @param hadoop the configuration of the session, {@code spark.sparkContext().hadoopConfiguration()}
     * @throws UserError when the URI is malformed or its file system cannot be reached
     */
    public static RunDirectory at(String uri, Configuration hadoop) {
        Objects.requireNonNull(uri, "uri");
        try {
            return new RunDirectory(new Path(uri), hadoop);
        } catch (IllegalArgumentException | IOException e) {
            throw new UserError(
                    "run directory " + uri + ": " + e.getMessage()
                            + "; give a path or the URI of a file system that Hadoop knows (file, hdfs, ...)",
                    e);
        }
    }

    /** The directory itself, with its file system. */
    public Path root() {
        return root;
    }

    /** The file system that the run lies on, see {@link Storage}. */
    public FileSystem fileSystem() {
        return fileSystem;
    }

    /** The Hadoop configuration that reaches it. */
    public Configuration hadoop() {
        return hadoop;
    }

    /** The stars of a data set. */
    public Path stars(String dataset) {
        return new Path(root, "stars/" + dataset);
    }

    /** The flows trained on a data set. */
    public Path flows(String dataset) {
        return new Path(root, "flows/" + dataset);
    }

    /** One flow of the ensemble trained on a data set. */
    public Path flow(String dataset, int member) {
        return new Path(flows(dataset), memberName(member));
    }

    /** The name of the directory of a flow in that of its ensemble. */
    static String memberName(int member) {
        return String.format(Locale.ROOT, MEMBER + "%02d", member);
    }

    /** The accelerations on the grid, from the flows of a data set (or {@code exact-f}). */
    public Path accelerations(String dataset) {
        return new Path(root, "accelerations/" + dataset);
    }

    /** The accelerations along the two profiles, from the flows of a data set (or {@code exact-f}). */
    public Path accelerationProfiles(String dataset) {
        return accelerations(dataset + "-profiles");
    }

    /** The phase spiral that the flows of a data set have learned. */
    public Path spiral(String dataset) {
        return new Path(root, "spirals/" + dataset);
    }

    /** The figures. */
    public Path figures() {
        return new Path(root, "figures");
    }

    /** The report for programs. */
    public Path reportJson() {
        return new Path(root, "report.json");
    }

    /** The report for people. */
    public Path reportMarkdown() {
        return new Path(root, "report.md");
    }

    /** The resolved configuration of the run. */
    public Path configuration() {
        return new Path(root, "config.conf");
    }

    /** Whether there is anything at the root. */
    public boolean exists() throws IOException {
        return fileSystem.exists(root);
    }

    /** The finished data sets of stars, sorted. */
    public List<String> starDatasets() throws IOException {
        return finishedIn(new Path(root, "stars"));
    }

    /** The data sets whose flows are finished, sorted. */
    public List<String> flowDatasets() throws IOException {
        return finishedIn(new Path(root, "flows"));
    }

    /** The finished sets of accelerations, those on profiles and the control {@code exact-f} among them, sorted. */
    public List<String> accelerationDatasets() throws IOException {
        return finishedIn(new Path(root, "accelerations"));
    }

    /** The data sets whose phase spirals are finished, sorted. */
    public List<String> spiralDatasets() throws IOException {
        return finishedIn(new Path(root, "spirals"));
    }

    private List<String> finishedIn(Path parent) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            for (FileStatus child : fileSystem.listStatus(parent)) {
                String name = child.getPath().getName();
                if (child.isDirectory()
                        && !name.startsWith(".")
                        && fileSystem.exists(new Path(child.getPath(), MANIFEST))) {
                    names.add(name);
                }
            }
        } catch (FileNotFoundException e) {
            return List.of();
        }
        Collections.sort(names);
        return names;
    }

    /**
     * The manifest of a data set, when it is finished.
     *
     * @throws UserError when there is a manifest that cannot be read
     */
    public Optional<Manifest> manifest(Path directory) throws IOException {
        return Manifest.in(fileSystem, directory);
    }

    /**
     * The manifest of a data set that a stage needs.
     *
     * @param stage the command that makes it, for the message
     * @throws UserError when the data set is not there
     */
    public Manifest required(Path directory, String stage) throws IOException {
        return manifest(directory)
                .orElseThrow(() -> new UserError(
                        directory + " is missing or unfinished: run `" + stage + "` (or `pipeline`) first"));
    }

    /**
     * The manifest of a data set that a stage needs, made with the configuration that now holds.
     *
     * @param stage the command that makes it, for the message
     * @param expected the part of the configuration that it depends on
     * @throws UserError when the data set is not there, or was made with another configuration
     */
    public Manifest required(Path directory, String stage, StageConfiguration expected) throws IOException {
        Manifest there = required(directory, stage);
        Recipe now = Recipe.of(there.stage(), there.dataset(), expected, there.inputs());
        if (!now.settings().equals(there.configuration())) {
            throw new UserError(directory + " was made with another configuration (" + now.differences(there)
                    + "): choose another --run directory, or run `" + stage
                    + " --overwrite` (or `pipeline --overwrite`)");
        }
        return there;
    }

    /**
     * What is left to do for a data set: nothing (its manifest is returned) when one made by the same recipe is there,
     * all of it (empty) when there is none or it is to be overwritten.
     *
     * @throws UserError when one made by another recipe is there and must not be overwritten, with what differs
     */
    public Optional<Manifest> finished(Path directory, Recipe recipe, boolean overwrite) throws IOException {
        Optional<Manifest> there = manifest(directory);
        if (there.isPresent()) {
            if (there.get().configurationHash().equals(recipe.hash())) {
                return there;
            }
            if (!overwrite) {
                throw new UserError(directory + " was made with another configuration ("
                        + recipe.differences(there.get())
                        + "): choose another --run directory, or replace it with --overwrite");
            }
        } else if (fileSystem.exists(directory) && !overwrite && fileSystem.listStatus(directory).length > 0) {
            throw new UserError(directory + " exists but has no " + MANIFEST
                    + ", so it is not a finished data set: remove it, or replace it with --overwrite");
        }
        return Optional.empty();
    }

    /** The text of a small file. */
    public String readText(Path file) throws IOException {
        try (InputStream in = fileSystem.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Writes a small file so that it appears whole, replacing one that is there. */
    public void writeText(Path file, String text) throws IOException {
        writeBytes(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file that fits in memory so that it appears whole, replacing one that is there. */
    public void writeBytes(Path file, byte[] bytes) throws IOException {
        fileSystem.mkdirs(file.getParent());
        Path hidden = new Path(file.getParent(), "." + file.getName() + ".tmp-" + UUID.randomUUID());
        try {
            Storage.create(fileSystem, hidden, out -> out.write(bytes));
            // Hadoop's plain rename does not replace.
            fileSystem.delete(file, false);
            if (!fileSystem.rename(hidden, file)) {
                throw new IOException("cannot rename " + hidden + " to " + file);
            }
        } finally {
            fileSystem.delete(hidden, false);
        }
    }

    /** The size of a file, or of all files of a directory together [bytes]. */
    public long bytes(Path path) {
        try {
            return fileSystem.getContentSummary(path).getLength();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + path, e);
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
