package io.github.localflows.stage.field;

import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Software;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.field.Ensemble;
import io.github.localflows.field.PhaseSpiral;
import io.github.localflows.figure.SpiralMap;
import io.github.localflows.phase.Stars;
import io.github.localflows.pipeline.StageOutcome;
import io.github.localflows.report.Disequilibrium;
import io.github.localflows.table.RowFile;
import io.github.localflows.table.SmallTable;
import io.github.localflows.table.SpiralTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * The phase spirals that the flows of the data sets have learned, see {@link PhaseSpiral}: a part of the stage {@code
 * accelerations}, on the driver, for it takes no longer than a few positions of the grid do.
 */
public final class MapSpirals {
    private static final String STRENGTH = "disequilibrium";
    private static final String STRENGTH_ERROR = "disequilibriumErr";
    private static final String NOISE = "disequilibriumNoise";

    private MapSpirals() {}

    /** Makes the table of a data set, unless it is there. */
    static StageOutcome run(
            SparkSession spark,
            RunDirectory run,
            SpiralSettings settings,
            StageConfiguration configuration,
            InversionSource flows,
            boolean overwrite)
            throws IOException {
        Recipe recipe = Recipe.of(EvaluateAccelerations.STAGE, flows.name() + "-spiral", configuration, flows.inputs());
        Path directory = run.spiral(flows.name());
        Optional<Manifest> there = run.finished(directory, recipe, overwrite);
        if (there.isPresent()) {
            return StageOutcome.there(there.get(), directory, "points");
        }
        long start = System.nanoTime();
        PhaseSpiral plane = settings.plane();
        Stars points = plane.points();
        Ensemble ensemble = flows.inverter().value().ensemble();
        PhaseSpiral.Map map = plane.map(ensemble.gradients(points), ensemble.groups());
        double coreSeconds = (System.nanoTime() - start) * 1e-9;
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            rows.add(RowFactory.create(
                    points.z()[i],
                    points.vz()[i],
                    map.lnf()[i],
                    orNull(map.contrast()[i]),
                    orNull(map.contrastError()[i])));
        }
        Map<String, Double> figures = new TreeMap<>();
        put(figures, STRENGTH, map.strength());
        put(figures, STRENGTH_ERROR, map.strengthError());
        put(figures, NOISE, map.noise());
        try (PendingDirectory pending = run.resume(directory, recipe.key())) {
            ContentChecksum checksum = RowFile.write(spark, pending, "spiral.parquet", rows, SpiralTable.SCHEMA);
            Manifest manifest = Manifest.of(
                    recipe,
                    flows.measure(),
                    Software.running(),
                    rows.size(),
                    checksum.hex(),
                    (System.nanoTime() - start) * 1e-9,
                    coreSeconds,
                    figures);
            return StageOutcome.made(pending.commit(manifest), directory, "points");
        }
    }

    private static Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static void put(Map<String, Double> figures, String name, double value) {
        if (Double.isFinite(value)) {
            figures.put(name, value);
        }
    }

    /** The numbers of all spirals of a run, the equilibrium set's first. */
    public static List<Disequilibrium> numbers(RunDirectory run) throws IOException {
        List<Disequilibrium> numbers = new ArrayList<>();
        for (String dataset : run.spiralDatasets()) {
            Manifest manifest = run.checked(run.spiral(dataset));
            Map<String, Double> figures = manifest.figures();
            numbers.add(new Disequilibrium(
                    dataset,
                    setting(run.spiral(dataset), manifest, "spiral.R"),
                    setting(run.spiral(dataset), manifest, "spiral.vphi"),
                    figures.get(STRENGTH),
                    figures.get(STRENGTH_ERROR),
                    figures.get(NOISE)));
        }
        return numbers;
    }

    /** A number of the configuration that a data set was made with, as its manifest has it. */
    public static double setting(Path directory, Manifest manifest, String key) {
        try {
            return Double.parseDouble(manifest.configuration().getOrDefault(key, "absent"));
        } catch (NumberFormatException e) {
            throw new UserError(
                    "the manifest in " + directory + " says nothing of " + key + " (" + e.getMessage()
                            + "): put the one back that was there, or move the directory away and run `accelerations` again",
                    e);
        }
    }

    /** A spiral's table, to be drawn. */
    public static SpiralMap.Panel panel(SparkSession spark, RunDirectory run, String dataset) throws IOException {
        SmallTable table = SmallTable.read(spark, run, run.spiral(dataset));
        int z = table.column("z");
        int vz = table.column("vz");
        int contrast = table.column("contrast");
        List<Row> rows = table.rows().stream()
                .sorted(Comparator.<Row>comparingDouble(row -> row.getDouble(z))
                        .thenComparingDouble(row -> row.getDouble(vz)))
                .toList();
        double first = rows.get(0).getDouble(z);
        return new SpiralMap.Panel(
                dataset,
                rows.stream().mapToDouble(row -> row.getDouble(z)).distinct().toArray(),
                rows.stream()
                        .takeWhile(row -> row.getDouble(z) == first)
                        .mapToDouble(row -> row.getDouble(vz))
                        .toArray(),
                rows.stream()
                        .mapToDouble(row -> row.isNullAt(contrast) ? Double.NaN : row.getDouble(contrast))
                        .toArray());
    }
}
