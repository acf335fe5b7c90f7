package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkSettingsTest {
    @TempDir
    private Path directory;

    @Test
    void settingsThatChangeNumbersAreLeftOutAndThoseOfSpeedKept() {
        for (String key : List.of(
                "spark.sql.ansi.enabled",
                "spark.sql.parquet.mergeSchema",
                "spark.sql.legacy.timeParserPolicy",
                "spark.kryo.registrationRequired",
                "spark.hadoop.mapreduce.output.fileoutputformat.compress")) {
            assertTrue(SparkSettings.isWithdrawn(key), key);
        }
        for (String key :
                List.of("spark.sql.shuffle.partitions", "spark.sql.adaptive.enabled", "spark.hadoop.fs.s3a.endpoint")) {
            assertFalse(SparkSettings.isWithdrawn(key), key);
        }
    }

    @Test
    void withoutPagesLittleIsKeptForThemUnlessSomebodyWantsIt() {
        SparkConf conf = new SparkConf(false).set("spark.ui.retainedStages", "7");
        assertEquals(Map.of(), SparkSettings.added(conf));
        assertEquals(
                Map.of("spark.ui.retainedJobs", "100", "spark.sql.ui.retainedExecutions", "100"),
                SparkSettings.added(conf.set("spark.ui.enabled", "false")));
    }

    @Test
    void aPlaceForTemporaryFilesMustBeWritable() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        SparkConf conf = new SparkConf(false).set("spark.local.dir", file + "/a, " + file + "/b");
        UserError e = assertThrows(UserError.class, () -> SparkSettings.checkLocalDirectories(conf));
        assertTrue(
                e.getMessage().startsWith("Spark has no place for its temporary files (" + file + "/a: "),
                e.getMessage());
        assertTrue(e.getMessage().contains("--conf spark.local.dir=DIR"), e.getMessage());
        // Spark does with those that it can use.
        SparkSettings.checkLocalDirectories(conf.set("spark.local.dir", file + "/a," + directory.resolve("made")));
        assertEquals(0, Files.list(directory.resolve("made")).count(), "nothing stays of the trial");
    }

    @Test
    void theSettingThatAMessageIsAboutIsNamed() {
        SparkConf conf = new SparkConf(false)
                .set("spark.plugins", "no.such.Plugin")
                .set("spark.executor.cores", "2")
                .set("spark.eventLog.enabled", "true");
        assertEquals(
                List.of("spark.plugins=no.such.Plugin"),
                SparkSettings.quotedIn("ClassNotFoundException: no.such.Plugin", conf));
        assertEquals(
                List.of("spark.eventLog.enabled=true"),
                SparkSettings.quotedIn("File file:/tmp/spark-events does not exist", conf));
        assertEquals(List.of(), SparkSettings.quotedIn("2 things went wrong", conf));
    }
}
