package io.github.localflows.cli;

import com.typesafe.config.Config;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.UserPath;
import io.github.localflows.pipeline.Stage;
import io.github.localflows.stage.Job;
import io.github.localflows.stage.stars.MockCatalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Command {@code mock-catalogue}, see {@link MockCatalogue}. */
@Command(
        name = "mock-catalogue",
        description = {
            "Writes mock stars of a run as a catalogue would have them, with Gaia's columns.",
            "",
            "Each star is at a random azimuth within observe.phiHalfWidth, seen from observe.sun, with the errors of observe.",
            "So what is to be done with a real catalogue can be tried first with stars whose truth is known."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  localflows mock-catalogue --stars fiducial --out mock.fits",
            "  localflows mock-catalogue --stars fiducial --run runs/quickstart --out mock.csv.gz --exact"
        })
final class MockCatalogueCommand implements Callable<Integer> {
    @ParentCommand
    private LocalFlows localflows;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--stars",
            paramLabel = "NAME",
            required = true,
            description = "the set of mock stars, one of the run's, such as fiducial")
    private String stars;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description =
                    "the file to write, or to replace: .fits, .vot, .csv, or .csv.gz as ESA's bulk files; a path or URI")
    private String out;

    @Option(
            names = "--exact",
            description = "without errors of measurement; the columns of errors are there nevertheless")
    private boolean exact;

    @Override
    public Integer call() throws IOException {
        SparkSession spark = localflows.session(spec);
        PrintWriter told = spec.commandLine().getOut();
        Config config = options.config(() -> spark, told::println);
        RunDirectory run = options.directory(spark);
        Job job = Stage.job(spark, run, config, false);
        UserPath file = UserPath.of("--out", out, spark.sparkContext().hadoopConfiguration());
        long count = MockCatalogue.write(job, job.stars().get(stars), file, exact);
        told.printf(Locale.ROOT, "mock-catalogue %,d stars: %s%n", count, file.path());
        return 0;
    }
}
