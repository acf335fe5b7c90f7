package io.github.localflows.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;

/**
 * What {@code submit/archive-classes} runs once with {@code -XX:ArchiveClassesAtExit}, so that Java keeps Spark's classes as it has loaded and
 * checked them: half of the time of a short command goes into that. It runs some short commands in a directory that it removes.
 */
public final class FirstStart {
    private FirstStart() {}

    /**
     * Runs the commands.
     *
     * @throws IllegalStateException when one of them fails
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("localflows-first-start");
        try {
            String run = directory.resolve("run").toString();
            for (List<String> command : List.of(
                    List.of("sample", "--run", run, "--set", "sample.seeds=1", "--set", "sample.starsPerSeed=1000"),
                    List.of("describe", "--run", run),
                    List.of(
                            "sql",
                            "--run",
                            run,
                            "SELECT round(R), avg(vphi) FROM fiducial WHERE z > 0 GROUP BY 1 ORDER BY 1"))) {
                execute(command);
            }
        } finally {
            FileUtils.deleteQuietly(directory.toFile());
        }
        Interruption.exit(0);
    }

    private static void execute(List<String> command) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        int code = LocalFlows.execute(Sessions::submitted, nowhere, nowhere, command.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException(command.get(0) + " has exit code " + code);
        }
    }
}
