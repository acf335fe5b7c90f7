package io.github.localflows.starset;

import io.github.localflows.artifact.InputName;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.Shown;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/**
 * Which rows of a table the stars of a set are. The rows are numbered in their order; a block of them is a file of the set, whose stars
 * have the block's number as their seed and their place in it as their star.
 *
 * @param set the star set
 * @param table the path of the table; null for a set that is of none
 * @param ofABlock rows of a block
 */
public record TableRows(String set, String table, long ofABlock) implements Serializable {
    private static final long serialVersionUID = 1;

    /** The figure of a manifest that says how many rows the table had. */
    public static final String READ = "rowsRead";

    /** Files of 100 MB at most, and enough of them to keep a few cores busy where there are stars enough. */
    private static final long MOST_OF_A_BLOCK = 1 << 21;

    private static final long FEWEST_OF_A_BLOCK = 1 << 14;
    private static final int BLOCKS = 8;

    /** How many rows of a table are a block. */
    public static long ofABlock(long rows) {
        return Math.min(MOST_OF_A_BLOCK, Math.max(FEWEST_OF_A_BLOCK, (rows + BLOCKS - 1) / BLOCKS));
    }

    /** Those of a set of a run, for messages; of no table where the manifest cannot be read. */
    public static TableRows of(RunDirectory run, String set) {
        Optional<Manifest> stars;
        try {
            stars = run.readable(run.stars(set));
        } catch (IOException e) {
            stars = Optional.empty();
        }
        Double rows = stars.map(manifest -> manifest.figures().get(READ)).orElse(null);
        Optional<String> table = stars.flatMap(manifest -> manifest.inputs().keySet().stream()
                .filter(name -> name.startsWith(InputName.FILES))
                .findFirst());
        return rows == null || table.isEmpty()
                ? new TableRows(set, null, 0)
                : new TableRows(set, table.get().substring(InputName.FILES.length()), ofABlock(Math.round(rows)));
    }

    /**
     * That the set has some star, to begin a message with: its numbers, and its row in the table, from 1.
     *
     * @param seed a number, unless the set is damaged
     * @param star likewise
     */
    public String hasStar(Object seed, Object star) {
        String numbers = "stars/" + set + " has a star (seed " + seed + ", star " + star;
        return numbers
                + (table != null && seed instanceof Number block && star instanceof Number place
                        ? "; row " + (block.longValue() * ofABlock + place.longValue() + 1) + " of " + Shown.text(table)
                                + ")"
                        : ")");
    }
}
