package io.github.localflows.stage.field;

import com.typesafe.config.Config;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Software;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.field.Jackknife;
import io.github.localflows.field.Position;
import io.github.localflows.field.VelocityChoice;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.learned.FlowDistributionFunction;
import io.github.localflows.learned.FlowEnsemble;
import io.github.localflows.learned.TrainingVolume;
import io.github.localflows.phase.Stars;
import io.github.localflows.pipeline.StageOutcome;
import io.github.localflows.potential.Potential;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.sampling.SampleRegion;
import io.github.localflows.sampling.StarSampler;
import io.github.localflows.stage.field.AccelerationSettings.Grid;
import io.github.localflows.stage.field.AccelerationSettings.Profiles;
import io.github.localflows.stage.train.TrainFlows;
import io.github.localflows.stage.train.TrainSettings;
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
import org.apache.spark.sql.Row;
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
     * What accelerations are found from.
     *
     * @param name the data set, or {@value #EXACT}
     * @param configuration the part of the configuration that they depend on
     * @param inputs content checksums of the flows
     * @param measure with respect to what the flows' stars are distributed; null for the exact f
     * @param ensemble the flows, or the exact f
     * @param refusal why f is not known at a position, null where it is
     */
    private record Source(
            String name,
            StageConfiguration configuration,
            Map<String, String> inputs,
            Measure measure,
            PerProcess<? extends InversionTiles.Ensemble> ensemble,
            Function<Position, String> refusal) {}

    /**
     * Makes what is not there.
     *
     * @param config a checked configuration
     * @param overwrite whether results made with another configuration may be replaced
     */
    public static List<StageOutcome> run(SparkSession spark, RunDirectory run, Config config, boolean overwrite)
            throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (DatasetName dataset : AccelerationSettings.from(config).datasets()) {
            Source flows = flows(run, config, dataset);
            try {
                outcomes.addAll(make(spark, run, config, flows, overwrite));
                outcomes.add(spiral(spark, run, config, dataset, flows, overwrite));
            } finally {
                flows.ensemble().release();
            }
        }
        outcomes.addAll(make(spark, run, config, exact(config), overwrite));
        return outcomes;
    }

    private static StageOutcome spiral(
            SparkSession spark, RunDirectory run, Config config, DatasetName dataset, Source flows, boolean overwrite)
            throws IOException {
        return MapSpirals.run(
                spark,
                run,
                SpiralSettings.from(config),
                flows.name(),
                StageConfiguration.spiral(config, dataset),
                flows.inputs(),
                flows.measure(),
                flows.ensemble().value(),
                overwrite);
    }

    private static Source exact(Config config) {
        ModelSettings model = ModelSettings.from(config);
        AccelerationSettings settings = AccelerationSettings.from(config);
        return new Source(
                EXACT,
                StageConfiguration.control(config),
                Map.of(),
                null,
                new PerProcess<>(() -> new ExactEnsemble(model.mixture(), settings)),
                position -> null);
    }

    private static Source flows(RunDirectory run, Config config, DatasetName dataset) throws IOException {
        String name = dataset.toString();
        Manifest trained = run.required(run.flows(name), TrainFlows.STAGE, StageConfiguration.member(config, dataset));
        int members = TrainSettings.from(config).members();
        Map<String, String> inputs = new TreeMap<>();
        for (int member = 0; member < members; member++) {
            Path path = run.flow(name, member);
            inputs.put(
                    "flows/" + name + "/" + path.getName(),
                    run.required(path, TrainFlows.STAGE).checksum());
        }
        // Read here even if nothing is to be done: damaged flows should not go unnoticed.
        try (FlowEnsemble ensemble = FlowDirectory.read(run, name, members)) {
            byte[] bytes = ensemble.toBytes();
            TrainingVolume volume = ensemble.volume();
            AccelerationSettings settings = AccelerationSettings.from(config);
            return new Source(
                    name,
                    StageConfiguration.accelerations(config, dataset),
                    inputs,
                    trained.measure(),
                    new PerProcess<>(() -> new FlowsEnsemble(bytes, settings)),
                    position -> refusal(volume, settings.edge(), position));
        }
    }

    /** Why flows do not know f at a position, null where they do. */
    public static String refusal(TrainingVolume volume, double edge, Position position) {
        return new Reach(volume, edge).refusal(position.R(), position.z());
    }

    /** The exact f, its own and only member. */
    static final class ExactEnsemble implements InversionTiles.Ensemble {
        private final QuasiIsothermalMixture f;
        private final PerProcess<VelocityChoice> velocities;

        ExactEnsemble(QuasiIsothermalMixture f, AccelerationSettings settings) {
            this.f = f;
            velocities = new PerProcess<>(() -> settings.velocities().choice(count -> stars(settings, count)));
        }

        /** Stars wherever accelerations are wanted; the measure does not matter to velocities at one place. */
        private Stars stars(AccelerationSettings settings, int count) {
            Grid grid = settings.grid();
            Profiles profiles = settings.profiles();
            SampleRegion region = new SampleRegion(
                    Math.min(grid.Rmin(), Math.min(profiles.R0(), profiles.Rmin())),
                    Math.max(grid.Rmax(), Math.max(profiles.R0(), profiles.Rmax())),
                    Math.max(Math.max(Math.abs(grid.zmin()), Math.abs(grid.zmax())), profiles.absZmax()));
            return new StarSampler(f, region, Measure.VOLUME)
                    .sample(settings.runSeed(), Purpose.VELOCITY_STARS, 0, count)
                    .stars();
        }

        @Override
        public VelocityChoice velocities() {
            return velocities.value();
        }

        @Override
        public List<LnfGradients> gradients(Stars points) {
            return List.of(f.gradients(points));
        }

        @Override
        public int[] groups() {
            return new int[] {0};
        }
    }

    /** The flows of a data set. */
    public static final class FlowsEnsemble implements InversionTiles.Ensemble, AutoCloseable {
        private final FlowDistributionFunction f;
        private final PerProcess<VelocityChoice> velocities;

        /** @param settings how they are inverted; null when they are not */
        public FlowsEnsemble(byte[] bytes, AccelerationSettings settings) {
            f = new FlowDistributionFunction(FlowEnsemble.fromBytes(bytes));
            velocities = new PerProcess<>(() -> settings.velocities().choice(count -> stars(settings, count)));
        }

        private Stars stars(AccelerationSettings settings, int count) {
            try {
                return f.sampleInside(count, RandomStreams.stream(settings.runSeed(), Purpose.VELOCITY_STARS));
            } catch (IllegalStateException e) {
                throw new UserError(
                        "accelerations.velocities.points = learned: " + e.getMessage()
                                + " Train longer, or take points = sobol.",
                        e);
            }
        }

        @Override
        public VelocityChoice velocities() {
            return velocities.value();
        }

        /** The mean of the flows. */
        public FlowDistributionFunction f() {
            return f;
        }

        @Override
        public List<LnfGradients> gradients(Stars points) {
            return List.of(f.memberGradients(points));
        }

        @Override
        public int[] groups() {
            return f.groups();
        }

        @Override
        public void close() {
            f.close();
        }
    }

    private static List<StageOutcome> make(
            SparkSession spark, RunDirectory run, Config config, Source source, boolean overwrite) throws IOException {
        AccelerationSettings settings = AccelerationSettings.from(config);
        Potential potential = ModelSettings.from(config).potential().potential();
        List<Position> onGrid = AccelerationRows.positions(settings.grid());
        StageOutcome grid = table(
                spark,
                run,
                source,
                source.name(),
                AccelerationTable.SCHEMA,
                onGrid,
                settings,
                cells -> AccelerationRows.onGrid(settings, onGrid, cells, potential),
                overwrite);
        List<Position> onProfiles = profilePositions(settings);
        StageOutcome profiles = table(
                spark,
                run,
                source,
                RunDirectory.profilesName(source.name()),
                AccelerationTable.PROFILE_SCHEMA,
                onProfiles,
                settings,
                cells -> new AccelerationRows.Content(
                        profileRows(settings, AccelerationRows.rows(onProfiles, cells, potential)), Map.of()),
                overwrite);
        return List.of(grid, profiles);
    }

    private static StageOutcome table(
            SparkSession spark,
            RunDirectory run,
            Source source,
            String name,
            StructType schema,
            List<Position> positions,
            AccelerationSettings settings,
            Function<List<InversionTiles.Cell>, AccelerationRows.Content> content,
            boolean overwrite)
            throws IOException {
        Recipe recipe = Recipe.of(STAGE, name, source.configuration(), source.inputs());
        Path directory = run.accelerations(name);
        Optional<Manifest> there = run.finished(directory, recipe, overwrite);
        if (there.isPresent()) {
            return StageOutcome.there(there.get(), directory, "positions");
        }
        long start = System.nanoTime();
        List<String> refusals = new ArrayList<>();
        positions.forEach(position -> refusals.add(source.refusal().apply(position)));
        List<Position> reached = new ArrayList<>();
        for (int i = 0; i < refusals.size(); i++) {
            if (refusals.get(i) == null) {
                reached.add(positions.get(i));
            }
        }
        try (PendingDirectory pending = run.resume(directory, recipe.key())) {
            InversionTiles.Solved solved = InversionTiles.solve(
                    spark,
                    STAGE + " " + name,
                    reached,
                    source.ensemble(),
                    settings,
                    new TileFiles(run, pending.checkpoints()));
            List<InversionTiles.Cell> cells = new ArrayList<>();
            Iterator<InversionTiles.Cell> next = solved.cells().iterator();
            for (String refusal : refusals) {
                cells.add(refusal == null ? next.next() : InversionTiles.Cell.unsolved(refusal));
            }
            AccelerationRows.Content rows = content.apply(cells);
            ContentChecksum checksum = RowFile.write(spark, pending, FILE, rows.rows(), schema);
            Manifest manifest = Manifest.of(
                    recipe,
                    source.measure(),
                    Software.running(),
                    rows.rows().size(),
                    checksum.hex(),
                    solved.earlierSeconds() + (System.nanoTime() - start) * 1e-9,
                    solved.coreSeconds(),
                    figures(rows, schema));
            return StageOutcome.made(pending.commit(manifest), directory, "positions");
        }
    }

    private static Map<String, Double> figures(AccelerationRows.Content content, StructType schema) {
        long solved = content.rows().stream()
                .filter(row -> row.isNullAt(schema.fieldIndex("reason")))
                .count();
        Map<String, Double> figures = new TreeMap<>(content.figures());
        figures.put("solvedFraction", (double) solved / content.rows().size());
        return figures;
    }

    /** Rows of the radial profile, then of the vertical one. */
    private static List<Row> profileRows(AccelerationSettings settings, List<Row> rows) {
        List<Row> named = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            String profile = i < settings.profiles().points() ? "R" : "z";
            named.add(AccelerationTable.profileRow(profile, rows.get(i)));
        }
        return named;
    }

    /** The radial profile's positions, then the vertical one's; their indices follow those of the grid. */
    static List<Position> profilePositions(AccelerationSettings settings) {
        Profiles profiles = settings.profiles();
        long index = (long) settings.grid().R() * settings.grid().z();
        List<Position> positions = new ArrayList<>();
        for (double R : profiles.Rs()) {
            positions.add(new Position(index++, R, 0));
        }
        for (double z : profiles.zs()) {
            positions.add(new Position(index++, profiles.R0(), z));
        }
        return positions;
    }
}
