package io.github.localflows.stage.field;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.df.Measure;
import io.github.localflows.field.Outcome;
import io.github.localflows.field.Position;
import io.github.localflows.field.Reach;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.learned.FlowEnsemble;
import io.github.localflows.stage.train.TrainFlows;
import io.github.localflows.stage.train.TrainSettings;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/**
 * What accelerations are found from.
 *
 * @param name the data set, or {@value EvaluateAccelerations#EXACT}
 * @param configuration the part of the configuration that they depend on
 * @param inputs content checksums of the flows
 * @param measure with respect to what the flows' stars are distributed; null for the exact f
 * @param inverter of the flows, or of the exact f
 * @param refusal why f is not known at a position, empty where it is
 */
record InversionSource(
        String name,
        StageConfiguration configuration,
        Map<String, String> inputs,
        Measure measure,
        PerProcess<Inverter> inverter,
        Function<Position, Optional<Outcome>> refusal) {

    /** The model's own f, which is known everywhere. */
    static InversionSource exact(Config config) {
        ModelSettings model = ModelSettings.from(config);
        AccelerationSettings settings = AccelerationSettings.from(config);
        return new InversionSource(
                EvaluateAccelerations.EXACT,
                StageConfiguration.control(config),
                Map.of(),
                null,
                new PerProcess<>(() -> Inverter.ofModel(model.mixture(), settings)),
                position -> Optional.empty());
    }

    /** The flows of a data set. */
    static InversionSource flows(RunDirectory run, Config config, DatasetName dataset) throws IOException {
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
            AccelerationSettings settings = AccelerationSettings.from(config);
            Reach reach = new Reach(ensemble.volume(), settings.edge());
            return new InversionSource(
                    name,
                    StageConfiguration.accelerations(config, dataset),
                    inputs,
                    trained.measure(),
                    new PerProcess<>(() -> Inverter.ofFlows(bytes, settings)),
                    position -> reach.refusal(position.R(), position.z()));
        }
    }
}
