package io.github.localflows.cli;

import com.typesafe.config.Config;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.UserPath;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.Choice;
import io.github.localflows.expansion.PotentialExpansion;
import io.github.localflows.expansion.PotentialFile;
import io.github.localflows.galaxy.PotentialSettings;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.pipeline.Stage;
import io.github.localflows.stage.Job;
import io.github.localflows.stage.potential.PotentialFiles;
import io.github.localflows.stage.weakform.TestPotential;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Command {@code test-potential}, see {@link TestPotential}. */
@Command(
        name = "test-potential",
        description = {
            "Tests whether a potential keeps the stars of a set steady, and names the moments that say that it does not.",
            "",
            "The potential is that of the configuration's parts (potential.parts), or one that weak-form or potential has found.",
            "Nothing is fitted and nothing is written. p is the chance of so large a chi-square if the stars are steady in this",
            "potential. Moments of continuity do not contain it; nor do those of mirror, which vanish where north and south",
            "are alike."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  localflows test-potential --stars fiducial",
            "  localflows test-potential --stars fiducial --potential runs/other/weak-form/fiducial",
            "  localflows test-potential --stars mine --run runs/mine --set potential.v0=230"
        })
final class TestPotentialCommand implements Callable<Integer> {
    @ParentCommand
    private LocalFlows localflows;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(names = "--stars", paramLabel = "NAME", required = true, description = "the star set, one of the run's")
    private String stars;

    @Option(
            names = "--potential",
            paramLabel = "DIR",
            description =
                    "weak-form/, potential/ or combined/<star set> of a run, a path or URI (default: the configuration's parts)")
    private String potential;

    @Override
    public Integer call() throws IOException {
        SparkSession spark = localflows.session(spec);
        PrintWriter out = spec.commandLine().getOut();
        Config config = options.config(() -> spark, out::println);
        RunDirectory run = options.directory(spark);
        Job job = Stage.job(spark, run, config, false);
        StarSet set = job.stars().get(stars);
        TestPotential.Result result;
        if (potential == null) {
            PotentialSettings parts = PotentialSettings.from(config);
            result = TestPotential.run(job, set, new PerProcess<>(parts::potential), Optional.empty());
        } else {
            UserPath directory =
                    UserPath.of("--potential", potential, spark.sparkContext().hadoopConfiguration());
            PotentialFile.Content found = PotentialFiles.read(
                    directory.fileSystem(),
                    directory.path(),
                    "give with --potential the directory weak-form/, potential/ or combined/<star set> of a run");
            PotentialExpansion expansion = found.potential().expansion();
            result = TestPotential.run(job, set, new PerProcess<>(() -> expansion), Optional.of(found.volume()));
        }
        out.printf(
                Locale.ROOT,
                "%,d stars of %s in %s%n",
                result.stars(),
                stars,
                potential == null ? "the potential of the configuration" : "the potential " + potential);
        result.tests().forEach(test -> write(out, test));
        result.warnings().forEach(spec.commandLine().getErr()::println);
        return 0;
    }

    private static void write(PrintWriter out, MomentTest test) {
        out.printf(
                Locale.ROOT,
                "%-12s chi-square %.1f for %.0f degrees of freedom, p %s: %s%n",
                Choice.word(test.family()),
                test.chiSquare(),
                test.degreesOfFreedom(),
                MomentTest.inWords(test.p()),
                test.p() < MomentTest.REJECTED ? "rejected" : "not rejected");
        if (test.p() < MomentTest.REJECTED) {
            test.worst().forEach(failure -> out.println("    " + failure));
        }
    }
}
