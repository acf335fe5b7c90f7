package io.github.localflows.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.config.UserError;
import io.github.localflows.phase.PhasePoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarFileTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    private java.nio.file.Path directory;

    @Test
    void readsBackTheBitsThatItWrote() throws IOException {
        StarBatch batch = randomBatch(5_000);
        Path file = file("stars.parquet");
        StarFile.write(file, HADOOP, batch);
        StarBatch back = StarFile.read(file, HADOOP);
        assertArrayEquals(batch.seed(), back.seed());
        assertArrayEquals(batch.star(), back.star());
        assertArrayEquals(batch.stars().R(), back.stars().R());
        assertArrayEquals(batch.stars().z(), back.stars().z());
        assertArrayEquals(batch.stars().vR(), back.stars().vR());
        assertArrayEquals(batch.stars().vphi(), back.stars().vphi());
        assertArrayEquals(batch.stars().vz(), back.stars().vz());
        assertEquals(batch.checksum(), back.checksum());
        assertEquals(5_000, StarFile.rows(file, HADOOP));
    }

    @Test
    void plainSparkReadsTheFileWithItsUnits() throws IOException {
        StarBatch batch = randomBatch(300);
        StarFile.write(file("stars.parquet"), HADOOP, batch);
        Dataset<Row> table = SharedSpark.session().read().parquet(directory.toString());
        List<Row> rows = table.collectAsList();
        assertEquals(batch.checksum(), StarTable.batch(rows).checksum());
        assertEquals(batch.checksum(), ContentChecksum.of(rows), "checksums of batches and of rows agree");
        assertEquals("kpc", table.schema().apply("R").metadata().getString("unit"));
        assertEquals("km/s", table.schema().apply("vphi").metadata().getString("unit"));
    }

    @Test
    void schemasAreThoseCheckedIn() throws IOException {
        assertEquals(checkedIn("stars.schema.json"), StarTable.SCHEMA, "stars");
        assertEquals(checkedIn("accelerations.schema.json"), AccelerationTable.SCHEMA, "accelerations");
        assertEquals(checkedIn("profiles.schema.json"), AccelerationTable.PROFILE_SCHEMA, "profiles");
        assertEquals(checkedIn("methods.schema.json"), MethodTable.SCHEMA, "methods");
    }

    private static StructType checkedIn(String name) throws IOException {
        try (var in = StarFileTest.class.getResourceAsStream(name)) {
            return (StructType) DataType.fromJson(new String(in.readAllBytes()));
        }
    }

    @Test
    void rowGroupsOfASortedFileDoNotOverlapInR() throws IOException {
        StarFile.write(file("stars.parquet"), HADOOP, randomBatch(300_000).sortedByR());
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromPath(file("stars.parquet"), HADOOP))) {
            double reached = 0;
            for (BlockMetaData group : reader.getRowGroups()) {
                var R = group.getColumns().get(2).getStatistics();
                assertTrue((double) R.genericGetMin() >= reached);
                reached = (double) R.genericGetMax();
            }
            assertTrue(
                    reader.getRowGroups().size() >= 3,
                    "row groups: " + reader.getRowGroups().size());
        }
    }

    @Test
    void sortingKeepsEveryStarWhole() {
        StarBatch batch = randomBatch(2_000);
        StarBatch sorted = batch.sortedByR();
        assertEquals(batch.checksum(), sorted.checksum());
        for (int i = 1; i < sorted.size(); i++) {
            assertTrue(sorted.stars().R()[i - 1] <= sorted.stars().R()[i]);
        }
    }

    @Test
    void negativeRadiiSortToo() {
        StarBatch batch = StarBatch.allocate(3);
        batch.stars().R()[0] = 1;
        batch.stars().R()[1] = -2;
        batch.stars().R()[2] = -1;
        assertArrayEquals(new double[] {-2, -1, 1}, batch.sortedByR().stars().R());
    }

    @Test
    void checksumSeesAChangedBitALostStarAndADoubledOne() {
        StarBatch batch = randomBatch(100);
        ContentChecksum checksum = batch.checksum();
        StarBatch changed = randomBatch(100);
        changed.stars().vz()[17] = Math.nextUp(changed.stars().vz()[17]);
        assertTrue(!checksum.equals(changed.checksum()));
        StarBatch one = randomBatch(1);
        ContentChecksum twice = checksum.plus(one.checksum()).plus(one.checksum());
        assertTrue(!checksum.equals(twice));
        assertEquals(StarBatch.concatenated(List.of(batch, one)).checksum(), checksum.plus(one.checksum()));
    }

    @Test
    void starWithoutAPlaceIsRefused() {
        StarBatch batch = randomBatch(3);
        batch.stars().vR()[1] = Double.NaN;
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> StarFile.write(file("stars.parquet"), HADOOP, batch));
        assertTrue(e.getMessage().contains("star 1 of seed 0"), e.getMessage());
    }

    @Test
    void damagedFileIsNamed() throws IOException {
        Path file = file("stars.parquet");
        StarFile.write(file, HADOOP, randomBatch(5_000));
        java.nio.file.Path local = directory.resolve("stars.parquet");
        byte[] bytes = Files.readAllBytes(local);
        Files.write(local, java.util.Arrays.copyOf(bytes, bytes.length / 2), StandardOpenOption.TRUNCATE_EXISTING);
        UserError truncated = assertThrows(UserError.class, () -> StarFile.read(file, HADOOP));
        assertTrue(truncated.getMessage().contains(file.toString()), truncated.getMessage());
        assertThrows(UserError.class, () -> StarFile.rows(file, HADOOP));

        java.util.Arrays.fill(bytes, 1000, 3000, (byte) 7);
        Files.write(local, bytes);
        UserError scribbled = assertThrows(UserError.class, () -> StarFile.read(file, HADOOP));
        assertTrue(scribbled.getMessage().contains(file.toString()), scribbled.getMessage());
    }

    @Test
    void foreignTableIsRefused() {
        SharedSpark.session()
                .range(5)
                .coalesce(1)
                .write()
                .parquet(directory.resolve("other").toString());
        java.io.File[] parts = directory.resolve("other").toFile().listFiles((dir, name) -> name.endsWith(".parquet"));
        Path foreign = new Path(parts[0].toURI());
        UserError e = assertThrows(UserError.class, () -> StarFile.read(foreign, HADOOP));
        assertTrue(e.getMessage().contains("its columns are"), e.getMessage());
    }

    private Path file(String name) {
        return new Path(directory.resolve(name).toUri());
    }

    private static StarBatch randomBatch(int n) {
        SplittableRandom random = new SplittableRandom(1);
        StarBatch batch = StarBatch.allocate(n);
        for (int i = 0; i < n; i++) {
            batch.seed()[i] = i / 1000;
            batch.star()[i] = i % 1000;
            batch.stars()
                    .set(
                            i,
                            new PhasePoint(
                                    random.nextDouble(1, 16),
                                    random.nextDouble(-2.5, 2.5),
                                    random.nextDouble(-100, 100),
                                    random.nextDouble(100, 300),
                                    random.nextDouble(-50, 50)));
        }
        return batch;
    }
}
