package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine and a {@code spark-defaults.conf} of which much is not as usual. */
@Tag("scale")
class HostileSiteTest {
    private static final Map<String, String> HOSTILE = Map.ofEntries(
            Map.entry("spark.serializer", "org.apache.spark.serializer.KryoSerializer"),
            Map.entry("spark.kryo.registrationRequired", "true"),
            Map.entry("spark.kryo.registrator", "no.such.Registrator"),
            Map.entry("spark.sql.ansi.enabled", "false"),
            Map.entry("spark.sql.caseSensitive", "true"),
            Map.entry("spark.sql.files.ignoreCorruptFiles", "true"),
            Map.entry("spark.sql.files.ignoreMissingFiles", "true"),
            Map.entry("spark.sql.parquet.filterPushdown", "false"),
            Map.entry("spark.sql.parquet.mergeSchema", "true"),
            Map.entry("spark.sql.parquet.binaryAsString", "true"),
            Map.entry("spark.sql.parquet.int96AsTimestamp", "false"),
            Map.entry("spark.sql.parquet.compression.codec", "lzo"),
            Map.entry("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MILLIS"),
            Map.entry("spark.sql.parquet.writeLegacyFormat", "true"),
            Map.entry("spark.sql.parquet.fieldId.read.enabled", "true"),
            Map.entry("spark.sql.parquet.enableVectorizedReader", "false"),
            Map.entry("spark.sql.sources.default", "csv"),
            Map.entry("spark.sql.sources.useV1SourceList", ""),
            Map.entry("spark.sql.sources.commitProtocolClass", "no.such.Protocol"),
            Map.entry("spark.sql.sources.outputCommitterClass", "no.such.Committer"),
            Map.entry("spark.sql.sources.partitionOverwriteMode", "dynamic"),
            Map.entry("spark.sql.session.timeZone", "Asia/Kathmandu"),
            Map.entry("spark.sql.legacy.timeParserPolicy", "LEGACY"),
            Map.entry("spark.sql.legacy.parquet.nanosAsLong", "true"),
            Map.entry("spark.sql.execution.arrow.pyspark.enabled", "true"),
            Map.entry("spark.sql.shuffle.partitions", "1"),
            Map.entry("spark.sql.adaptive.enabled", "false"),
            Map.entry("spark.speculation", "true"),
            Map.entry("spark.task.maxFailures", "1"),
            Map.entry("spark.default.parallelism", "1"),
            Map.entry("spark.io.encryption.enabled", "true"),
            Map.entry("spark.io.compression.codec", "lzf"),
            Map.entry("spark.rdd.compress", "true"),
            Map.entry("spark.hadoop.fs.defaultFS", "hdfs://nowhere.invalid:1/"),
            Map.entry("spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs", "false"),
            Map.entry("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "7"),
            Map.entry("spark.hadoop.mapreduce.output.fileoutputformat.compress", "true"),
            Map.entry("spark.hadoop.parquet.compression", "LZO"),
            Map.entry("user.timezone", "Pacific/Chatham"),
            Map.entry("user.language", "ar"));

    @TempDir
    private Path directory;

    @Test
    void settingsOfTheSiteChangeNothing() throws Exception {
        // No fonts besides.
        Path fonts = Files.writeString(
                directory.resolve("fonts.conf"),
                "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig/>");
        ChildProgram hostile = new ChildProgram(directory)
                .environment("FONTCONFIG_FILE", fonts)
                .environment("FONTCONFIG_PATH", directory)
                // Where Java remembers fonts of better days.
                .property("user.home", directory.resolve("home"))
                // Lest ND4J's libraries be unpacked there.
                .property(NativeCache.PROPERTY, Path.of(System.getProperty("user.home"), ".javacpp", "cache"));
        HOSTILE.forEach(hostile::property);
        Path there = directory.resolve("hostile");
        ChildProgram.Running running = hostile.start(TinyPipeline.command(there));
        Path here = TinyPipeline.plain();
        Program program = running.end();
        assertEquals(0, program.code(), program.err());
        assertEquals(TinyPipeline.checksums(here), TinyPipeline.checksums(there));
        assertEquals(files(here.resolve("figures")), files(there.resolve("figures")));
    }

    private static List<String> files(Path place) throws IOException {
        try (var files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
