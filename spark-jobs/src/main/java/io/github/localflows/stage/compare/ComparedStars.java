package io.github.localflows.stage.compare;

import static org.apache.spark.sql.functions.col;

import io.github.localflows.artifact.Storage;
import io.github.localflows.config.UserError;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.TrainingStars;
import io.github.localflows.table.SmallTable;
import io.github.localflows.table.StarBatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The stars that a method is given: all of its region, by seed and star. */
final class ComparedStars {
    private ComparedStars() {}

    /**
     * Reads them.
     *
     * @throws UserError when they have no velocities, a file is damaged, or a star is not a number
     */
    static Stars read(Job job, String set, Region region) {
        refuseWithoutVelocities(job, set);
        List<StarBatch> batches = new ArrayList<>();
        TrainingStars.read(job.spark(), job.run(), set, region, batches::add);
        return StarBatch.concatenated(batches).stars();
    }

    private static void refuseWithoutVelocities(Job job, String set) {
        Path directory = job.run().stars(set);
        boolean without;
        try {
            Dataset<Row> stars = Storage.reader(job.spark()).parquet(directory.toString());
            List<String> columns = List.of(stars.columns());
            without = !columns.containsAll(List.of("vR", "vz"))
                    || !stars.where(col("vR").isNull().or(col("vz").isNull()))
                            .select("vz")
                            .limit(1)
                            .isEmpty();
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception | OutOfMemoryError e) {
            throw SmallTable.unreadable(directory, e);
        }
        if (without) {
            throw new UserError("stars/" + set + " has stars without velocities, which the methods of compare need of"
                    + " every star: take it out of compare.datasets, or name a set in its place whose stars have them");
        }
    }
}
