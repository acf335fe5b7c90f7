package io.github.localflows.stage.train;

import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Software;
import io.github.localflows.flows.CheckpointFiles;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.learned.FlowDescription;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.train.TrainedFlow;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A flow that is not there yet, as the driver holds it, wherever it is trained: its directory in the making, which no other
 * process touches until this is closed, and its commit.
 */
final class PendingMember implements AutoCloseable {
    /**
     * Which flow is missing.
     *
     * @param member its number
     * @param flow its place and what decides its content
     */
    record Missing(int member, Artifact flow) {}

    private final EnsemblePlan plan;
    private final Missing missing;
    private final PendingDirectory directory;
    private final CheckpointFiles checkpoints;

    private PendingMember(EnsemblePlan plan, Missing missing, PendingDirectory directory, CheckpointFiles checkpoints) {
        this.plan = plan;
        this.missing = missing;
        this.directory = directory;
        this.checkpoints = checkpoints;
    }

    /** Goes on where an earlier attempt at the same flow stopped, or begins. */
    static PendingMember resume(EnsemblePlan plan, Missing missing) throws IOException {
        FileSystem fileSystem = plan.run().fileSystem();
        PendingDirectory directory = missing.flow().begin();
        try {
            return new PendingMember(plan, missing, directory, CheckpointFiles.begin(fileSystem, directory));
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** Its number. */
    int member() {
        return missing.member();
    }

    /** Its place. */
    Path path() {
        return missing.flow().directory();
    }

    /** Its checkpoints, as long as it is not committed. */
    CheckpointFiles checkpoints() {
        return checkpoints;
    }

    /**
     * Writes it and puts it into its place.
     *
     * @param threads that it was trained with
     */
    Manifest commit(MemberTraining.Trained trained, TrainingRows rows, int threads) throws IOException {
        TrainedFlow outcome = trained.outcome();
        FileSystem fileSystem = plan.run().fileSystem();
        Software software = Software.running();
        int part = plan.part(member());
        Map<String, String> versions =
                Map.of("localflows", software.localflows(), "java", software.java(), "nd4j", software.nd4j());
        FlowDirectory.write(
                fileSystem,
                directory.path(),
                FlowDescription.of(
                        outcome,
                        plan.featureMap(),
                        plan.origin().measure(),
                        plan.volume(),
                        member(),
                        plan.settings().parts(),
                        part,
                        versions),
                outcome.flow(),
                outcome.history());
        FlowDirectory.writeCheckpoint(fileSystem, directory.path(), outcome.end());
        FlowData stars = rows.parts().get(part);
        Map<String, Double> figures = new TreeMap<>(Map.of(
                "epochs",
                (double) outcome.history().size(),
                "bestEpoch",
                (double) outcome.best().epoch(),
                FlowDirectory.SETBACKS,
                (double) outcome.end().setbacks(),
                "trainingLoss",
                outcome.best().trainLoss(),
                "heldOutLoss",
                outcome.best().heldOutLoss(),
                "heldOutStars",
                (double) rows.heldOut().size(),
                "featuresVphiKmS",
                plan.featureMap().vphi().coordinate(0)));
        if (stars.isWeighted()) {
            figures.put("effectiveStars", TrainingRows.effective(stars));
        }
        Made made = new Made(
                plan.origin(),
                stars.size(),
                FlowDirectory.checksum(outcome.flow()),
                new Made.Times(trained.seconds(), trained.seconds() * threads),
                figures);
        return missing.flow().commit(directory, made).manifest();
    }

    /** Lets others at its directory; what is not committed goes, but for the checkpoints. */
    @Override
    public void close() throws IOException {
        directory.close();
    }
}
