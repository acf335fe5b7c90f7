package io.github.localflows.hostile;

import io.github.localflows.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A run that is whole, of few stars, small flows and coarse grids, made by the program once for all inputs. */
final class WholeRun {
    static final String CONFIGURATION =
            """
            datasets = [fiducial]
            sample { seeds = 2, starsPerSeed = 20000 }
            train {
              datasets = [fiducial], members = 2, parts = 2, layers = 2, hidden = 8, epochs = 1, batch = 200
              learningRate = 3e-3
            }
            accelerations {
              datasets = [fiducial]
              grid { R = 5, z = 9 }
              profiles { points = 5 }
              velocities { count = 60 }
            }
            spiral { z = 5, vz = 5 }
            slices { points = 9 }
            weakForm {
              datasets = [fiducial]
              tests { degreeR = 1, heights = [0.04, 0.16, 0.64] }
              potential { degree = 1, heights = [0.1, 0.4] }
            }
            potentialFit.datasets = [fiducial]
            """;

    private final Path directory;

    private WholeRun(Path directory) {
        this.directory = directory;
    }

    /** Makes it, in a directory. */
    static WholeRun make(Path directory) throws IOException {
        Path configuration = Files.writeString(directory.resolve("whole.conf"), CONFIGURATION);
        Path run = directory.resolve("whole");
        // All stages but those that draw and sum up, of which nothing is read.
        for (String stage : List.of("sample", "train", "accelerations", "weak-form", "potential")) {
            Program made = Program.run(stage, "--config", configuration, "--run", run);
            if (made.code() != 0) {
                throw new IllegalStateException("the whole run was not made: " + made.err());
            }
        }
        return new WholeRun(run);
    }

    Path directory() {
        return directory;
    }
}
