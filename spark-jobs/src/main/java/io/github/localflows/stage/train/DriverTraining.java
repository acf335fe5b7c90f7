package io.github.localflows.stage.train;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.cluster.Master;
import io.github.localflows.cluster.Progress;
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
     * @return their manifests, in the order of what is missing
     */
    static List<Manifest> train(
            SparkSession spark,
            EnsemblePlan plan,
            TrainingRows rows,
            List<PendingMember.Missing> missing,
            Consumer<EpochRecord> watcher)
            throws IOException {
        int threads = Master.threads(spark.sparkContext().master());
        List<Manifest> manifests = new ArrayList<>();
        for (PendingMember.Missing one : missing) {
            try (PendingMember pending = PendingMember.resume(plan, one)) {
                MemberTraining training = new MemberTraining(
                        MemberTraining.Subject.of(plan, one.member(), threads),
                        rows.parts().get(plan.part(one.member())),
                        rows.heldOut());
                MemberTraining.Trained trained = training.train(
                        plan.run(), one.flow().directory(), pending.checkpoints(), Progress::of, watcher);
                try {
                    manifests.add(pending.commit(trained, rows, threads));
                } finally {
                    trained.outcome().flow().close();
                }
            }
        }
        return manifests;
    }
}
