package io.github.localflows.submit;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** A pipeline of all stages that takes seconds, and what it leaves. */
final class SmallRun {
    private static final List<String> SETTINGS = List.of(
            "sample.seeds=6",
            "sample.starsPerSeed=20000",
            "sample.seedsPerFile=2",
            "datasets=[fiducial, perturbed-200myr]",
            "train.datasets=[fiducial]",
            "accelerations.datasets=[fiducial]",
            "weakForm.datasets=[fiducial]",
            "potentialFit.datasets=[fiducial]",
            "train.members=2",
            "train.parts=2",
            "train.epochs=2",
            "train.checkpointEpochs=1",
            "train.hidden=16",
            "train.layers=2",
            // One vector length for all: the same bits wherever they are made.
            "train.placement=executors",
            "accelerations.fields=[grid, profiles]",
            "accelerations.grid.R=9",
            "accelerations.grid.z=9",
            "accelerations.profiles.points=5");

    private static final int ARTIFACTS = 8;

    /** What one core of this machine makes, found once. */
    private static Map<String, String> expected;

    private SmallRun() {}

    /** The checksums of the run on one core. */
    static synchronized Map<String, String> expected() throws IOException, InterruptedException {
        if (expected == null) {
            java.nio.file.Path directory = Files.createTempDirectory(
                    Files.createDirectories(Checkout.TOP.resolve("submit/target")), "one-core");
            String run = directory.resolve("run").toString();
            new Launcher(directory, "--master", "local[1]").run(pipeline(run)).well();
            expected = checksums(run);
            FileUtil.fullyDelete(directory.toFile());
        }
        return expected;
    }

    /** The command line of a pipeline into a run directory. */
    static String[] pipeline(String run, String... more) {
        return command("pipeline", run, more);
    }

    /** The command line of a stage or a pipeline into a run directory. */
    static String[] command(String command, String run, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                command,
                "--config",
                Checkout.TOP.resolve("conf/quickstart.conf").toString(),
                "--run",
                run));
        SETTINGS.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        for (String setting : more) {
            arguments.addAll(List.of("--set", setting));
        }
        return arguments.toArray(String[]::new);
    }

    /** Whether there is a file below a place of a run of which the path holds a text. */
    static boolean holds(String place, String text) throws IOException {
        return anyHolds(new Path(place).getFileSystem(new Configuration()), new Path(place), text);
    }

    /** Not by listFiles, which has a process of its own tell the permissions of each local file, and fails when it is gone. */
    private static boolean anyHolds(FileSystem fileSystem, Path directory, String text) throws IOException {
        try {
            for (FileStatus status : fileSystem.listStatus(directory)) {
                if (status.isDirectory()
                        ? anyHolds(fileSystem, status.getPath(), text)
                        : status.getPath().toString().contains(text)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Not there yet, or just renamed.
            return false;
        }
        return false;
    }

    /** The checksums of the content of all that a run holds, by the artifact's place. */
    static Map<String, String> checksums(String run) throws IOException {
        Map<String, String> checksums = allChecksums(run);
        if (checksums.size() < ARTIFACTS) {
            throw new AssertionError("the run holds only " + checksums.keySet());
        }
        return checksums;
    }

    /** As {@link #checksums}, of a run that may hold less than a pipeline makes. */
    static Map<String, String> allChecksums(String run) throws IOException {
        Path root = new Path(run);
        FileSystem fileSystem = root.getFileSystem(new Configuration());
        Map<String, String> checksums = new TreeMap<>();
        RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(root, true);
        while (files.hasNext()) {
            Path file = files.next().getPath();
            if (file.getName().equals("_manifest.json")) {
                String place = fileSystem
                        .makeQualified(root)
                        .toUri()
                        .relativize(file.getParent().toUri())
                        .getPath();
                try (InputStream in = fileSystem.open(file)) {
                    checksums.put(
                            place,
                            new ObjectMapper().readTree(in).get("checksum").asText());
                }
            }
        }
        return checksums;
    }
}
