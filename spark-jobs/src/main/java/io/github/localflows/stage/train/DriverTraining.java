package io.github.localflows.stage.train;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.cluster.Master;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.train.EpochRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Trains flows on the driver, one after another with all its cores. */
public final class DriverTraining {
    private DriverTraining() {}

    /**
     * Trains flows and commits each when it is trained.
     *
     * @param watcher told of each epoch
     * @param trainedEpochs counts the epochs
     * @return their manifests, in the order of what is missing
     */
    static List<Manifest> train(
            SparkSession spark,
            EnsemblePlan plan,
            TrainingRows rows,
            List<PendingMember.Missing> missing,
            Consumer<EpochRecord> watcher,
            TrainedEpochs trainedEpochs)
            throws IOException {
        int threads = Master.threads(spark.sparkContext().master());
        List<Manifest> manifests = new ArrayList<>();
        try (EpochProgress progress =
                EpochProgress.ofAll(plan.name(), missing.size(), plan.settings().epochs())) {
            for (PendingMember.Missing one : missing) {
                try (PendingMember pending = PendingMember.resume(plan, one)) {
                    FlowData part = rows.parts().get(plan.part(one.member()));
                    MemberTraining training = new MemberTraining(
                            MemberTraining.Subject.of(plan, one.member(), threads), part, rows.heldOut());
                    MemberTraining.Trained trained = training.train(
                            plan.run(), one.flow().directory(), pending.checkpoints(), progress, epoch -> {
                                trainedEpochs.add(1, part.size());
                                watcher.accept(epoch);
                            });
                    try {
                        manifests.add(pending.commit(trained, rows, threads));
                    } finally {
                        trained.outcome().flow().close();
                    }
                }
            }
        }
        return manifests;
    }
}
