package io.github.localflows.stage.train;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.cluster.Progress;
import io.github.localflows.nf.train.EpochRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/** Trains flows on the driver, one after another with all its cores. */
public final class DriverTraining {
    private static final Pattern LOCAL = Pattern.compile("local(\\[(\\d+|\\*)(,\\s*\\d+)?\\])?");

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
        int threads = threads(spark.sparkContext().master());
        List<Manifest> manifests = new ArrayList<>();
        for (PendingMember.Missing one : missing) {
            try (PendingMember pending = PendingMember.resume(plan, one)) {
                MemberTraining training = new MemberTraining(
                        plan.dataset(),
                        one.member(),
                        plan.settings(),
                        threads,
                        rows.parts().get(plan.part(one.member())),
                        rows.heldOut());
                MemberTraining.Trained trained =
                        training.train(plan.run(), one.path(), pending.checkpoints(), Progress::of, watcher);
                try {
                    manifests.add(pending.commit(trained, rows, threads));
                } finally {
                    trained.outcome().flow().close();
                }
            }
        }
        return manifests;
    }

    /** Whether tasks run in the driver's own process. */
    public static boolean isLocal(String master) {
        return LOCAL.matcher(master).matches();
    }

    /** How many threads the driver may compute with: local[N] means N cores, on a cluster the driver has its machine. */
    public static int threads(String master) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches() || "*".equals(local.group(2))) {
            return Runtime.getRuntime().availableProcessors();
        }
        return local.group(2) == null ? 1 : Integer.parseInt(local.group(2));
    }
}
