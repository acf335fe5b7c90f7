package io.github.localflows.starset;

import io.github.localflows.df.MagnitudeLimit;
import io.github.localflows.df.Selection;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Which of the stars that there are were seen and are in a star set: a {@link Selection}, which may have to be read. */
public interface SeenStars extends Serializable {
    /** In words, such as {@code m < 20}. */
    String description();

    /**
     * Stands for what decides the selection beside the recipe of the star set; empty where that says all.
     *
     * @throws io.github.localflows.config.UserError when a table of it is not there
     */
    Optional<String> state(Configuration hadoop) throws IOException;

    /**
     * The selection.
     *
     * @throws io.github.localflows.config.UserError when a table of it is not there, or is none
     */
    Selection selection(SparkSession spark) throws IOException;

    /** Those brighter than a limit, which decided the stars of the set. */
    static SeenStars to(MagnitudeLimit limit) {
        return new Known("m < " + limit.limit(), null, limit);
    }

    /**
     * A selection that follows from the configuration.
     *
     * @param given stands for it; null where the recipe of the star set does
     */
    record Known(String description, String given, Selection selection) implements SeenStars {
        private static final long serialVersionUID = 1;

        @Override
        public Optional<String> state(Configuration hadoop) {
            return Optional.ofNullable(given);
        }

        @Override
        public Selection selection(SparkSession spark) {
            return selection;
        }
    }
}
