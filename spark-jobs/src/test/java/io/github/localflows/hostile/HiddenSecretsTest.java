package io.github.localflows.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.cli.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is secret is neither said nor kept, wherever somebody writes it. */
class HiddenSecretsTest {
    private static final String SECRET = WholeRun.SECRET;

    @TempDir
    private static Path directory;

    private static Path run;
    private static Path configuration;

    @BeforeAll
    static void copyAWholeRun() throws IOException {
        Workplace place = new Workplace(directory, WholeRun.shared());
        run = place.run();
        configuration = place.configuration();
    }

    @Test
    void noFileOfARunHoldsASettingOfSparkOrAVariableOfTheEnvironment() throws IOException {
        SharedSpark.session().sparkContext().hadoopConfiguration().set(WholeRun.SECRET_KEY, SECRET);
        try {
            for (String stage : List.of("figures", "report")) {
                Program ended = Program.run(stage, "--config", configuration, "--run", run);
                assertEquals(0, ended.code(), ended.err());
            }
        } finally {
            SharedSpark.session().sparkContext().hadoopConfiguration().unset(WholeRun.SECRET_KEY);
        }
        assertTrue(System.getenv("LOCALFLOWS_TEST_SECRET").contains(SECRET), "the build sets it for the tests");
        assertTrue(Files.exists(run.resolve("report.json")));
        assertEquals(List.of(), holding(run));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sample --run DIR/run --config DIR/whole.conf --set spark.hadoop.fs.s3a.secret.key=hushhush",
                "sample --run DIR/run --config DIR/whole.conf --set train.password=hushhush",
                "sample --run DIR/run --config DIR/secret.conf",
                "sample --run DIR/run --config s3a://KEY:hushhush@bucket/x.conf",
                "sample --run hdfs://me:hushhush@127.0.0.1:1/run --config DIR/whole.conf",
                "sample --run s3a://KEY:a/hushhush@bucket/run --config DIR/whole.conf",
                "sample --run https://me:hushhush@host/run --config DIR/whole.conf",
                "sample --run nowhere://me:hushhush@host/run --config DIR/whole.conf",
                "sample --password=hushhush --config DIR/whole.conf",
                "ingest --run DIR/run --config DIR/table.conf",
                "pipeline --run DIR/run --config DIR/table.conf",
                "ingest --run DIR/run --config DIR/include.conf",
                "evaluate --points s3a://KEY:hushhush@bucket/x.csv --quantities density --out DIR/out --config DIR/whole.conf",
                "evaluate --points DIR/p.csv --quantities density --out s3a://KEY:hushhush@bucket/o --config DIR/whole.conf",
                "evaluate --points DIR/p.csv --flow file://me:hushhush@host/flows --out DIR/out --config DIR/whole.conf",
                "describe --run hdfs://me:hushhush@127.0.0.1:1/run",
                "test-potential --run DIR/own --config DIR/whole.conf --stars fiducial --potential s3a://K:hushhush@b/w",
                "sql --run DIR/own SELECT~*~FROM~parquet.`s3a://K:hushhush@b/x`",
                "sql --run DIR/own SELECT~*~FROM~csv.`hdfs://K:hushhush@127.0.0.1:1/x`"
            })
    void mistakeIsShownWithoutWhatIsSecret(String command) throws IOException {
        Path here = Files.createDirectories(directory.resolve("here"));
        String written = directory.toString();
        Files.writeString(directory.resolve("p.csv"), "R,z\n8,0\n");
        List<Object> arguments = new ArrayList<>();
        for (String word : command.split(" ")) {
            arguments.add(word.replace('~', ' ')
                    .replace("DIR/run", here + "/run")
                    .replace("DIR/out", here + "/out")
                    .replace("DIR/own", run.toString())
                    .replace("DIR", written));
        }
        Files.writeString(
                directory.resolve("secret.conf"), WholeRun.CONFIGURATION + WholeRun.SECRET_KEY + " = " + SECRET + "\n");
        Files.writeString(
                directory.resolve("table.conf"),
                "stars { mine { table = \"s3a://KEY:hushhush@bucket/x.csv\" } }, datasets = [mine]\n"
                        + "train.datasets = [mine], accelerations.datasets = [mine]\n");
        Files.writeString(directory.resolve("include.conf"), "include \"s3a://KEY:hushhush@bucket/x.conf\"\n");
        Program ended = Program.run(arguments.toArray());
        assertEquals(2, ended.code(), ended.err());
        assertEquals(List.of(), Ended.faults(ended), ended.err());
        assertFalse((ended.out() + ended.err()).contains(SECRET), ended.err());
        assertEquals(List.of(), holding(here));
    }

    /** The files below a directory that hold the secret. */
    private static List<String> holding(Path root) throws IOException {
        List<String> holding = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(SECRET)) {
                    holding.add(file.toString());
                }
            }
        }
        return holding;
    }
}
