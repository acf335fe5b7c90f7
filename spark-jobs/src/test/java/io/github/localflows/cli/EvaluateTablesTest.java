package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people give to {@code evaluate}, and what becomes of their files. */
class EvaluateTablesTest {
    private static final String STARS = "id,R,z,vR,vphi,vz\n1,8.0,0.5,1,220,2\n2,8.1,0.5,1,220,2\n";

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Program evaluate(Path points, String quantities, Path out, Object... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(
                "evaluate",
                "--config",
                file("empty.conf", ""),
                "--points",
                points,
                "--quantities",
                quantities,
                "--out",
                out));
        arguments.addAll(List.of(more));
        return Program.run(arguments.toArray());
    }

    /** The lines of what was written to a CSV file. */
    private List<String> evaluated(Path points, String quantities, Object... more) throws IOException {
        Path out = directory.resolve("out-" + System.nanoTime() + ".csv");
        Program program = evaluate(points, quantities, out, more);
        assertEquals("", program.err());
        return Files.readAllLines(out);
    }

    private Path resource(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in = EvaluateTablesTest.class.getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private static SparkSession caseSensitive() {
        SparkSession spark = SharedSpark.session().newSession();
        spark.conf().set("spark.sql.caseSensitive", true);
        return spark;
    }

    @Test
    void noInputIsEverReplaced() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("d"));
        Path stars = Files.writeString(folder.resolve("stars.csv"), STARS);
        for (Path out : List.of(folder, stars, directory, folder.resolve("../d"), folder.resolve("./stars.csv"))) {
            Program program = evaluate(stars, "potential", out, "--overwrite");
            assertEquals(2, program.code(), program.err());
            assertEquals(1, program.err().lines().count(), program.err());
            assertEquals(STARS, Files.readString(stars));
        }
        Path link = Files.createSymbolicLink(directory.resolve("link"), folder);
        assertEquals(2, evaluate(stars, "potential", link, "--overwrite").code());
        assertEquals(
                2,
                evaluate(link.resolve("stars.csv"), "potential", folder, "--overwrite")
                        .code());
        assertEquals(STARS, Files.readString(stars));
        // Nor may the next reading find the output among the points.
        Program within = evaluate(folder, "potential", folder.resolve("more.csv"));
        assertTrue(within.err().contains("lies in"), within.err());
    }

    @Test
    void onlyWhatTheCommandWroteIsReplaced() throws IOException {
        Path stars = file("stars.csv", STARS);
        Path mine = Files.createDirectory(directory.resolve("mine"));
        Files.writeString(mine.resolve("thesis.tex"), "years of work");
        Program foreign = evaluate(stars, "potential", mine, "--overwrite");
        assertEquals(2, foreign.code());
        assertTrue(foreign.err().contains("has no _manifest.json"), foreign.err());

        Path out = directory.resolve("evaluated");
        assertEquals(0, evaluate(stars, "potential", out).code());
        Path notes = Files.writeString(out.resolve("notes.txt"), "mine");
        Program added = evaluate(stars, "density", out, "--overwrite");
        assertTrue(added.err().contains("also holds notes.txt"), added.err());
        Files.delete(notes);
        Path part = out.resolve("part-00000.csv");
        byte[] written = Files.readAllBytes(part);
        Files.writeString(part, "other");
        assertTrue(evaluate(stars, "density", out, "--overwrite").err().contains("has changed"));
        assertEquals("other", Files.readString(part));
        Files.write(part, written);
        assertEquals(0, evaluate(stars, "density", out, "--overwrite").code());
        assertTrue(Files.readAllLines(part).get(0).endsWith(",rho"));

        Path catalogue = file("catalogue.csv", STARS);
        Program file = evaluate(stars, "potential", catalogue, "--overwrite");
        assertEquals(2, file.code());
        assertEquals(STARS, Files.readString(catalogue));
    }

    @Test
    void aFileIsWrittenWhereAFileIsNamed() throws IOException {
        Path stars = file("stars.csv", STARS);
        Path out = directory.resolve("x.csv");
        assertEquals("", evaluate(stars, "potential", out).err());
        assertEquals("id,R,z,vR,vphi,vz,Phi", Files.readAllLines(out).get(0));
        String manifest = Files.readString(directory.resolve("_x.csv.manifest.json"));
        assertTrue(manifest.contains("\"potential.v0\""), manifest);
        assertTrue(evaluate(stars, "density", out).err().contains("exists"));
        assertEquals("", evaluate(stars, "density", out, "--overwrite").err());
        assertEquals("id,R,z,vR,vphi,vz,rho", Files.readAllLines(out).get(0));

        Path table = directory.resolve("x.parquet");
        assertEquals("", evaluate(stars, "potential", table).err());
        assertTrue(Files.isRegularFile(table));
        Row first = caseSensitive().read().parquet(table.toString()).first();
        assertEquals(1L, first.<Long>getAs("id"));
        assertEquals(220L, first.<Long>getAs("vphi"));
        assertEquals(8.0, first.<Double>getAs("R"));
        assertEquals(
                2,
                evaluate(stars, "potential", directory.resolve("y.csv"), "--format", "parquet")
                        .code());
        assertEquals(
                2, evaluate(stars, "potential", directory.resolve("y.csv.gz")).code());
        try (var files = Files.list(directory)) {
            assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith(".")));
        }
    }

    @Test
    void everyPartIsReadByItsOwnHeader() throws IOException {
        Path orders = Files.createDirectory(directory.resolve("orders"));
        Files.writeString(orders.resolve("a.csv"), STARS);
        Files.writeString(orders.resolve("b.csv"), "id,z,R,vR,vphi,vz\n3,0.5,8.0,1,220,2\n4,0.5,8.1,1,220,2\n");
        List<String> lines = evaluated(orders, "potential");
        assertTrue(lines.get(3).startsWith("3,8.0,0.5,1,220,2,"), lines.toString());
        assertEquals(lines.get(1).split(",")[6], lines.get(3).split(",")[6]);

        Path split = Files.createDirectory(directory.resolve("split"));
        Files.writeString(split.resolve("x00.csv"), STARS);
        Files.writeString(split.resolve("x01.csv"), "3,8.2,0.5,1,220,2\n4,8.3,0.5,1,220,2\n");
        Program headless = evaluate(split, "potential", directory.resolve("none"));
        assertEquals(2, headless.code());
        assertTrue(
                headless.err().contains("x01.csv, has no column R")
                        && headless.err().contains("header of its own"),
                headless.err());
    }

    @Test
    void aNumberSignAfterTheHeaderIsData() throws IOException {
        Path points = file("hash.csv", "# made by hand\nname,R,z\n#1,8.0,0.5\nNGC 3,8.2,0.5\n");
        Program program = evaluate(points, "potential", directory.resolve("hash-out.csv"));
        assertEquals("1 comment line before the header skipped", program.lines().get(0));
        List<String> lines = Files.readAllLines(directory.resolve("hash-out.csv"));
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).startsWith("\"#1\",8.0"), lines.get(1));
    }

    @Test
    void textsKeepTheirCharactersOrTheFileIsRefused() throws IOException {
        Path points = Files.write(
                directory.resolve("latin.csv"),
                "R,z,name\n8.0,0.5,Peña Ångström\n".getBytes(StandardCharsets.ISO_8859_1));
        Program refused = evaluate(points, "potential", directory.resolve("none.csv"));
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("--encoding"), refused.err());
        assertTrue(evaluated(points, "potential", "--encoding", "latin1").get(1).contains(",Peña Ångström,"));
        assertEquals(
                2,
                evaluate(points, "potential", directory.resolve("none.csv"), "--encoding", "klingon")
                        .code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"_row", "row", "_file", "_metadata", "values", "sound", "firstRow", "a`b.c", "_broken_line"})
    void noColumnOfTheUsersClashesWithOurs(String name) throws IOException {
        Path points = file("clash.csv", name + ",R,z\n10,8.0,0.5\n11,8.1,0.5\n");
        List<String> lines = evaluated(points, "potential");
        assertTrue(lines.get(0).equals(name + ",R,z,Phi") && lines.get(2).startsWith("11,8.1,"), lines.toString());
        Path table = directory.resolve("clash.parquet");
        assertEquals("", evaluate(points, "potential", table).err());
        assertTrue(evaluated(table, "density").get(0).equals(name + ",R,z,Phi,rho"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a_16:00.csv", "_stars.csv", ".stars.csv", "2026-11-26T16:00:00.csv", "a b%20c.csv", "ä.csv"})
    void filesMayHaveAnyName(String name) throws IOException {
        Path points = file(name, STARS);
        Path out = directory.resolve("out of " + name.replace(".csv", ""));
        assertEquals("", evaluate(points, "potential", out).err());
        Path table = directory.resolve(name.replace(".csv", ".parquet"));
        assertEquals("", evaluate(points, "potential", table).err());
        assertEquals(
                "",
                evaluate(table, "density", directory.resolve("from " + name)).err());
    }

    @Test
    void aRowThatCannotBeComputedIsEmptyWithItsReason() throws IOException {
        Path points = file(
                "rows.csv",
                "id,R,z,vR,vphi,vz\n1,8,0,1,220,2\n2,8,0,,220,2\n3,0,0,1,220,2\n4,1e150,0,1,220,2\n5,8,nan,1,220,2\n"
                        + "6,1e-300,0,1,220,2\n7,8.0,0,1,220,x\n");
        Path out = directory.resolve("rows-out.csv");
        Program program = evaluate(points, "potential,acceleration,density,actions,df", out);
        assertEquals("", program.err());
        List<String> lines = Files.readAllLines(out);
        assertEquals("id,R,z,vR,vphi,vz,Phi,aR,az,rho,Jr,Lz,Jz,lnf,reason", lines.get(0));
        assertEquals("2,8,0,,220,2,,,,,,,,,\"vR is empty, but it must be a finite number\"", lines.get(2));
        assertTrue(lines.get(3).contains("\"R is 0.0 kpc, but it must be positive\""), lines.get(3));
        assertTrue(lines.get(5).contains("z is \"\"nan\"\", but"), lines.get(5));
        assertTrue(lines.get(7).contains("vz is \"\"x\"\", but"), lines.get(7));
        assertFalse(lines.get(1).contains("but"), lines.get(1));
        assertTrue(
                program.lines()
                        .get(0)
                        .contains(" of 7 points lack some quantity or all of them, see the column reason (row 2: "),
                program.out());
        // Whoever goes on from there has a column of that name already.
        List<String> again = evaluated(out, "frequencies");
        assertTrue(again.get(0).endsWith(",reason,Omega,kappa,nu,reason_2"), again.get(0));
    }

    @Test
    void aDiscThatTurnsTheOtherWayIsRefusedUntilTheFrameIsNamed() throws IOException {
        Path points = file(
                "astropy.csv",
                "id,x,y,z,vx,vy,vz\n1,-8.122,0.0,0.0208,12.9,245.6,7.78\n2,-7.5,1.2,0.3,-20,215,-9\n3,-9.0,-0.8,-0.2,15,228,4\n");
        Program refused = evaluate(points, "actions", directory.resolve("none.csv"));
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("3 of 3 stars rotate backwards"), refused.err());
        assertTrue(refused.err().contains("--frame astropy"), refused.err());
        assertFalse(Files.exists(directory.resolve("none.csv")));
        List<String> turned = evaluated(points, "actions", "--frame", "astropy");
        // Lz = x vy - y vx, the other way round.
        assertEquals(8.122 * 245.6, Double.parseDouble(turned.get(1).split(",")[8]), 1e-9);
        List<String> meant = evaluated(points, "actions", "--frame", "galactic");
        assertTrue(meant.get(1).endsWith(",,,"), meant.get(1));
    }

    @Test
    void valuesOfAllTypesPassThroughOrAreNamed() throws IOException {
        assertTrue(evaluated(resource("allnull.parquet"), "potential").get(1).startsWith(",2584290278794471936,8.0,"));
        Path table = directory.resolve("allnull-out.parquet");
        assertEquals(
                "",
                evaluate(directory.resolve("allnull.parquet"), "potential", table)
                        .err());
        assertEquals(3, caseSensitive().read().parquet(table.toString()).count());

        Program program = evaluate(resource("newline.parquet"), "actions", directory.resolve("newline.csv"));
        assertEquals(1, program.lines().size(), program.out());
        assertEquals(3, evaluated(directory.resolve("newline.csv"), "potential").size() / 2);

        List<String> nanos = evaluated(resource("nanos_utc.parquet"), "potential");
        assertTrue(nanos.get(1).contains(",2023-11-14T22:13:20.123456789Z,"), nanos.get(1));
        Program micro =
                evaluate(directory.resolve("nanos_utc.parquet"), "potential", directory.resolve("nanos.parquet"));
        assertEquals(2, micro.code());
        assertTrue(micro.err().contains("column t holds nanoseconds"), micro.err());

        Path arrays = directory.resolve("arrays");
        caseSensitive()
                .sql(
                        "SELECT 8D AS R, 0D AS z, timestamp_ntz'2020-01-01 00:00:00' AS n, array(1, 2) AS spectrum, map('a', 1) AS m, timestamp'1066-10-14 09:00:00.5Z' AS t,"
                                + " date'0044-03-15' AS d, 12.50BD AS price, cast('xy' AS binary) AS b")
                .coalesce(1)
                .write()
                .parquet(arrays.toString());
        Program array = evaluate(arrays, "potential", directory.resolve("arrays.csv"));
        assertEquals(2, array.code());
        assertTrue(array.err().contains("column spectrum is of type array<int>, which a CSV cannot hold"), array.err());
        Path times = directory.resolve("times");
        caseSensitive()
                .read()
                .parquet(arrays.toString())
                .select("R", "z", "n", "t", "d")
                .write()
                .parquet(times.toString());
        assertTrue(
                evaluated(times, "potential")
                        .get(1)
                        .startsWith("8.0,0.0,2020-01-01T00:00:00,1066-10-14T09:00:00.500Z,0044-03-15,"),
                "instants have a Z, local times have none");
        Path kept = directory.resolve("arrays.parquet");
        assertEquals("", evaluate(arrays, "potential", kept).err());
        Row row = caseSensitive()
                .read()
                .parquet(kept.toString())
                .selectExpr(
                        "spectrum[1]", "m['a']", "cast(t AS string)", "cast(d AS string)", "price", "cast(b AS string)")
                .first();
        assertEquals("[2,1,1066-10-14 09:00:00.5,0044-03-15,12.50,xy]", row.toString());
    }
}
