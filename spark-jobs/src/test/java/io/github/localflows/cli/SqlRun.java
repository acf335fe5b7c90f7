package io.github.localflows.cli;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.df.Measure;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.table.AccelerationTable;
import io.github.localflows.table.RowFile;
import io.github.localflows.table.StarBatch;
import io.github.localflows.table.StarFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.RowFactory;

/** A small run to ask: two data sets of stars, accelerations at one position, and a data set that is not finished. */
final class SqlRun {
    static final int STARS = 2000;

    private SqlRun() {}

    static void write(Path directory) throws IOException {
        Configuration hadoop = SharedSpark.session().sparkContext().hadoopConfiguration();
        RunDirectory run = RunDirectory.at(directory.toString(), hadoop);
        StarBatch stars = new StarBatch(new int[STARS], new int[STARS], Stars.allocate(STARS));
        for (int i = 0; i < STARS; i++) {
            stars.star()[i] = i;
            stars.stars().set(i, new PhasePoint(7 + i * 0.001, 0.25, -1, 220.125, 3));
        }
        for (String dataset : List.of("fiducial", "perturbed-200myr")) {
            try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), run.stars(dataset))) {
                StarFile.write(new org.apache.hadoop.fs.Path(pending.path(), "part-0.parquet"), hadoop, stars);
                pending.commit(manifest("sample", dataset, Measure.VOLUME, STARS));
            }
        }
        try (PendingDirectory pending =
                PendingDirectory.begin(run.fileSystem(), run.accelerations("perturbed-200myr"))) {
            Object[] row = new Object[AccelerationTable.SCHEMA.length()];
            for (String column : List.of("R", "phi", "z", "aR_exact", "az_exact", "rho_exact")) {
                row[AccelerationTable.SCHEMA.fieldIndex(column)] = 0.5;
            }
            row[AccelerationTable.SCHEMA.fieldIndex("reason")] = "singular, \"so\"";
            RowFile.write(
                    SharedSpark.session(),
                    pending,
                    "accelerations.parquet",
                    List.of(RowFactory.create(row)),
                    AccelerationTable.SCHEMA);
            pending.commit(manifest("accelerations", "perturbed-200myr", null, 1));
        }
        // What is not finished is not there.
        Files.createDirectories(directory.resolve("stars/perturbed-500myr"));
    }

    private static Manifest manifest(String stage, String dataset, Measure measure, long rows) {
        return Manifest.of(
                new Recipe(stage, dataset, new TreeMap<>(), new TreeMap<>()),
                new Made(new Origin(measure, Map.of(), Map.of()), rows, "0123abcd", new Made.Times(2.5, 5), Map.of()));
    }

    /** The program's answer to a query of a run that lies there. */
    static Program ask(Path run, String query, String... more) {
        Object[] arguments = new Object[4 + more.length];
        arguments[0] = "sql";
        arguments[1] = "--run";
        arguments[2] = run;
        arguments[3] = query;
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Program.run(arguments);
    }
}
