package io.github.localflows.artifact;

import io.github.localflows.config.Messages;
import io.github.localflows.config.Shown;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The directory of one run, on any Hadoop file system, and where everything lies in it:
 *
 * <pre>
 *   stars/&lt;dataset&gt;/                    Parquet, see {@code StarTable}
 *   flows/&lt;dataset&gt;/member-NN/          model.json, weights.npz, history.csv, checkpoint
 *   accelerations/&lt;dataset&gt;/            Parquet, see {@code AccelerationTable}
 *   accelerations/&lt;dataset&gt;-profiles/   Parquet, the same with a column profile
 *   weak-form/ potential/ combined/&lt;dataset&gt;/  Parquet, see {@code PotentialTable}
 *   spirals/&lt;dataset&gt;/                  Parquet, see {@code SpiralTable}
 *   jeans/&lt;dataset&gt;/ df1d/&lt;dataset&gt;/    Parquet, see {@code MethodTable}
 *   resolution/&lt;dataset&gt;/               Parquet, see {@code ResolutionTable}
 *   slices/&lt;dataset&gt;/                   Parquet, see {@code SliceTable}
 *   realisations/&lt;declared set&gt;/        Parquet, see {@code RealisationTable}
 *   figures/ report.json report.md config.conf _written.json
 *   logs/                               what each command has done, for programs
 * </pre>
 *
 * <p>A directory of a data set is there when it holds a {@value #MANIFEST}, which is written before the directory gets
 * its name; names that start with a dot are work in progress or what a killed run left of it, see {@link
 * PendingDirectory}.
 */
public final class RunDirectory {
    /** The file in which each data set says what it is. */
    public static final String MANIFEST = "_manifest.json";

    /** In which file a run keeps its configuration. */
    static final String CONFIGURATION = "config.conf";

    /** How the names of directories of flows begin. */
    private static final String MEMBER = "member-";

    private final Path root;
    private final Configuration hadoop;
    private final FileSystem fileSystem;
    private final Contents contents;
    private final WrittenFiles written;

    private RunDirectory(Path root, Configuration hadoop) throws IOException {
        this.hadoop = hadoop;
        this.fileSystem = Storage.of(root, hadoop);
        this.root = fileSystem.makeQualified(root);
        contents = new Contents(fileSystem);
        written = new WrittenFiles(this);
    }

    /**
     * The run directory at a path or URI, which need not exist yet.
     *
     * @param hadoop the configuration of the session, {@code spark.sparkContext().hadoopConfiguration()}
     * @throws UserError when the URI is malformed or its file system cannot be reached
     */
    public static RunDirectory at(String uri, Configuration hadoop) {
        UserPath path = UserPath.of("run directory", uri, hadoop);
        try {
            return new RunDirectory(path.path(), hadoop);
        } catch (IOException e) {
            throw new UserError("run directory " + Shown.text(uri) + " cannot be reached: " + Messages.firstLine(e), e);
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

    /** The place of an artifact. */
    public Path of(Kind kind, String name) {
        return new Path(root, kind.directory() + "/" + name);
    }

    /** The stars of a data set. */
    public Path stars(String dataset) {
        return of(Kind.STARS, dataset);
    }

    /** The flows trained on a data set. */
    public Path flows(String dataset) {
        return of(Kind.FLOWS, dataset);
    }

    /** One flow of the ensemble trained on a data set. */
    public Path flow(String dataset, int member) {
        return new Path(flows(dataset), memberName(member));
    }

    /** The name of the directory of a flow in that of its ensemble. */
    public static String memberName(int member) {
        return String.format(Locale.ROOT, MEMBER + "%02d", member);
    }

    /** Whether a directory in that of an ensemble has the name of a flow. */
    public static boolean isMember(Path directory) {
        return directory.getName().matches(MEMBER + "\\d{2,}");
    }

    /** The accelerations on the grid, from the flows of a data set (or {@code exact-f}). */
    public Path accelerations(String dataset) {
        return of(Kind.ACCELERATIONS, dataset);
    }

    /** The accelerations along the two profiles, from the flows of a data set (or {@code exact-f}). */
    public Path accelerationProfiles(String dataset) {
        return accelerations(FieldNames.profiles(dataset));
    }

    /** The phase spiral that the flows of a data set have learned. */
    public Path spiral(String dataset) {
        return of(Kind.SPIRALS, dataset);
    }

    /** The figures. */
    public Path figures() {
        return new Path(root, "figures");
    }

    /** The logs of commands. */
    public Path logs() {
        return new Path(root, "logs");
    }

    /** Whether this program has begun to write into the directory. */
    public boolean isBegun() throws IOException {
        return written.isBegun();
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
        return new Path(root, CONFIGURATION);
    }

    /** Whether there is anything at the root. */
    public boolean exists() throws IOException {
        return fileSystem.exists(root);
    }

    /** The first directory on the way to this one, or itself, that is not there; empty when there is anything at the root. */
    public Optional<Path> missing() throws IOException {
        Path missing = null;
        for (Path path = root; path != null && !fileSystem.exists(path); path = path.getParent()) {
            missing = path;
        }
        return Optional.ofNullable(missing);
    }

    /**
     * Removes the directory when it holds nothing but logs and the record of the files that were written beside its data sets, and
     * with it those above it that hold nothing else.
     *
     * @param first the uppermost that is removed: the directory or one above it
     */
    public void removeEmpty(Path first) throws IOException {
        if (!exists()) {
            return;
        }
        for (Kind kind : Kind.values()) {
            Path parent = new Path(root, kind.directory());
            if (fileSystem.exists(parent) && fileSystem.listStatus(parent).length == 0) {
                fileSystem.delete(parent, false);
            }
        }
        if (Arrays.stream(fileSystem.listStatus(root))
                .allMatch(child -> WrittenFiles.isRecord(child.getPath().getName())
                        || child.getPath().equals(logs()))) {
            fileSystem.delete(root, true);
            for (Path path = root; !path.equals(first) && fileSystem.listStatus(path.getParent()).length == 0; ) {
                path = path.getParent();
                fileSystem.delete(path, false);
            }
        }
    }

    /** The names of the finished artifacts of a kind, sorted. */
    public List<String> finished(Kind kind) throws IOException {
        return finishedIn(new Path(root, kind.directory()));
    }

    /** The places of all finished artifacts, kind by kind. */
    public List<Path> finished() throws IOException {
        List<Path> finished = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            finished(kind).forEach(name -> finished.add(of(kind, name)));
        }
        return finished;
    }

    /** The finished data sets of stars, sorted. */
    public List<String> starDatasets() throws IOException {
        return finished(Kind.STARS);
    }

    /** The data sets whose flows are finished, sorted. */
    public List<String> flowDatasets() throws IOException {
        return finished(Kind.FLOWS);
    }

    /** The finished sets of accelerations, those on profiles and the control {@code exact-f} among them, sorted. */
    public List<String> accelerationDatasets() throws IOException {
        return finished(Kind.ACCELERATIONS);
    }

    /** The data sets whose phase spirals are finished, sorted. */
    public List<String> spiralDatasets() throws IOException {
        return finished(Kind.SPIRALS);
    }

    /** What lies where data sets lie and has no manifest, sorted: unfinished, or not of this program. */
    public List<Path> unfinished() throws IOException {
        List<Path> unfinished = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Path parent = new Path(root, kind.directory());
            if (fileSystem.exists(parent)) {
                for (FileStatus child : fileSystem.listStatus(parent)) {
                    String name = child.getPath().getName();
                    if (!name.startsWith(".") && !fileSystem.exists(new Path(child.getPath(), MANIFEST))) {
                        unfinished.add(child.getPath());
                    }
                }
            }
        }
        Collections.sort(unfinished);
        return unfinished;
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

    /** Whether a data set was made before manifests listed files, when there were no records of small files either. */
    boolean isOfBefore() throws IOException {
        List<Path> directories = new ArrayList<>();
        starDatasets().forEach(name -> directories.add(stars(name)));
        accelerationDatasets().forEach(name -> directories.add(accelerations(name)));
        for (Path directory : directories) {
            if (manifest(directory).filter(there -> there.content().isEmpty()).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The manifest of a data set, when it is finished; whether its files are still there is not looked at.
     *
     * @throws UserError when there is a manifest that cannot be read
     */
    public Optional<Manifest> manifest(Path directory) throws IOException {
        return Manifest.in(fileSystem, directory);
    }

    /**
     * In what a finished data set differs from its manifest, in words, with no word of what to do; empty when it is whole.
     * One listing, and the footers of its tables, each once in the life of this object; for flows all members.
     */
    public Optional<String> damage(Path directory) throws IOException {
        Optional<Manifest> there;
        try {
            there = manifest(directory);
        } catch (UserError e) {
            return Optional.of("its " + MANIFEST + " cannot be read");
        }
        if (there.isEmpty()) {
            return Optional.of("it has no " + MANIFEST);
        }
        try {
            return damage(directory, there.get()).map(Contents.Damage::what);
        } catch (UserError e) {
            return Optional.of(e.getMessage());
        }
    }

    private Optional<Contents.Damage> damage(Path directory, Manifest manifest) throws IOException {
        String expected = datasetOf(directory);
        if (expected != null && !expected.equals(manifest.dataset())) {
            return Optional.of(new Contents.Damage(
                    "its manifest is that of " + manifest.dataset() + " of `" + manifest.stage() + "`", false));
        }
        return Members.are(manifest)
                ? Members.damage(fileSystem, contents, directory, manifest)
                : contents.damage(directory, manifest);
    }

    /** What the manifest of a directory of this run calls its data set; null for one that is not where data sets are. */
    private String datasetOf(Path directory) {
        String path = root.toUri().relativize(directory.toUri()).getPath();
        String[] parts = path.replaceFirst("/$", "").split("/");
        if (parts.length == 3 && parts[0].equals(Kind.FLOWS.directory())) {
            return parts[1] + "/" + parts[2];
        }
        return Arrays.stream(Kind.values())
                .filter(kind -> parts.length == 2 && parts[0].equals(kind.directory()))
                .map(kind -> kind.inManifest(parts[1]))
                .findFirst()
                .orElse(null);
    }

    private void refuseDamaged(Path directory, Manifest manifest) throws IOException {
        Optional<Contents.Damage> damage = damage(directory, manifest);
        if (damage.isPresent()) {
            throw damaged(directory, manifest, damage.get());
        }
    }

    /** What to throw when a data set is not what its manifest says. */
    public static UserError damaged(Path directory, Manifest manifest, Contents.Damage damage) {
        String again = "make it again with `" + manifest.stage() + " --overwrite` (or `pipeline --overwrite`)";
        return new UserError(directory + " is not what its manifest says: " + damage.what() + ": "
                + (damage.foreign()
                        ? "move out of it what is not its own, and if that is not all, " + again
                        : "put back what was there, or " + again));
    }

    /**
     * The manifest of a data set that is to be used.
     *
     * @throws UserError when the data set is not there, or does not hold what its manifest says
     */
    public Manifest checked(Path directory) throws IOException {
        return required(directory, "pipeline");
    }

    /**
     * The manifest of a data set that a stage needs.
     *
     * @param stage the command that makes it, for the message
     * @throws UserError when the data set is not there, or does not hold what its manifest says
     */
    public Manifest required(Path directory, String stage) throws IOException {
        Manifest there = manifest(directory)
                .orElseThrow(() -> new UserError(directory + " is missing or unfinished: run `" + stage + "`"
                        + (stage.equals("pipeline") ? "" : " (or `pipeline`)") + " first"));
        refuseDamaged(directory, there);
        return there;
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
     * Which of the things that a data set was made from, or that these were made from, is another now than it was then, in
     * words; empty when none is, or what is another is not there any more, or cannot be read.
     */
    public Optional<String> outdated(Path directory) throws IOException {
        for (Map.Entry<String, String> input : readable(directory)
                .map(Manifest::inputs)
                .orElse(new TreeMap<>())
                .entrySet()) {
            Optional<String> outdated = outdated(input.getKey(), input.getValue());
            if (outdated.isPresent()) {
                return outdated;
            }
        }
        return Optional.empty();
    }

    private Optional<String> outdated(String input, String checksum) throws IOException {
        // What is from outside of the run can change as it likes.
        if (Arrays.stream(Kind.values()).noneMatch(kind -> input.startsWith(kind.directory() + "/"))) {
            return Optional.empty();
        }
        Path directory = new Path(root, input);
        Optional<Manifest> now = readable(directory);
        if (now.isPresent() && !now.get().checksum().equals(checksum)) {
            return Optional.of(input + " is another now");
        }
        return now.isPresent() ? outdated(directory) : Optional.empty();
    }

    /** The manifest of a data set; empty also when there is one that cannot be read. */
    public Optional<Manifest> readable(Path directory) throws IOException {
        try {
            return manifest(directory);
        } catch (UserError damaged) {
            return Optional.empty();
        }
    }

    /**
     * Refuses a data set that was made from something that is another now: what came of it would be of neither.
     *
     * @throws UserError when it was
     */
    public void refuseOutdated(Path directory) throws IOException {
        Optional<String> outdated = outdated(directory);
        if (outdated.isPresent()) {
            throw new UserError(directory + " is out of date: " + outdated.get() + " than when it was made: run `"
                    + manifest(directory).orElseThrow().stage() + " --overwrite` (or `pipeline --overwrite`)");
        }
    }

    /**
     * What is left to do for a data set: nothing (its manifest is returned) when one made by the same recipe is there and
     * whole, all of it (empty) when there is none or it is to be overwritten.
     *
     * @throws UserError when one made by another recipe is there, or a damaged one, and must not be overwritten; or when what
     *     is there is not a data set of that name, or not that alone
     */
    public Optional<Manifest> finished(Path directory, Recipe recipe, boolean overwrite) throws IOException {
        Optional<Manifest> there = manifest(directory);
        if (there.isPresent()) {
            if (there.get().configurationHash().equals(recipe.hash())) {
                Optional<Contents.Damage> damage = damage(directory, there.get());
                if (damage.isEmpty() && overwrite) {
                    // Whoever asks for it may know of damage that only reading it all shows.
                    damage = contents.pageDamage(directory);
                }
                if (damage.isEmpty()) {
                    return there;
                }
                if (!overwrite) {
                    throw damaged(directory, there.get(), damage.get());
                }
            } else if (!overwrite) {
                throw madeOtherwise(directory, recipe, there.get());
            }
        }
        if (fileSystem.exists(directory) && !Ownership.isWithin(fileSystem, directory, root)) {
            throw new UserError(directory + " is, or lies behind, a link to a place outside of the run, and is not"
                    + " replaced: name the --run that it belongs to, or remove the link");
        }
        Ownership.checkReplaceable(fileSystem, directory, recipe.stage(), recipe.dataset());
        return Optional.empty();
    }

    /** What to throw when a data set was made by another recipe and must not be overwritten. */
    public static UserError madeOtherwise(Path directory, Recipe recipe, Manifest there) {
        boolean inputsAlone = recipe.hasSettingsOf(there) && !recipe.inputs().equals(there.inputs());
        return new UserError(directory + " was made "
                + (inputsAlone ? "before its input changed" : "with another configuration") + " ("
                + recipe.differences(there) + "): choose another --run directory, or replace it with --overwrite");
    }

    /**
     * A data set in the making, see {@link PendingDirectory#resume}.
     *
     * @param key stands for its content, see {@link Recipe#key}
     * @throws UserError when another process makes the same one
     */
    public PendingDirectory resume(Path directory, String key) throws IOException {
        // Before the first data set, lest the run be taken for one that was made before there were records.
        written.begin();
        return PendingDirectory.resume(fileSystem, directory, key);
    }

    /** The text of a small file. */
    public String readText(Path file) throws IOException {
        try (InputStream in = fileSystem.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Refuses files at the root of the run, or among its figures, that somebody else has written, before there is work whose
     * outcome could not be written.
     *
     * @throws UserError naming the first that is there and not as this program wrote it
     */
    public void checkWritable(List<Path> files) throws IOException {
        written.checkWritable(files);
    }

    /** Writes a small file as {@link #writeBytes}. */
    public void writeText(Path file, String text) throws IOException {
        writeBytes(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a file that fits in memory so that it appears whole, instead of one that is there.
     *
     * @throws UserError when it cannot be written, or, at the root of the run or among its figures, when one is there that this
     *     program has not written
     */
    public void writeBytes(Path file, byte[] bytes) throws IOException {
        if (written.covers(file)) {
            written.write(file, bytes);
        } else {
            Storage.makeDirectory(fileSystem, file.getParent());
            Storage.replace(fileSystem, file, out -> out.write(bytes));
        }
    }

    /** A path in or near it as a user may give it, see {@link Storage#inWords}. */
    public String inWords(Path path) {
        return Storage.inWords(path, hadoop);
    }

    @Override
    public String toString() {
        return inWords(root);
    }
}
