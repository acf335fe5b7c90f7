package io.github.localflows.artifact;

import io.github.localflows.df.Measure;
import java.util.Map;

/**
 * Which stars an artifact is of, for its manifest.
 *
 * @param measure with respect to what they are distributed; null for what was made from no stars
 * @param lineage what the stars were made by ({@value #BY}), and from ({@value #FROM}, where there is such a star set), and which of them
 *     were seen ({@value #SEEN}, where not all were)
 * @param truth the keys, and their values, of the model galaxy that they were drawn from; empty where nobody knows it
 */
public record Origin(Measure measure, Map<String, String> lineage, Map<String, String> truth) {
    /** What the lineage calls the stage that made the stars. */
    public static final String BY = "by";

    /** What it calls the star set that they were made from. */
    public static final String FROM = "from";

    /** What it calls a limit that stars had to pass to be seen. */
    public static final String SEEN = "seen";

    /** Of what was made from no stars. */
    public static final Origin OF_NO_STARS = new Origin(null, Map.of(), Map.of());

    /** Copies. */
    public Origin {
        lineage = Map.copyOf(lineage);
        truth = Map.copyOf(truth);
    }
}
