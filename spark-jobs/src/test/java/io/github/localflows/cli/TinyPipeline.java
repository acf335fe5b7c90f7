package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileUtil;

/** A pipeline of all stages that takes seconds, and what it leaves. */
final class TinyPipeline {
    private static final List<String> SETTINGS = List.of(
            "sample.seeds=3",
            "sample.starsPerSeed=4000",
            "datasets=[fiducial, perturbed-200myr]",
            "train.datasets=[fiducial]",
            "accelerations.datasets=[fiducial]",
            "train.members=2",
            "train.parts=2",
            "train.epochs=1",
            "train.batch=100",
            "train.hidden=8",
            "train.layers=2",
            "train.placement=executors",
            "accelerations.grid.R=3",
            "accelerations.grid.z=3",
            "accelerations.profiles.points=3");

    private static Path plain;

    private TinyPipeline() {}

    /** Where the tests' session has made the pipeline's run, once for all. */
    static synchronized Path plain() throws IOException {
        if (plain == null) {
            Path place = SharedSpark.place("tiny");
            FileUtil.fullyDelete(place.toFile());
            Program program = Program.run(command(place));
            assertEquals(0, program.code(), program.err());
            plain = place;
        }
        return plain;
    }

    /** The command line of the pipeline into a run directory. */
    static Object[] command(Path run) {
        List<Object> arguments = new ArrayList<>(List.of(
                "pipeline",
                "--config",
                "../conf/quickstart.conf",
                "--run",
                run.toUri().toString()));
        SETTINGS.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return arguments.toArray();
    }

    /** The checksums of the content of all that a run holds, by the artifact's place. */
    static Map<String, String> checksums(Path place) throws IOException {
        RunDirectory run = RunDirectory.at(
                place.toString(), SharedSpark.session().sparkContext().hadoopConfiguration());
        Map<String, String> checksums = new TreeMap<>();
        for (org.apache.hadoop.fs.Path artifact : run.finished()) {
            checksums.put(
                    run.root().toUri().relativize(artifact.toUri()).getPath(),
                    run.checked(artifact).checksum());
        }
        assertTrue(checksums.size() > 4, checksums.toString());
        return checksums;
    }
}
