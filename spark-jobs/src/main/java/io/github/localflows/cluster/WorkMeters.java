package io.github.localflows.cluster;

import com.codahale.metrics.MetricRegistry;
import org.apache.spark.SparkContext;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How much of its work an application has done, and how fast, among Spark's metrics: a meter {@code <stage>.<unit>} for each stage
 * that has done something, in the source {@value #NAME} of the driver. Work counts when the driver has what came of it, so that the
 * work of executors is counted, that of failed attempts is not, and what was there from an earlier command is not either.
 */
public final class WorkMeters implements Source {
    /** What the source is called. */
    public static final String NAME = "localflows";

    /** Unit of what makes stars, or reads them. */
    public static final String STARS = "stars";

    /** Unit of a training. */
    public static final String EPOCHS = "epochs";

    /** Unit of a training: a star counts once in each epoch. */
    public static final String STAR_EPOCHS = "starEpochs";

    /** Unit of what solves for accelerations. */
    public static final String POSITIONS = "positions";

    /** Unit of all that makes artifacts. */
    public static final String ARTIFACTS = "artifacts";

    private final MetricRegistry registry = new MetricRegistry();

    private WorkMeters() {}

    /** Those of a session's application. */
    public static WorkMeters of(SparkSession spark) {
        SparkContext context = spark.sparkContext();
        MetricsSystem metrics = context.env().metricsSystem();
        // Spark keeps them, for as long as the application runs.
        synchronized (context) {
            for (Source source : CollectionConverters.asJava(metrics.getSourcesByName(NAME))) {
                if (source instanceof WorkMeters there) {
                    return there;
                }
            }
            WorkMeters meters = new WorkMeters();
            metrics.registerSource(meters);
            return meters;
        }
    }

    /**
     * Work has been done.
     *
     * @param stage by which
     * @param unit of what
     * @param done how much
     */
    public void mark(String stage, String unit, long done) {
        registry.meter(MetricRegistry.name(stage, unit)).mark(done);
    }

    @Override
    public String sourceName() {
        return NAME;
    }

    @Override
    public MetricRegistry metricRegistry() {
        return registry;
    }
}
