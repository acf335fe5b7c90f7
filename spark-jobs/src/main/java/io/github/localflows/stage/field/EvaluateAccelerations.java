package io.github.localflows.stage.field;

import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.artifact.Storage;
import io.github.localflows.field.AccelerationParts;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Jackknife;
import io.github.localflows.field.Outcome;
import io.github.localflows.field.Position;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.stage.Job;
import io.github.localflows.stage.field.AccelerationSettings.FieldType;
import io.github.localflows.starset.StarSet;
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
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage {@code accelerations}: the Boltzmann equation inverted for the acceleration on a grid and along two profiles, from
 * the flows of each star set. Where the truth of a set is known, also as a control from the exact distribution function
 * ({@value FieldNames#CONTROL}) at the same positions, with velocities chosen in the same way. And the phase spirals of the flows, see
 * {@link MapSpirals}; how finely accelerations are resolved, see {@link MeasureResolution}; slices of their f, see {@link MapSlices};
 * and what realisations say together, see {@link SummariseRealisations}.
 *
 * <p>Only the measure of the flows' training set, which part of it each was trained on, their weights and the settings decide
 * the result. Errors are the {@link Jackknife}'s over the parts of the stars (train.parts), or over the flows when all were
 * trained on the same stars, which then are too small; null for a single flow.
 */
public final class EvaluateAccelerations {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluateAccelerations.class);

    private static final String FILE = "accelerations.parquet";

    private EvaluateAccelerations() {}

    /** Makes what is not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        AccelerationSettings settings = AccelerationSettings.from(job.config());
        List<StageOutcome> outcomes = new ArrayList<>();
        for (String name : settings.datasets()) {
            StarSet set = job.stars().get(name);
            AccelerationSettings own = AccelerationSettings.from(set.of(job.config()));
            InversionSource flows = InversionSource.flows(job, own, set);
            try {
                outcomes.addAll(fields(job, own, flows));
                if (set.known().seen().isPresent() && own.fields().contains(FieldType.PROFILES)) {
                    outcomes.add(uncorrectedProfiles(job, own, set));
                }
                if (own.fields().contains(FieldType.SPIRAL)) {
                    outcomes.add(MapSpirals.run(job, flows));
                }
                if (own.fields().contains(FieldType.RESOLUTION) && set.truth().isPresent()) {
                    outcomes.add(MeasureResolution.run(
                            job, set, flows, set.truth().get().potential().potential()));
                }
                if (own.fields().contains(FieldType.SLICES)) {
                    outcomes.add(MapSlices.run(job, flows));
                }
            } finally {
                flows.inverter().release();
            }
        }
        Optional<ModelSettings> truth = truth(job, settings);
        if (truth.isPresent()) {
            outcomes.addAll(fields(job, settings, InversionSource.exact(job, settings, truth.get())));
        }
        outcomes.addAll(SummariseRealisations.run(job));
        return outcomes;
    }

    /** What is found along the profiles when nobody thinks of the stars that were not seen: a control of the correction. */
    private static StageOutcome uncorrectedProfiles(Job job, AccelerationSettings settings, StarSet set)
            throws IOException {
        InversionSource flows = InversionSource.uncorrected(job, settings, set);
        try {
            return field(job, settings, flows, profiles(settings, flows));
        } finally {
            flows.inverter().release();
        }
    }

    /** The model galaxy that the control is of: that of the fields' star sets, or without any of the run's. */
    private static Optional<ModelSettings> truth(Job job, AccelerationSettings settings) {
        List<StarSet> sets = settings.datasets().isEmpty()
                ? job.stars().all()
                : settings.datasets().stream().map(job.stars()::get).toList();
        return sets.stream().flatMap(set -> set.truth().stream()).findFirst();
    }

    /** On the grid and along the profiles, as far as they are asked for. */
    private static List<StageOutcome> fields(Job job, AccelerationSettings settings, InversionSource source)
            throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        if (settings.fields().contains(FieldType.GRID)) {
            Field grid = new Field(
                    source.name(),
                    AccelerationTable.SCHEMA,
                    settings.grid().positions(),
                    true,
                    estimates -> rows(source).grid(settings, estimates));
            outcomes.add(field(job, settings, source, grid));
        }
        if (settings.fields().contains(FieldType.PROFILES)) {
            outcomes.add(field(job, settings, source, profiles(settings, source)));
        }
        return outcomes;
    }

    private static Field profiles(AccelerationSettings settings, InversionSource source) {
        return new Field(
                FieldNames.profiles(source.name()),
                AccelerationTable.PROFILE_SCHEMA,
                settings.profilePositions(),
                false,
                estimates -> rows(source).profiles(settings, estimates));
    }

    private static AccelerationRows rows(InversionSource source) {
        return new AccelerationRows(
                source.truth().map(model -> model.potential().potential()), !source.seesAzimuths());
    }

    /**
     * A field that is to be there.
     *
     * @param name its name
     * @param schema the columns of its table
     * @param positions where accelerations are wanted
     * @param keepsParts whether what is found without each part of the stars is kept beside the table, {@link AccelerationParts}
     * @param content makes the rows of the estimates there
     */
    private record Field(
            String name,
            StructType schema,
            List<Position> positions,
            boolean keepsParts,
            Function<List<EnsembleEstimate>, AccelerationRows.Content> content) {}

    private static StageOutcome field(Job job, AccelerationSettings settings, InversionSource source, Field field)
            throws IOException {
        Recipe recipe = Recipe.of(AccelerationSettings.STAGE, field.name(), source.configuration(), source.inputs());
        Artifact artifact = new Artifact(job.run(), job.run().accelerations(field.name()), recipe, "positions");
        return artifact.make(job.overwrite(), pending -> made(job, settings, source, field, pending));
    }

    private static Made made(
            Job job, AccelerationSettings settings, InversionSource source, Field field, PendingDirectory pending)
            throws IOException {
        long start = System.nanoTime();
        List<Optional<Outcome>> refusals =
                field.positions().stream().map(source.refusal()).toList();
        List<Position> reached = new ArrayList<>();
        for (int i = 0; i < refusals.size(); i++) {
            if (refusals.get(i).isEmpty()) {
                reached.add(field.positions().get(i));
            }
        }
        InversionTiles.Solved solved = InversionTiles.solve(
                job.spark(),
                AccelerationSettings.STAGE + " " + field.name(),
                reached,
                source.inverter(),
                new TileFiles(job.run(), pending.checkpoints()));
        Iterator<EnsembleEstimate> next = solved.estimates().iterator();
        List<EnsembleEstimate> estimates = refusals.stream()
                .map(refusal -> refusal.map(EnsembleEstimate::unsolved).orElseGet(next::next))
                .toList();
        AccelerationRows.Content content = field.content().apply(estimates);
        if (field.keepsParts()) {
            AccelerationParts parts = AccelerationParts.of(field.positions(), estimates);
            Storage.create(
                    job.run().fileSystem(), new Path(pending.path(), AccelerationParts.NAME), out -> parts.write(out));
        }
        ContentChecksum checksum = RowFile.write(job.spark(), pending, FILE, content.rows(), field.schema());
        Map<String, Double> figures = figures(content, estimates);
        // The recipe says no more than auto where it is the stars that decide.
        figures.put(
                "velocitiesVphiKmS",
                settings.velocities().vphi().orElse(source.inverter().value().vphi()));
        List<String> warnings = new ArrayList<>();
        if (source.seesAzimuths()) {
            SteadyFrame frame = new SteadyFrame(
                    settings.patternSpeed().isGiven(), source.inverter().value().frame());
            figures.putAll(frame.figures());
            if (frame.isDecided()) {
                LOG.info("accelerations: {} {}", field.name(), frame.sentence());
            } else {
                warnings.add(frame.sentence());
            }
        }
        return new Made(
                source.origin(),
                content.rows().size(),
                checksum.hex(),
                new Made.Times(solved.earlierSeconds() + (System.nanoTime() - start) * 1e-9, solved.coreSeconds()),
                figures,
                warnings);
    }

    private static Map<String, Double> figures(AccelerationRows.Content content, List<EnsembleEstimate> estimates) {
        long solved =
                estimates.stream().filter(estimate -> estimate.all().solved()).count();
        Map<String, Double> figures = new TreeMap<>(content.figures());
        figures.put("solvedFraction", (double) solved / estimates.size());
        return figures;
    }
}
