package io.github.localflows.stage.field;

import com.typesafe.config.Config;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Software;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Jackknife;
import io.github.localflows.field.Outcome;
import io.github.localflows.field.Position;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.pipeline.StageOutcome;
import io.github.localflows.table.AccelerationTable;
import io.github.localflows.table.RowFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Stage {@code accelerations}: the Boltzmann equation inverted for the acceleration on a grid and along two profiles, from
 * the flows of each data set, and as a control from the exact distribution function ({@value #EXACT}) at the same
 * positions, with velocities chosen in the same way. And the phase spirals of the flows, see {@link MapSpirals}.
 *
 * <p>Only the measure of the flows' training set, which part of it each was trained on, their weights and the settings decide
 * the result. Errors are the {@link Jackknife}'s over the parts of the stars (train.parts), or over the flows when all were
 * trained on the same stars, which then are too small; null for a single flow.
 */
public final class EvaluateAccelerations {
    /** What the control is called, in place of a data set. */
    public static final String EXACT = "exact-f";

    public static final String STAGE = "accelerations";

    private static final String FILE = "accelerations.parquet";

    private EvaluateAccelerations() {}

    /**
     * Makes what is not there.
     *
     * @param config a checked configuration
     * @param overwrite whether results made with another configuration may be replaced
     */
    public static List<StageOutcome> run(SparkSession spark, RunDirectory run, Config config, boolean overwrite)
            throws IOException {
        AccelerationSettings settings = AccelerationSettings.from(config);
        AccelerationRows rows =
                new AccelerationRows(ModelSettings.from(config).potential().potential());
        List<StageOutcome> outcomes = new ArrayList<>();
        for (DatasetName dataset : settings.datasets()) {
            InversionSource flows = InversionSource.flows(run, config, dataset);
            try {
                outcomes.addAll(tables(spark, run, settings, flows, rows, overwrite));
                outcomes.add(MapSpirals.run(
                        spark,
                        run,
                        SpiralSettings.from(config),
                        StageConfiguration.spiral(config, dataset),
                        flows,
                        overwrite));
            } finally {
                flows.inverter().release();
            }
        }
        outcomes.addAll(tables(spark, run, settings, InversionSource.exact(config), rows, overwrite));
        return outcomes;
    }

    /**
     * A table that is to be there.
     *
     * @param name its data set
     * @param positions where accelerations are wanted
     * @param content makes the rows of the estimates there
     */
    private record Table(
            String name,
            StructType schema,
            List<Position> positions,
            Function<List<EnsembleEstimate>, AccelerationRows.Content> content) {}

    private static List<StageOutcome> tables(
            SparkSession spark,
            RunDirectory run,
            AccelerationSettings settings,
            InversionSource source,
            AccelerationRows rows,
            boolean overwrite)
            throws IOException {
        Table grid = new Table(
                source.name(),
                AccelerationTable.SCHEMA,
                settings.grid().positions(),
                estimates -> rows.grid(settings, estimates));
        Table profiles = new Table(
                RunDirectory.profilesName(source.name()),
                AccelerationTable.PROFILE_SCHEMA,
                settings.profilePositions(),
                estimates -> rows.profiles(settings, estimates));
        return List.of(make(spark, run, source, grid, overwrite), make(spark, run, source, profiles, overwrite));
    }

    private static StageOutcome make(
            SparkSession spark, RunDirectory run, InversionSource source, Table table, boolean overwrite)
            throws IOException {
        Recipe recipe = Recipe.of(STAGE, table.name(), source.configuration(), source.inputs());
        Path directory = run.accelerations(table.name());
        Optional<Manifest> there = run.finished(directory, recipe, overwrite);
        if (there.isPresent()) {
            return StageOutcome.there(there.get(), directory, "positions");
        }
        long start = System.nanoTime();
        List<Optional<Outcome>> refusals =
                table.positions().stream().map(source.refusal()).toList();
        List<Position> reached = new ArrayList<>();
        for (int i = 0; i < refusals.size(); i++) {
            if (refusals.get(i).isEmpty()) {
                reached.add(table.positions().get(i));
            }
        }
        try (PendingDirectory pending = run.resume(directory, recipe.key())) {
            InversionTiles.Solved solved = InversionTiles.solve(
                    spark,
                    STAGE + " " + table.name(),
                    reached,
                    source.inverter(),
                    new TileFiles(run, pending.checkpoints()));
            Iterator<EnsembleEstimate> next = solved.estimates().iterator();
            List<EnsembleEstimate> estimates = refusals.stream()
                    .map(refusal -> refusal.map(EnsembleEstimate::unsolved).orElseGet(next::next))
                    .toList();
            AccelerationRows.Content content = table.content().apply(estimates);
            ContentChecksum checksum = RowFile.write(spark, pending, FILE, content.rows(), table.schema());
            Manifest manifest = Manifest.of(
                    recipe,
                    source.measure(),
                    Software.running(),
                    content.rows().size(),
                    checksum.hex(),
                    solved.earlierSeconds() + (System.nanoTime() - start) * 1e-9,
                    solved.coreSeconds(),
                    figures(content, estimates));
            return StageOutcome.made(pending.commit(manifest), directory, "positions");
        }
    }

    private static Map<String, Double> figures(AccelerationRows.Content content, List<EnsembleEstimate> estimates) {
        long solved =
                estimates.stream().filter(estimate -> estimate.all().solved()).count();
        Map<String, Double> figures = new TreeMap<>(content.figures());
        figures.put("solvedFraction", (double) solved / estimates.size());
        return figures;
    }
}
