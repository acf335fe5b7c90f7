package io.github.localflows.hostile;

import io.github.localflows.SharedSpark;
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

    /** No other text of a test has it. */
    static final String SECRET = "hushhush";

    /** A setting of a site's that nobody may learn. */
    static final String SECRET_KEY = "fs.s3a.secret.key";

    private static WholeRun shared;

    private final Path directory;

    private WholeRun(Path directory) {
        this.directory = directory;
    }

    /** The one of the tests' virtual machine, made when it is first asked for. */
    static synchronized WholeRun shared() throws IOException {
        if (shared == null) {
            Path place = SharedSpark.place("hostile");
            if (Files.exists(place)) {
                Tree.delete(place);
            }
            shared = make(Files.createDirectories(place));
        }
        return shared;
    }

    private static WholeRun make(Path place) throws IOException {
        WholeRun made = new WholeRun(place.resolve("run"));
        Path configuration = Files.writeString(place.resolve("whole.conf"), CONFIGURATION);
        SharedSpark.session().sparkContext().hadoopConfiguration().set(SECRET_KEY, SECRET);
        try {
            // All stages but those that draw and sum up, of which nothing is read.
            for (String stage : List.of("sample", "train", "accelerations", "weak-form", "potential")) {
                Program ended = Program.run(stage, "--config", configuration, "--run", made.directory);
                if (ended.code() != 0) {
                    throw new IllegalStateException("the whole run was not made: " + ended.err());
                }
            }
        } finally {
            SharedSpark.session().sparkContext().hadoopConfiguration().unset(SECRET_KEY);
        }
        return made;
    }

    Path directory() {
        return directory;
    }
}
