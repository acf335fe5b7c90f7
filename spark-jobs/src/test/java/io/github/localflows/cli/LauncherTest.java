package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What submit/localflows and the start of Spark make of the options before the command. */
class LauncherTest {
    @ParameterizedTest(name = "submit/localflows {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--master nowhere pipeline       | --master nowhere is no master of Spark's: give local, ",
                "--conf spark.master=local[ train | --master local[ is no master of Spark's: give local, ",
                "--master                        | --master needs a value, and a command after it",
                "--num-exectors 4 train          | unknown option --num-exectors: before the command stand spark-submit's options",
                "--run runs/first sample         | --run goes after the command",
                "--set=sample.seeds=3 sample     | --set goes after the command",
            })
    void mistakeBeforeTheCommandEndsAsOneLineAndExitCode2(String arguments, String line)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "../submit/localflows"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(2, process.waitFor(), said);
        assertTrue(said.startsWith("localflows: " + line), said);
        assertEquals(1, said.lines().count(), said);
    }

    @Test
    void sparkThatDoesNotStartIsTheUsersMistake() {
        UserError e = assertThrows(
                UserError.class,
                () -> Sessions.started("local[none]", () -> {
                    throw sneaked(new SparkException("Could not parse Master URL: 'local[none]'"));
                }));
        assertEquals(
                "Spark does not start with --master local[none] (Could not parse Master URL: 'local[none]'): change that or"
                        + " another of the options before the command",
                e.getMessage());
    }

    /** As Scala throws checked exceptions, undeclared. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
