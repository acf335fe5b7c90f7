package io.github.localflows.stage.train;

import io.github.localflows.cluster.WorkMeters;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.sql.SparkSession;

/** The epochs that a command trains on, for Spark's metrics and for the manifest. Any thread may add to them. */
final class TrainedEpochs {
    private final WorkMeters meters;
    private final LongAdder stars = new LongAdder();

    TrainedEpochs(SparkSession spark) {
        meters = WorkMeters.of(spark);
    }

    /**
     * Some have ended.
     *
     * @param epochs how many
     * @param starsOfEach stars of one
     */
    void add(long epochs, long starsOfEach) {
        meters.mark(TrainFlows.STAGE, WorkMeters.EPOCHS, epochs);
        meters.mark(TrainFlows.STAGE, WorkMeters.STAR_EPOCHS, epochs * starsOfEach);
        stars.add(epochs * starsOfEach);
    }

    /** Stars of all of them. */
    long stars() {
        return stars.sum();
    }
}
