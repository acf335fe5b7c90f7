package io.github.localflows.stage.field;

import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.df.Selection;
import io.github.localflows.field.Outcome;
import io.github.localflows.field.Position;
import io.github.localflows.field.Reach;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.learned.FlowEnsemble;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.Density;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/**
 * What accelerations are found from.
 *
 * @param name the star set, or {@value FieldNames#CONTROL}
 * @param configuration the part of the configuration that a field from it depends on
 * @param inputs content checksums of the flows
 * @param origin which stars it is of
 * @param truth the model galaxy, of which a field from it has exact columns; empty where nobody knows it
 * @param inverter of the flows, or of the exact f
 * @param seesAzimuths whether f may depend on the azimuth
 * @param refusal why f is not known at a position, empty where it is
 */
record InversionSource(
        String name,
        StageConfiguration configuration,
        Map<String, String> inputs,
        Origin origin,
        Optional<ModelSettings> truth,
        PerProcess<Inverter> inverter,
        boolean seesAzimuths,
        Function<Position, Optional<Outcome>> refusal) {

    /** The model's own f, which is known everywhere. */
    static InversionSource exact(Job job, AccelerationSettings settings, ModelSettings model) {
        return new InversionSource(
                FieldNames.CONTROL,
                job.controlRecipe(),
                Map.of(),
                Origin.OF_NO_STARS,
                Optional.of(model),
                new PerProcess<>(() -> Inverter.ofModel(model, settings)),
                false,
                position -> Optional.empty());
    }

    /** The flows of a star set. */
    static InversionSource flows(Job job, AccelerationSettings settings, StarSet set) throws IOException {
        return flows(job, settings, set, true);
    }

    /** The flows of a star set, some of whose stars were not seen, as if all had been. */
    static InversionSource uncorrected(Job job, AccelerationSettings settings, StarSet set) throws IOException {
        return flows(job, settings, set, false);
    }

    private static InversionSource flows(Job job, AccelerationSettings settings, StarSet set, boolean corrected)
            throws IOException {
        RunDirectory run = job.run();
        String name = set.name();
        Map<String, String> inputs = new TreeMap<>(corrected ? job.selectionInput(set) : Map.of());
        ArrayList<byte[]> ensembles = new ArrayList<>();
        Origin origin = null;
        Reach reach = null;
        for (Density density : Density.of(set)) {
            String flows = density.ensemble(name);
            origin = job.required(Kind.FLOWS, flows, set, FlowDirectory.STAGE).origin();
            for (int member = 0; member < settings.members(); member++) {
                Path path = run.flow(flows, member);
                inputs.put(
                        "flows/" + flows + "/" + path.getName(),
                        run.required(path, FlowDirectory.STAGE).checksum());
            }
            // Read here even if nothing is to be done: damaged flows should not go unnoticed.
            try (FlowEnsemble ensemble = FlowDirectory.read(run, flows, settings.members())) {
                ensembles.add(ensemble.toBytes());
                reach = new Reach(ensemble.volume(), ensemble.azimuth(), settings.edge());
            }
        }
        Reach known = reach;
        // No Optional: it would not reach the executors.
        Selection seen = corrected ? job.selection(set).orElse(null) : null;
        return new InversionSource(
                corrected ? name : FieldNames.uncorrected(name),
                AccelerationSettings.recipe(set.of(job.config())),
                inputs,
                origin,
                set.truth(),
                new PerProcess<>(() -> Inverter.ofFlows(ensembles, seen, settings)),
                known.azimuth().isPresent(),
                position -> known.refusal(position.R(), position.phi(), position.z()));
    }
}
