package io.github.localflows.pipeline;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Members;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.df.Measure;
import io.github.localflows.table.AccelerationTable;
import io.github.localflows.table.RealisationTable;
import io.github.localflows.table.ResolutionTable;
import io.github.localflows.table.SliceTable;
import io.github.localflows.table.SpiralTable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Finished data sets as the stages leave them, made up: accelerations whose relative errors are known. */
public final class MockRun {
    private static final int POINTS = 9;

    private final RunDirectory run;

    public MockRun(java.nio.file.Path directory) {
        run = RunDirectory.at(
                directory.toString(), SharedSpark.session().sparkContext().hadoopConfiguration());
    }

    public RunDirectory directory() {
        return run;
    }

    /** A grid of 9 x 9 accelerations of which aR is off by a part, az by another; its top right corner is unsolved. */
    public void addAccelerations(String dataset, double aROff, double azOff) throws IOException {
        addTable(run.accelerations(dataset), dataset, grid(aROff, azOff), AccelerationTable.SCHEMA);
    }

    /** The same as the field of a potential, in the columns that all fields have. */
    void addPotential(Kind kind, String dataset, double aROff, double azOff) throws IOException {
        TreeMap<String, String> settings =
                new TreeMap<>(Map.of("accelerations.profiles.R0", "8.0", "accelerations.density.absZ", "1.1"));
        addTable(
                run.of(kind, dataset),
                new Recipe("potential", kind.inManifest(dataset), settings, new TreeMap<>()),
                Map.of(),
                grid(aROff, azOff),
                AccelerationTable.SCHEMA);
    }

    private static List<Row> grid(double aROff, double azOff) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            for (int k = 0; k < POINTS; k++) {
                rows.add(row(7 + 0.25 * i, -2 + 0.5 * k, aROff, azOff, i + k == 2 * POINTS - 2));
            }
        }
        return rows;
    }

    void addProfiles(String dataset, double aROff, double azOff) throws IOException {
        addProfiles(dataset, Map.of(), aROff, azOff);
    }

    /** What a stage made of the stars of another set. */
    static Map<String, String> lineage(String by, String from) {
        return Map.of(Origin.BY, by, Origin.FROM, from);
    }

    /** @param lineage what the data set's stars were made by and from */
    void addProfiles(String dataset, Map<String, String> lineage, double aROff, double azOff) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            rows.add(AccelerationTable.profileRow("z", row(8, -1.6 + 0.4 * i, aROff, azOff, false)));
            rows.add(AccelerationTable.profileRow("R", row(7 + 0.25 * i, 0, aROff, azOff, false)));
        }
        addTable(
                run.accelerationProfiles(dataset),
                new Recipe("accelerations", dataset + "-profiles", new TreeMap<>(), new TreeMap<>()),
                lineage,
                rows,
                AccelerationTable.PROFILE_SCHEMA);
    }

    /** A phase spiral of 3 x 5 points, its contrast rising with z and vz, and unknown at the first and last. */
    public void addSpiral(String dataset) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 5; k++) {
                boolean unknown = i + k == 0 || i + k == 6;
                Double contrast = unknown ? null : 0.1 * (i - 1) + 0.02 * (k - 2);
                rows.add(RowFactory.create(i - 1.0, 30.0 * (k - 2), -5.0, contrast, null));
            }
        }
        Manifest plain = manifest("accelerations", dataset + "-spiral", rows.size(), "");
        TreeMap<String, String> settings = new TreeMap<>(Map.of("spiral.R", "8.0", "spiral.vphi", "220"));
        try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), run.spiral(dataset))) {
            SharedSpark.session()
                    .createDataFrame(rows, SpiralTable.SCHEMA)
                    .coalesce(1)
                    .write()
                    .mode("append")
                    .parquet(pending.path().toString());
            pending.commit(Manifest.of(
                    new Recipe(plain.stage(), plain.dataset(), settings, new TreeMap<>()),
                    new Made(
                            new Origin(plain.measure(), Map.of(), Map.of()),
                            plain.rows(),
                            ContentChecksum.of(rows).hex(),
                            new Made.Times(2, 4),
                            Map.of("disequilibrium", 0.1))));
        }
    }

    /** Three slices of 4 x 4 points, f a twentieth larger than the exact one. */
    void addSlices(String dataset) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String slice : List.of("R,z", "vR,vphi", "z,vz")) {
            for (int i = 0; i < 4; i++) {
                for (int k = 0; k < 4; k++) {
                    double exact = 1.0 / (1 + i + k);
                    rows.add(RowFactory.create(
                            slice,
                            slice.startsWith("R") ? 7.0 + i : 8.0,
                            slice.startsWith("R") ? k - 1.5 : slice.startsWith("z") ? i - 1.5 : 0.0,
                            slice.startsWith("v") ? 10.0 * i : 0.0,
                            slice.startsWith("v") ? 210.0 + 10 * k : 220.0,
                            slice.startsWith("z") ? 10.0 * k : 0.0,
                            1.05 * exact,
                            0.01,
                            exact));
                }
            }
        }
        addTable(run.of(Kind.SLICES, dataset), dataset + "-slices", rows, SliceTable.SCHEMA);
    }

    /** The resolution of a star set of so many stars: h 50 pc and eta 0.9, of one position. */
    /** A star set whose manifest alone matters. */
    void addStars(String dataset, Map<String, String> lineage) throws IOException {
        addTable(
                run.stars(dataset),
                new Recipe(lineage.get(Origin.BY), dataset, new TreeMap<>(), new TreeMap<>()),
                lineage,
                List.of(RowFactory.create(0.1, -0.2, 0.01, -0.21, -0.2)),
                ResolutionTable.SCHEMA);
    }

    void addResolution(String dataset, Map<String, String> lineage, double stars) throws IOException {
        List<Row> rows = List.of(RowFactory.create(0.1, -0.2, 0.01, -0.21, -0.2));
        TreeMap<String, String> settings = new TreeMap<>(Map.of("resolution.R", "8.0", "resolution.absZ", "0.3"));
        try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), run.of(Kind.RESOLUTION, dataset))) {
            SharedSpark.session()
                    .createDataFrame(rows, ResolutionTable.SCHEMA)
                    .coalesce(1)
                    .write()
                    .mode("append")
                    .parquet(pending.path().toString());
            pending.commit(Manifest.of(
                    new Recipe("accelerations", dataset + "-resolution", settings, new TreeMap<>()),
                    new Made(
                            new Origin(Measure.VOLUME, lineage, Map.of()),
                            rows.size(),
                            ContentChecksum.of(rows).hex(),
                            new Made.Times(2, 4),
                            Map.of(ResolutionTable.STARS, stars, ResolutionTable.H, 50.0, ResolutionTable.ETA, 0.9))));
        }
    }

    /** What two realisations say together, of a set that was made from another. */
    void addRealisations(String declared, String from) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            for (String profile : List.of("R", "z")) {
                double R = profile.equals("R") ? 7 + 0.25 * i : 8;
                double z = profile.equals("z") ? -1.6 + 0.4 * i : 0;
                double aR = -6 * 8 / R;
                double az = -2 * z;
                rows.add(RowFactory.create(
                        profile,
                        R,
                        z,
                        1.01 * aR,
                        1.01 * aR - 0.1,
                        1.01 * aR + 0.1,
                        aR,
                        1.01 * az,
                        1.01 * az - 0.1,
                        1.01 * az + 0.1,
                        az,
                        2));
            }
        }
        TreeMap<String, String> inputs = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            String set = declared + "-00" + i;
            addProfiles(set, lineage("observe", from), 0.01, 0.01 * i);
            inputs.put(
                    "accelerations/" + set + "-profiles",
                    run.manifest(run.accelerationProfiles(set)).orElseThrow().checksum());
        }
        Recipe recipe = new Recipe("accelerations", declared + "-realisations", new TreeMap<>(), inputs);
        addTable(
                run.of(Kind.REALISATIONS, declared),
                recipe,
                Map.of("by", "observe", "from", from),
                rows,
                RealisationTable.SCHEMA);
    }

    /** Two flows, of 3 epochs each; the second epoch is the best of the first flow. */
    void addFlows(String dataset) throws IOException {
        String header = "epoch,training_loss,held_out_loss,learning_rate,seconds\n";
        addFlow(dataset, 0, header + "1,4.0,4.1,0.001,2\n2,3.5,3.6,0.001,2\n3,3.4,3.7,0.0005,2\n");
        addFlow(dataset, 1, header + "1,4.0,4.1,0.001,2\n2,3.5,3.6,0.001,2\n3,3.4,3.5,0.0005,2\n");
        Manifest ensemble = Manifest.of(
                        new Recipe("train", dataset, new TreeMap<>(), new TreeMap<>()),
                        new Made(
                                new Origin(Measure.VOLUME, Map.of(), Map.of()),
                                5000,
                                Members.checksum(List.of("checksum", "checksum")),
                                new Made.Times(2, 4),
                                Map.of("members", 2.0)))
                .holding(2, 200);
        run.writeText(new Path(run.flows(dataset), RunDirectory.MANIFEST), ensemble.json());
    }

    private void addFlow(String dataset, int member, String history) throws IOException {
        Path directory = run.flow(dataset, member);
        try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), directory)) {
            run.writeText(new Path(pending.path(), "history.csv"), history);
            pending.commit(manifest("train", dataset + "/" + directory.getName(), 5000, "checksum"));
        }
    }

    private void addTable(Path directory, String dataset, List<Row> rows, StructType schema) throws IOException {
        addTable(
                directory,
                new Recipe("accelerations", dataset, new TreeMap<>(), new TreeMap<>()),
                Map.of(),
                rows,
                schema);
    }

    private void addTable(Path directory, Recipe recipe, Map<String, String> lineage, List<Row> rows, StructType schema)
            throws IOException {
        try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), directory)) {
            SharedSpark.session()
                    .createDataFrame(rows, schema)
                    .coalesce(1)
                    .write()
                    .mode("append")
                    .parquet(pending.path().toString());
            pending.commit(Manifest.of(
                    recipe,
                    new Made(
                            new Origin(Measure.VOLUME, lineage, Map.of()),
                            rows.size(),
                            ContentChecksum.of(rows).hex(),
                            new Made.Times(2, 4),
                            Map.of())));
        }
    }

    private static Row row(double R, double z, double aROff, double azOff, boolean unsolved) {
        double aR = -6 * 8 / R;
        double az = -2 * z;
        return unsolved
                ? RowFactory.create(
                        R, 0.0, z, null, null, null, null, null, null, aR, az, null, null, 0.1, null, null, "singular")
                : RowFactory.create(
                        R,
                        0.0,
                        z,
                        aR * (1 + aROff),
                        0.0,
                        az * (1 + azOff),
                        0.1,
                        0.1,
                        0.1,
                        aR,
                        az,
                        0.1,
                        0.01,
                        0.1,
                        1e-4,
                        10.0,
                        null);
    }

    private static Manifest manifest(String stage, String dataset, long rows, String checksum) {
        return Manifest.of(
                new Recipe(stage, dataset, new TreeMap<>(), new TreeMap<>()),
                new Made(
                        new Origin(Measure.VOLUME, Map.of(), Map.of()),
                        rows,
                        checksum,
                        new Made.Times(2, 4),
                        Map.of()));
    }

    /** The names of the files in a directory of the run, hidden ones too. */
    public static List<String> names(java.nio.file.Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
