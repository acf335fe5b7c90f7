package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.action.Actions;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Members;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.field.AccelerationEstimate;
import io.github.localflows.field.BoltzmannInversion;
import io.github.localflows.field.Ensemble;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Estimator;
import io.github.localflows.field.NearestStars;
import io.github.localflows.field.Position;
import io.github.localflows.field.ShellPoints;
import io.github.localflows.field.VelocityShell;
import io.github.localflows.field.Weighting;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.learned.FeatureMap;
import io.github.localflows.learned.FlowDescription;
import io.github.localflows.learned.FlowDistributionFunction;
import io.github.localflows.learned.FlowEnsemble;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.CircularOrbits;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.units.Units;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluateCommandTest {
    private static final int POINTS = 1000;
    private static final int COUNTER_ROTATING = 3;
    private static final int UNBOUND = 700;
    private static final String ALL = "potential,acceleration,density,actions,frequencies,df";

    private static final Region VOLUME = Region.about(8, 1, 2.5);

    /** What the command writes went through the same code as what it is compared with. */
    private static final double SAME = 0;

    /** Turning by phi and back rounds a few times. */
    private static final double ROUNDING = 1e-14;

    /** ln f changes by some 10 for a change of 1 in ln R or ln v, and by a few times that for hot stars. */
    private static final double LNF_ROUNDING = 1e-11;

    @TempDir
    private static Path directory;

    private static Path csv;
    private static final List<PhasePoint> STARS = new ArrayList<>();

    @BeforeAll
    static void writePoints() throws IOException {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>(List.of("note, R,z,phi,vR,vphi,vz,r"));
        for (int i = 0; i < POINTS; i++) {
            double vphi = 210 + 30 * random.nextGaussian();
            PhasePoint star = new PhasePoint(
                    8 + random.nextGaussian(),
                    0.4 * random.nextGaussian(),
                    40 * random.nextGaussian(),
                    i == COUNTER_ROTATING ? -vphi : vphi,
                    i == UNBOUND ? 2000 : 20 * random.nextGaussian());
            STARS.add(star);
            lines.add("\"star " + i + ", \"\"so\"\"\"," + star.R() + ", " + star.z() + ",0.1," + star.vR() + ","
                    + star.vphi() + "," + star.vz() + "," + i);
        }
        csv = Files.write(directory.resolve("points.csv"), lines);
    }

    @Test
    void csvKeepsRowsAndColumnsInOrderAndAddsAllQuantities() throws IOException {
        Path out = directory.resolve("a new/csv");
        Program program = evaluate(csv, ALL, out);
        assertEquals("", program.err());
        assertEquals(
                "2 of 1,000 points have no actions: unbound or counter-rotating",
                program.lines().get(0));

        List<String> lines = Files.readAllLines(onlyFile(out, ".csv"));
        assertEquals("note,R,z,phi,vR,vphi,vz,r,Phi,aR,az,rho,Jr,Lz,Jz,Omega,kappa,nu,lnf", lines.get(0));
        assertEquals(POINTS, lines.size() - 1);
        List<String> given = Files.readAllLines(csv);
        QuasiIsothermalMixture f = QuasiIsothermalMixture.milkyWay();
        double[] lnf = f.lnf(Stars.of(STARS.toArray(PhasePoint[]::new)));
        CompositePotential potential = MilkyWay.potential();
        CircularOrbits circular = new CircularOrbits(potential);
        for (int i = 0; i < POINTS; i++) {
            PhasePoint star = STARS.get(i);
            String line = lines.get(i + 1);
            assertTrue(line.startsWith(given.get(i + 1) + ","), line);
            String[] added = line.substring(given.get(i + 1).length() + 1).split(",", -1);
            Acceleration a = potential.acceleration(star.R(), star.z());
            Actions actions = f.actionFinder().actions(star);
            double[] expected = {
                potential.Phi(star.R(), star.z()),
                a.aR() * Units.PC_MYR2_PER_KM2_S2_KPC,
                a.az() * Units.PC_MYR2_PER_KM2_S2_KPC,
                potential.density(star.R(), star.z()),
                actions.Jr(),
                actions.Lz(),
                actions.Jz(),
                circular.Omega(star.R()),
                circular.kappa(star.R()),
                circular.nu(star.R()),
                lnf[i]
            };
            double[] written = Arrays.stream(added)
                    .mapToDouble(text -> text.isEmpty() ? Double.NaN : Double.parseDouble(text))
                    .toArray();
            assertEquals(expected.length, written.length, line);
            for (int c = 0; c < expected.length; c++) {
                assertEquals(expected[c], written[c], SAME, line);
            }
            boolean odd = i == COUNTER_ROTATING || i == UNBOUND;
            assertEquals(odd, added[added.length - 1].equals("-Infinity"), line);
            assertEquals(odd, added[4].isEmpty(), line);
        }
    }

    @Test
    void parquetOfParquetGivesTheSameValuesWithUnits() throws IOException {
        Path points = directory.resolve("points.parquet");
        SparkSession spark = caseSensitive();
        spark.read()
                .option("header", true)
                .option("inferSchema", true)
                .option("ignoreLeadingWhiteSpace", true)
                .csv(csv.toString())
                .write()
                .parquet(points.toString());
        Path out = directory.resolve("parquet");
        Program program = evaluate(points, "df,actions", out, "--format", "parquet");
        assertEquals("", program.err());
        assertEquals(
                "2 of 1,000 points have no actions: unbound or counter-rotating",
                program.lines().get(0));

        var table = spark.read().parquet(out.toString());
        assertEquals("note,R,z,phi,vR,vphi,vz,r,lnf,Jr,Lz,Jz", String.join(",", table.columns()));
        assertEquals("kpc km/s", table.schema().apply("Jr").metadata().getString("unit"));
        List<Row> rows = table.collectAsList();
        double[] lnf = QuasiIsothermalMixture.milkyWay().lnf(Stars.of(STARS.toArray(PhasePoint[]::new)));
        for (int i = 0; i < POINTS; i++) {
            assertEquals(lnf[i], rows.get(i).getDouble(8), SAME);
            assertEquals(STARS.get(i).R(), rows.get(i).getDouble(1), SAME);
            assertEquals(i == COUNTER_ROTATING || i == UNBOUND, rows.get(i).isNullAt(9));
        }
    }

    @Test
    void flowsAddTheirDensityAndGradientInsideTheirVolume() throws IOException {
        Path flows = directory.resolve("flows");
        writeFlows(flows);
        Path out = directory.resolve("learned");
        Program program = Program.run(
                "evaluate",
                "--config",
                emptyConfig(),
                "--points",
                csv,
                "--flow",
                flows,
                "--out",
                out,
                "--format",
                "parquet");
        assertEquals("", program.err());
        List<Row> rows = caseSensitive()
                .read()
                .parquet(out.toString())
                .select("lnf_flow", "dlnf_dR", "dlnf_dz", "dlnf_dvR", "dlnf_dvphi", "dlnf_dvz")
                .collectAsList();
        Stars stars = Stars.of(STARS.toArray(PhasePoint[]::new));
        LnfGradients expected;
        try (FlowDistributionFunction f = new FlowDistributionFunction(ensemble())) {
            expected = f.gradients(stars);
        }
        int outside = 0;
        for (int i = 0; i < POINTS; i++) {
            Row row = rows.get(i);
            if (VOLUME.encloses(stars.R()[i], stars.z()[i])) {
                double[] values = {
                    expected.lnf()[i],
                    expected.dR()[i],
                    expected.dz()[i],
                    expected.dvR()[i],
                    expected.dvphi()[i],
                    expected.dvz()[i]
                };
                for (int c = 0; c < values.length; c++) {
                    assertEquals(values[c], row.getDouble(c), SAME);
                }
            } else {
                assertTrue(row.isNullAt(0) && row.isNullAt(5));
                outside++;
            }
        }
        assertTrue(outside > 0 && outside < POINTS);
        assertEquals(
                outside + " of 1,000 points lie outside the volume that the flows were trained in",
                program.lines().get(0));
    }

    @Test
    void missingOrDamagedFlowIsRefused() throws IOException {
        Path out = directory.resolve("unlearned");
        Program missing =
                Program.run("evaluate", "--config", emptyConfig(), "--points", csv, "--flow", "no/such", "--out", out);
        assertEquals(
                "localflows: --flow no/such does not exist: give the directory flows/<data set> of a run\n",
                missing.err());
        // Whoever gives the run itself must not be told to remove it.
        Path none = Files.createDirectory(directory.resolve("no-flows"));
        Program wrong =
                Program.run("evaluate", "--config", emptyConfig(), "--points", csv, "--flow", none, "--out", out);
        assertEquals(
                "localflows: --flow " + none + ": " + none
                        + " holds no finished flow: give the directory flows/<data set>"
                        + " of a run, or one member-NN in it\n",
                wrong.err());
        assertEquals(2, wrong.code());
        Path damaged = directory.resolve("damaged-flows");
        writeFlows(damaged);
        Files.writeString(damaged.resolve("member-01/weights.npz"), "not this");
        // Hadoop's own checksum would find it first.
        Files.deleteIfExists(damaged.resolve("member-01/.weights.npz.crc"));
        Program program =
                Program.run("evaluate", "--config", emptyConfig(), "--points", csv, "--flow", damaged, "--out", out);
        assertTrue(
                program.err()
                        .contains(
                                damaged + " is not what its manifest says: 1 of 2 flows (first: member-01: its files"),
                program.err());
        assertEquals(1, program.err().lines().count());
        assertEquals(2, program.code());
    }

    @Test
    void onlyTheFlowsThatTheManifestCountsAreTaken() throws IOException {
        Path flows = directory.resolve("counted");
        writeFlows(flows);
        Path unfinished = Files.createDirectory(flows.resolve("member-02"));
        Files.writeString(unfinished.resolve("model.json"), "{");
        assertEquals(2, flowsTaken(flows, "both"));

        writeEnsemble(flows, checksums().subList(0, 1));
        assertEquals(1, flowsTaken(flows, "first"));

        // As training leaves it that was stopped.
        Files.delete(flows.resolve(RunDirectory.MANIFEST));
        assertEquals(2, flowsTaken(flows, "finished"));
        Files.delete(flows.resolve("member-00").resolve(RunDirectory.MANIFEST));
        assertEquals(1, flowsTaken(flows, "one-finished"));
        assertEquals(1, flowsTaken(flows.resolve("member-01"), "one"));

        writeEnsemble(flows, checksums());
        Program missing = learned(csv, flows, "missing");
        assertTrue(missing.err().contains("member-00 is missing or unfinished"), missing.err());
        assertEquals(2, missing.code());

        writeMember(flows.resolve("member-00"), "another");
        writeEnsemble(flows, List.of("another", checksums().get(1)));
        Program other = learned(csv, flows, "other");
        assertTrue(other.err().contains("member-00 does not hold the weights that its manifest says"), other.err());
        assertEquals(2, other.code());
    }

    @Test
    void aFlowOfAnotherTrainingIsNotAveragedIn() throws IOException {
        Path flows = directory.resolve("mixed");
        writeFlows(flows);
        // Each is what its own manifest says.
        for (String file : List.of("model.json", "weights.npz", "history.csv")) {
            Files.copy(
                    flows.resolve("member-01").resolve(file),
                    flows.resolve("member-00").resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(flows.resolve("member-00").resolve("." + file + ".crc"));
        }
        writeMember(flows.resolve("member-00"), checksums().get(1));
        Program exchanged = learned(csv, flows, "exchanged");
        assertTrue(
                exchanged.err().contains(flows + " is not what its manifest says: 1 of 2 flows (first: its flows are"),
                exchanged.err());
        assertEquals(2, exchanged.code());

        Path others = directory.resolve("others");
        writeFlows(others);
        Files.copy(
                others.resolve("member-01/" + RunDirectory.MANIFEST),
                others.resolve("member-00/" + RunDirectory.MANIFEST),
                StandardCopyOption.REPLACE_EXISTING);
        Program misplaced = learned(csv, others, "misplaced");
        assertTrue(
                misplaced.err().contains("member-00: its manifest is that of others/member-01 of `train`"),
                misplaced.err());
        assertEquals(2, misplaced.code());
    }

    /** How many flows the command says that it asked. */
    private static int flowsTaken(Path flows, String out) throws IOException {
        Program program = learned(csv, flows, "taken-" + out);
        assertEquals("", program.err());
        String last = program.lines().get(program.lines().size() - 1);
        return Integer.parseInt(last.replaceFirst(".* evaluated with (\\d+) flows?: .*", "$1"));
    }

    private static Program learned(Path points, Path flows, String out, Object... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(
                "evaluate",
                "--config",
                emptyConfig(),
                "--points",
                points,
                "--flow",
                flows,
                "--format",
                "parquet",
                "--out",
                directory.resolve(out)));
        arguments.addAll(List.of(more));
        return Program.run(arguments.toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "learned"})
    void flowsGiveAccelerationsAtPositionsWithoutVelocities(String velocities) throws IOException {
        Path flows = directory.resolve("pulling-" + velocities);
        writeFlows(flows);
        List<String> lines = new ArrayList<>(List.of("R,z"));
        // More than one task's share, then one at the edge and one beyond it.
        for (int i = 0; i < 70; i++) {
            lines.add(7.5 + 0.01 * i + ",0.5");
        }
        lines.addAll(List.of("8.95,0", "10,0"));
        Path points = Files.write(directory.resolve("places-" + velocities + ".csv"), lines);
        Program program = learned(
                points,
                flows,
                "pulled-" + velocities,
                "--quantities",
                "acceleration",
                "--set",
                "accelerations.velocities.count=40",
                "--set",
                "accelerations.velocities.points=" + velocities);
        assertEquals("", program.err());
        assertEquals(
                "2 of 72 points have no acceleration from the flows, see reason_flow",
                program.lines().get(0));
        List<Row> rows = caseSensitive()
                .read()
                .parquet(directory.resolve("pulled-" + velocities).toString())
                .collectAsList();
        assertEquals(
                "R,z,aR,az,aR_flow,az_flow,aR_flow_err,az_flow_err,reason_flow",
                String.join(",", rows.get(0).schema().fieldNames()));
        VelocityShell shell = new VelocityShell(40, 220, 10, 80, ShellPoints.RANDOM);
        BoltzmannInversion inversion = new BoltzmannInversion(
                velocities.equals("random") ? shell : new NearestStars(starsOfFlows(), shell),
                Weighting.FOURTH_ROOT_F,
                Estimator.MOMENTS,
                0);
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            positions.add(new Position(i, 7.5 + 0.01 * i, 0.5));
        }
        List<EnsembleEstimate> expected;
        try (FlowDistributionFunction first = new FlowDistributionFunction(one(0));
                FlowDistributionFunction second = new FlowDistributionFunction(one(1))) {
            expected = inversion.estimates(Ensemble.of(List.of(first, second)), positions);
        }
        for (int i = 0; i < 70; i++) {
            AccelerationEstimate a = expected.get(i).all();
            Row row = rows.get(i);
            double[] values = {a.aR(), a.az(), a.aRError(), a.azError()};
            for (int c = 0; c < values.length; c++) {
                assertEquals(values[c] * Units.PC_MYR2_PER_KM2_S2_KPC, row.getDouble(4 + c), SAME, "row " + i);
            }
            assertTrue(row.isNullAt(8));
        }
        assertEquals(
                "within 0.1 kpc of the edge of the training volume",
                rows.get(70).getString(8));
        assertEquals("outside the training volume", rows.get(71).getString(8));
        assertTrue(rows.get(71).isNullAt(4) && rows.get(71).isNullAt(6));
    }

    /** The stars among which the nearest of a position are found. */
    private static Stars starsOfFlows() {
        try (FlowDistributionFunction f = new FlowDistributionFunction(ensemble())) {
            return f.sampleInside(
                    40 * NearestStars.STARS_PER_VELOCITY,
                    RandomStreams.stream(0, RandomStreams.Purpose.VELOCITY_STARS));
        }
    }

    @Test
    void pointsWithVelocitiesGetBothDensityAndAccelerationOfTheFlows() throws IOException {
        Path flows = directory.resolve("both");
        writeFlows(flows);
        Path points = Files.writeString(directory.resolve("star.csv"), "R,z,vR,vphi,vz\n8,0.5,10,220,5\n");
        Program program = learned(
                points, flows, "all", "--quantities", "acceleration", "--set", "accelerations.velocities.count=40");
        assertEquals("", program.err());
        Row row = caseSensitive()
                .read()
                .parquet(directory.resolve("all").toString())
                .first();
        assertTrue(Double.isFinite(row.getAs("lnf_flow")) && Double.isFinite(row.getAs("aR_flow")));
        Path half = Files.writeString(directory.resolve("half.csv"), "R,z,vR\n8,0.5,10\n");
        Program missing = learned(half, flows, "none", "--quantities", "acceleration");
        assertTrue(missing.err().contains("has no column vphi (--flow needs it)"), missing.err());
    }

    private static FlowEnsemble one(int member) {
        return new FlowEnsemble(List.of(ensemble().members().get(member)));
    }

    @Test
    void positionsAndVelocitiesMayBeCartesian() throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,y,z,vx,vy,vz"));
        List<PhasePoint> turned = new ArrayList<>();
        for (int i = 0; i < STARS.size(); i += 10) {
            PhasePoint star = STARS.get(i);
            double phi = 0.7 * i;
            double cos = Math.cos(phi);
            double sin = Math.sin(phi);
            turned.add(star);
            lines.add(
                    star.R() * cos + "," + star.R() * sin + "," + star.z() + "," + (star.vR() * cos - star.vphi() * sin)
                            + "," + (star.vR() * sin + star.vphi() * cos) + "," + star.vz());
        }
        Path points = Files.write(directory.resolve("cartesian.csv"), lines);
        Path out = directory.resolve("cartesian");
        assertEquals("", evaluate(points, "acceleration,actions,df", out).err());
        List<String> written = Files.readAllLines(onlyFile(out, ".csv"));
        QuasiIsothermalMixture f = QuasiIsothermalMixture.milkyWay();
        double[] lnf = f.lnf(Stars.of(turned.toArray(PhasePoint[]::new)));
        for (int i = 0; i < turned.size(); i++) {
            PhasePoint star = turned.get(i);
            assertTrue(written.get(i + 1).startsWith(lines.get(i + 1) + ","), "the input's row comes first");
            String[] values = written.get(i + 1).split(",", -1);
            Acceleration a = MilkyWay.potential().acceleration(star.R(), star.z());
            double aR = a.aR() * Units.PC_MYR2_PER_KM2_S2_KPC;
            assertEquals(aR, Double.parseDouble(values[6]), ROUNDING * Math.abs(aR));
            if (Double.isInfinite(lnf[i])) {
                assertEquals("-Infinity", values[11]);
                continue;
            }
            assertEquals(star.R() * star.vphi(), Double.parseDouble(values[9]), ROUNDING * star.R() * star.vphi());
            assertEquals(lnf[i], Double.parseDouble(values[11]), LNF_ROUNDING);
        }
    }

    @Test
    void cartesianPositionsMayHaveCylindricalVelocities() throws IOException {
        Path points = Files.writeString(directory.resolve("mixed.csv"), "x,y,z,vR,vphi,vz\n0,8,0.5,10,220,5\n");
        Path out = directory.resolve("mixed");
        assertEquals("", evaluate(points, "df", out).err());
        String[] values = Files.readAllLines(onlyFile(out, ".csv")).get(1).split(",");
        double lnf = QuasiIsothermalMixture.milkyWay().lnf(Stars.of(new PhasePoint(8, 0.5, 10, 220, 5)))[0];
        assertEquals(lnf, Double.parseDouble(values[6]), SAME);
    }

    private static FlowEnsemble ensemble() {
        FlowShape shape = FlowShape.unconditional(FeatureMap.FEATURES, 2, 8, 1);
        List<FlowEnsemble.Member> members = new ArrayList<>();
        for (int member = 0; member < 2; member++) {
            FlowDescription description = new FlowDescription(
                    shape, FeatureMap.linear(8, 220), Measure.VOLUME, VOLUME, member, 1, 0, 1, 0, 0, 0, Map.of());
            members.add(new FlowEnsemble.Member(
                    description,
                    MaskedAutoregressiveFlow.initialised(
                            shape, RandomStreams.stream(member, RandomStreams.Purpose.STARS))));
        }
        return new FlowEnsemble(members);
    }

    private static void writeFlows(Path flows) throws IOException {
        FileSystem fileSystem = FileSystem.getLocal(new Configuration());
        try (FlowEnsemble ensemble = ensemble()) {
            for (FlowEnsemble.Member member : ensemble.members()) {
                String name = "member-0" + member.description().member();
                FlowDirectory.write(
                        fileSystem,
                        new org.apache.hadoop.fs.Path(flows.toString(), name),
                        member.description(),
                        member.flow(),
                        List.of());
                writeMember(flows.resolve(name), FlowDirectory.checksum(member.flow()));
            }
        }
        writeEnsemble(flows, checksums());
    }

    /** Those of the flows of {@link #ensemble}. */
    private static List<String> checksums() {
        try (FlowEnsemble ensemble = ensemble()) {
            return ensemble.members().stream()
                    .map(member -> FlowDirectory.checksum(member.flow()))
                    .toList();
        }
    }

    private static void writeMember(Path directory, String checksum) throws IOException {
        String dataset = directory.getParent().getFileName() + "/" + directory.getFileName();
        writeManifest(directory, new Recipe("train", dataset, new TreeMap<>(), new TreeMap<>()), checksum, Map.of());
    }

    private static void writeEnsemble(Path flows, List<String> checksums) throws IOException {
        String dataset = flows.getFileName().toString();
        writeEnsemble(flows, new Recipe("train", dataset, new TreeMap<>(), new TreeMap<>()), checksums);
    }

    private static void writeEnsemble(Path flows, Recipe recipe, List<String> checksums) throws IOException {
        writeManifest(flows, recipe, Members.checksum(checksums), Map.of("members", (double) checksums.size()));
    }

    private static void writeManifest(Path directory, Recipe recipe, String checksum, Map<String, Double> figures)
            throws IOException {
        Manifest manifest = Manifest.of(
                recipe,
                new Made(new Origin(Measure.VOLUME, Map.of(), Map.of()), 1, checksum, new Made.Times(1, 1), figures));
        try (Stream<Path> children = Files.list(directory)) {
            List<Path> files = children.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().matches("[._].*"))
                    .toList();
            manifest = manifest.holding(
                    files.size(),
                    files.stream().mapToLong(file -> file.toFile().length()).sum());
        }
        Files.writeString(directory.resolve(RunDirectory.MANIFEST), manifest.json());
    }

    private static SparkSession caseSensitive() {
        SparkSession spark = SharedSpark.session().newSession();
        spark.conf().set("spark.sql.caseSensitive", true);
        return spark;
    }

    @Test
    void orderOfManyFilesIsThatOfTheirNames() throws IOException {
        Path points = Files.createDirectory(directory.resolve("many.csv"));
        // The later file is the larger, which Spark would read first.
        Files.writeString(points.resolve("part-0.csv"), "R,z,id\n8,0,0\n");
        StringBuilder later = new StringBuilder("R,z,id\n");
        for (int i = 1; i < POINTS; i++) {
            later.append("8,0.5,").append(i).append('\n');
        }
        Files.writeString(points.resolve("part-1.csv"), later);
        Path out = directory.resolve("many-out");
        assertEquals("", evaluate(points, "density", out).err());
        List<String> lines = Files.readAllLines(onlyFile(out, ".csv"));
        for (int i = 0; i < POINTS; i++) {
            assertEquals(String.valueOf(i), lines.get(i + 1).split(",")[2]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "parquet"})
    void pathsMayHaveNamesThatReadAsPatterns(String format) throws IOException {
        Path points =
                Files.writeString(directory.resolve("all {R,z} [kpc] 100% *?.csv"), "R,z,vR,vphi,vz\n8,0,0,-9,0\n");
        Path out = directory.resolve("out [" + format + "] {a,b} *?");
        Program program = evaluate(points, "df", out, "--format", format);
        assertEquals("", program.err());
        assertEquals(
                "1 of 1 points have no actions: unbound or counter-rotating",
                program.lines().get(0));
        assertTrue(Files.exists(onlyFile(out, "." + format)));
    }

    @Test
    void configurationChangesThePotential() throws IOException {
        Path points = Files.writeString(directory.resolve("one.csv"), "R,z\n8,0\n");
        Path out = directory.resolve("kepler");
        Program program =
                evaluate(points, "frequencies", out, "--set", "potential.parts=[{ type = kepler, share = 1 }]");
        assertEquals("", program.err());
        String[] values = Files.readAllLines(onlyFile(out, ".csv")).get(1).split(",");
        // Around a point mass all three frequencies are v0/R0.
        for (int c = 2; c < 5; c++) {
            assertEquals(27.5, Double.parseDouble(values[c]), 1e-9);
        }
    }

    @Test
    void aGridThatIsNotMadeStandsInNobodysWay() throws IOException {
        Path points = Files.writeString(directory.resolve("far.csv"), "R,z\n13,0\n");
        String grid = "accelerations.grid.Rmin = 12, accelerations.grid.Rmax = 14\n";
        Path file = Files.writeString(directory.resolve("elsewhere.conf"), grid);
        Program program = Program.run(
                "evaluate",
                "--config",
                file,
                "--points",
                points,
                "--quantities",
                "density",
                "--out",
                directory.resolve("elsewhere"));
        assertEquals("", program.err());
        assertEquals(0, program.code());
    }

    @Test
    void runSaysWhichGalaxyItIs() throws IOException {
        Path points = Files.writeString(directory.resolve("sun.csv"), "R,z\n8,0\n");
        Path run = Files.createDirectory(directory.resolve("point-mass"));
        Files.writeString(run.resolve("config.conf"), "potential.parts = [{ type = kepler, share = 1 }]\n");
        Path out = directory.resolve("of-run");
        Program program = Program.run(
                "evaluate",
                "--run",
                run,
                "--set",
                "potential.v0=440",
                "--points",
                points,
                "--quantities",
                "frequencies",
                "--out",
                out);
        assertEquals("", program.err());
        String[] values = Files.readAllLines(onlyFile(out, ".csv")).get(1).split(",");
        for (int c = 2; c < 5; c++) {
            assertEquals(55, Double.parseDouble(values[c]), 1e-9);
        }
        Files.delete(run.resolve("config.conf"));
        Program none = Program.run(
                "evaluate", "--run", run, "--points", points, "--quantities", "density", "--out", out, "--overwrite");
        assertEquals(
                "localflows: --run " + run
                        + " has no config.conf to take the galaxy from: run `pipeline` there, or"
                        + " give the configuration by --config\n",
                none.err());
        assertEquals(2, none.code());
    }

    @Test
    void flowsSayWhichGalaxyTheyAreOf() throws IOException {
        String kepler = "potential.parts = [{ type = kepler, share = 1 }]";
        Path run = Files.createDirectories(directory.resolve("kepler-run"));
        Path flows = run.resolve("flows/fiducial");
        writeFlows(flows);
        Path points = Files.writeString(directory.resolve("there.csv"), "R,z\n8,0\n");
        Object[] command = {
            "evaluate",
            "--points",
            points,
            "--quantities",
            "acceleration,frequencies",
            "--flow",
            flows,
            "--out",
            directory.resolve("felt.csv"),
            "--overwrite",
            "--set",
            "accelerations.velocities.count=40"
        };
        Files.writeString(run.resolve("config.conf"), kepler + "\n");
        Program known = Program.run(command);
        assertEquals("", known.err());
        assertTrue(known.out().contains("galaxy: that of the flows' run, " + run + "\n"), known.out());
        String[] values =
                Files.readAllLines(directory.resolve("felt.csv")).get(1).split(",");
        // Around a point mass all three frequencies are v0/R0.
        assertEquals(27.5, Double.parseDouble(values[5]), 1e-9);
        String manifest = Files.readString(directory.resolve("_felt.csv.manifest.json"));
        assertTrue(manifest.contains("kepler"), manifest);

        // What the flows say of themselves counts before a later configuration of the run.
        Recipe trained = new Recipe(
                "train",
                "fiducial",
                new TreeMap<>(Map.of("potential.parts", "[{ share = 1.0, type = \"kepler\" }]")),
                new TreeMap<>());
        writeEnsemble(flows, trained, checksums());
        Files.writeString(run.resolve("config.conf"), "");
        assertEquals("", Program.run(command).err());
        values = Files.readAllLines(directory.resolve("felt.csv")).get(1).split(",");
        assertEquals(27.5, Double.parseDouble(values[5]), 1e-9);

        List<Object> named = new ArrayList<>(Arrays.asList(command));
        named.addAll(List.of("--config", emptyConfig()));
        Program other = Program.run(named.toArray());
        assertTrue(other.out().contains("; the flows are of another, whose potential.parts is [{"), other.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "R,z;8,0           | df        | has no column vR (--quantities df needs it); its columns are R, z",
                "r,z;8,0           | potential | has no column R (a position is R z or x y z); its columns are r, z. Upper and lower case matter",
                "''                | potential | is empty: it has no header",
                "x,z;8,0           | potential | has no column y (a position is R z or x y z); its columns are x, z",
                "R,x,y,z;8,8,0,0   | potential | has columns R and x y, so that its position is ambiguous: leave one or the other out, or rename it",
                "R,z,vx,vy,vz;8,0,0,0,0 | df   | has velocities vx vy, which go with positions x y z, but its position is R z: give vR vphi vz, or x y z",
                "x,y,z,vR,vphi,vx,vy,vz;8,0,0,0,0,0,0,0 | df | has columns vR vphi and vx vy, so that its velocity is ambiguous: leave one or the other out, or rename it",
                "x,y,z,vx,vz;8,0,0,0,0 | df    | has no column vy (--quantities df needs it); its columns are x, y, z, vx, vz",
                "x,y,z;0,0,1       | density   | row 1: R = hypot(x, y) is 0.0 kpc, but it must be positive",
                "R,z;8,y;8,x       | density   | row 1: z is \"y\", but it must be a finite number; none of 2 rows can be computed",
                "R,z;8,            | density   | row 1: z is empty, but it must be a finite number",
                "R,z;8,NaN         | density   | row 1: z is \"NaN\", but it must be a finite number",
                "R,z;8,1e999       | density   | row 1: z is \"1e999\", but it must be a finite number",
                "R,z;8,0;8;8,0     | density   | line 3: has 1 value for the 2 columns of the header: 8; mend the line, or take it out",
                "R,z;8,0;8,0,1     | density   | line 3: has 3 values for the 2 columns of the header: 8,0,1; mend the line, or take it out",
                "R,z;0,1           | density   | row 1: R is 0.0 kpc, but it must be positive",
                "R,z,rho;8,0,1     | density   | has a column rho already: rename it, for that is where the result goes",
                "R,z               | density   | holds no points",
                "R:z:vR            | density   | has no column R (a position is R z or x y z); its columns are R:z:vR",
                "R\tz;8\t0         | density   | has no column R (a position is R z or x y z); its columns are R\\tz. Values must be separated by commas",
            })
    void mistakeInThePointsIsReportedByColumnOrRow(String text, String quantities, String message) throws IOException {
        Path points =
                Files.writeString(directory.resolve("wrong.csv"), text.isEmpty() ? "" : text.replace(';', '\n') + "\n");
        Path out = directory.resolve("wrong-out");
        Program program = evaluate(points, quantities, out);
        assertEquals(2, program.code());
        assertEquals("", program.out());
        String place = "localflows: --points " + points;
        assertTrue(
                program.err().equals(place + (message.matches("(row|line) .*") ? ", " : " ") + message + "\n"),
                program.err());
        assertFalse(Files.exists(out));
    }

    @Test
    void pointsOfAnotherFormatOrDamagedAreRefused() throws IOException {
        Path out = directory.resolve("refused");
        Program missing = evaluate(directory.resolve("none.csv"), "density", out);
        assertEquals(
                "localflows: --points " + directory
                        + "/none.csv does not exist: give the path of a file or directory, from where the command is run, or a URI\n",
                missing.err());
        Program scheme = Program.run(
                "evaluate",
                "--config",
                emptyConfig(),
                "--points",
                "nosuch://points.csv",
                "--quantities",
                "density",
                "--out",
                out);
        assertTrue(scheme.err().startsWith("localflows: --points nosuch://points.csv: "), scheme.err());
        assertEquals(2, scheme.code());
        Path text = Files.writeString(directory.resolve("points.txt"), "R,z\n8,0\n");
        assertEquals(
                "localflows: --points " + text + " is neither .csv, .ecsv, .fits, .vot, .xml (VOTable) nor .parquet\n",
                evaluate(text, "density", out).err());
        Path damaged = Files.writeString(directory.resolve("damaged.parquet"), "R,z\n8,0\n");
        Program program = evaluate(damaged, "density", out);
        assertTrue(
                program.err().startsWith("localflows: --points " + damaged + " cannot be read as parquet: "),
                program.err());
        assertEquals(1, program.err().lines().count());
        assertEquals(2, program.code());
    }

    @Test
    void damageBeyondTheFirstBytesIsReported() throws IOException {
        Path table = directory.resolve("whole");
        SharedSpark.session()
                .range(20_000)
                .selectExpr("8 + rand(1) as R", "rand(2) as z")
                .coalesce(1)
                .write()
                .parquet(table.toString());
        byte[] bytes = Files.readAllBytes(onlyFile(table, ".parquet"));
        // In the first pages, whose numbers would be others and yet numbers; the footer at the end is whole.
        Arrays.fill(bytes, 100, 40_000, (byte) 0x5a);
        assertDamaged(Files.write(directory.resolve("torn.parquet"), bytes), "parquet, it is damaged: ");

        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("R,z\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 20_000; i++) {
                gzip.write((8 + Math.sin(i) + ",0.5\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] half = Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
        assertDamaged(Files.write(directory.resolve("torn.csv.gz"), half), "csv, it is damaged: ");
    }

    @Test
    void binaryRubbishIsNoPoint() throws IOException {
        byte[] rubbish = new byte[100_000];
        new Random(3).nextBytes(rubbish);
        byte[] header = "R,z\n8,0.5\n".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(header, 0, rubbish, 0, header.length);
        Path points = Files.write(directory.resolve("rubbish.csv"), rubbish);
        Program program = evaluate(points, "density", directory.resolve("no-points"));
        assertEquals(2, program.code(), program.err());
        assertTrue(
                program.err().startsWith("localflows: --points " + points + " is not written in UTF-8: "),
                program.err());
        assertTrue(program.err().strip().chars().noneMatch(Character::isISOControl), program.err());
        assertTrue(program.err().length() < 400 + points.toString().length(), program.err());
    }

    private static void assertDamaged(Path points, String how) throws IOException {
        Program program = evaluate(points, "density", directory.resolve("unwritten"));
        assertEquals(2, program.code(), program.err());
        assertTrue(
                program.err().startsWith("localflows: --points " + points + " cannot be read as " + how),
                program.err());
        assertEquals(1, program.err().lines().count(), program.err());
    }

    @Test
    void existingOutputIsReplacedOnlyWhenAsked() throws IOException {
        Path points = Files.writeString(directory.resolve("few.csv"), "R,z\n8,0\n");
        Path out = directory.resolve("twice");
        assertEquals(0, evaluate(points, "density", out).code());
        Path first = onlyFile(out, ".csv");
        Program refused = evaluate(points, "potential", out);
        assertEquals(
                "localflows: --out " + out + " exists: choose another, or replace it with --overwrite\n",
                refused.err());
        assertEquals(2, refused.code());
        assertTrue(Files.exists(first));
        assertEquals(0, evaluate(points, "potential", out, "--overwrite").code());
        assertEquals("R,z,Phi", Files.readAllLines(onlyFile(out, ".csv")).get(0));
    }

    private static Program evaluate(Path points, String quantities, Path out, String... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(
                "evaluate", "--config", emptyConfig(), "--points", points, "--quantities", quantities, "--out", out));
        arguments.addAll(List.of(more));
        return Program.run(arguments.toArray());
    }

    private static Path emptyConfig() throws IOException {
        return Files.writeString(directory.resolve("empty.conf"), "");
    }

    private static Path onlyFile(Path out, String suffix) throws IOException {
        try (var files = Files.list(out)) {
            List<Path> data =
                    files.filter(file -> file.toString().endsWith(suffix)).toList();
            assertEquals(1, data.size(), data.toString());
            return data.get(0);
        }
    }
}
