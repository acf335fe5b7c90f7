package io.github.localflows.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.localflows.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;

/** Commands of a run of the quickstart's configuration, smaller in numbers. */
final class Commands {
    private final Path run;
    private final List<String> settings;

    Commands(Path run, List<String> settings) {
        this.run = run;
        this.settings = settings;
    }

    /** Runs them one after another on the tests' session. */
    void run(String... commands) {
        for (String command : commands) {
            List<Object> arguments =
                    new ArrayList<>(List.of(command, "--config", Path.of("../conf/quickstart.conf"), "--run", run));
            for (String setting : settings) {
                arguments.add("--set");
                arguments.add(setting);
            }
            Program program = Program.run(arguments.toArray());
            assertEquals(0, program.code(), program.err());
        }
    }

    /** Removes what they have made, by the names of directories in the run; an empty name is the run itself. */
    void remove(String... directories) throws IOException {
        for (String directory : directories) {
            Path made = run.resolve(directory);
            if (Files.exists(made) && !FileUtil.fullyDelete(made.toFile())) {
                throw new IOException(made + " cannot be removed");
            }
        }
    }
}
