package io.github.localflows.cli;

import com.typesafe.config.Config;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.figure.DrawFigures;
import io.github.localflows.pipeline.KeptConfiguration;
import io.github.localflows.pipeline.KeptConfiguration.Extent;
import io.github.localflows.pipeline.Pipeline;
import io.github.localflows.pipeline.StageOutcome;
import io.github.localflows.report.ReportText;
import io.github.localflows.report.WriteReport;
import io.github.localflows.stage.field.EvaluateAccelerations;
import io.github.localflows.stage.stars.EvolveStars;
import io.github.localflows.stage.stars.PerturbStars;
import io.github.localflows.stage.stars.SampleStars;
import io.github.localflows.stage.train.TrainFlows;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** The stages of a run, each a command. */
enum Stage {
    SAMPLE(
            "Draws stars from the equilibrium distribution function, into stars/fiducial.",
            making(Extent.DRAWN, SampleStars::run),
            "localflows sample",
            "localflows sample --run runs/small --set sample.seeds=20"),
    PERTURB(
            "Kicks a part of the stars, into stars/perturbed-0myr.",
            making(Extent.STARS, PerturbStars::run),
            "localflows perturb --set perturb.deltaVz=10 --run runs/gentle"),
    EVOLVE(
            "Moves the stars along their orbits, into the evolved data sets that the configuration lists.",
            making(Extent.STARS, EvolveStars::run),
            "localflows evolve",
            "localflows evolve --set \"datasets=[fiducial, fiducial-300myr]\" --run runs/other"),
    TRAIN(
            "Trains flows on the stars of the training volume, into flows/<data set>.",
            making(Extent.FLOWS, TrainFlows::run),
            "localflows train",
            "localflows train --set train.members=4"),
    ACCELERATIONS(
            "Finds the accelerations on the grid and along the profiles, into accelerations/<data set>.",
            making(Extent.ALL, EvaluateAccelerations::run),
            "localflows accelerations",
            "localflows --master spark://host:7077 accelerations --run hdfs:///user/me/runs/first"),
    FIGURES(
            "Draws the maps, the profiles and the loss histories, into figures/.",
            Stage::figures,
            "localflows figures"),
    REPORT("Sums the run up, in report.json and report.md.", Stage::report, "localflows report --run runs/small"),
    PIPELINE(
            "Does all that the configuration asks for, in order; what is there already is left as it is.",
            Pipeline::run,
            "localflows pipeline",
            "localflows pipeline --config conf/quickstart.conf --run runs/first",
            "localflows pipeline --set sample.seeds=40 --set train.epochs=10 --run runs/tiny");

    /** What a stage does, and whom it tells of it in lines for people. */
    @FunctionalInterface
    interface Work {
        void run(SparkSession spark, RunDirectory run, Config config, boolean overwrite, Consumer<String> summary)
                throws IOException;
    }

    /** A stage that makes data sets. */
    @FunctionalInterface
    private interface Maker {
        List<StageOutcome> run(SparkSession spark, RunDirectory run, Config config, boolean overwrite)
                throws IOException;
    }

    private final String description;
    private final Work work;
    private final String[] examples;

    Stage(String description, Work work, String... examples) {
        this.description = description;
        this.work = work;
        this.examples = examples;
    }

    /** The name of its command. */
    String command() {
        return name().toLowerCase(Locale.ROOT);
    }

    String description() {
        return description;
    }

    /** Commands to copy. */
    List<String> examples() {
        return List.of(examples);
    }

    /** Whether it keeps what is finished of its work, so that it goes on there after an interruption. */
    boolean resumes() {
        return this != FIGURES && this != REPORT;
    }

    Work work() {
        return work;
    }

    private static Work making(Extent extent, Maker maker) {
        return (spark, run, config, overwrite, summary) -> {
            List<StageOutcome> outcomes =
                    KeptConfiguration.during(run, config, extent, () -> maker.run(spark, run, config, overwrite));
            if (outcomes.isEmpty()) {
                summary.accept("the configuration asks for nothing of this stage");
            }
            outcomes.forEach(outcome -> summary.accept(outcome.summary()));
        };
    }

    private static void figures(
            SparkSession spark, RunDirectory run, Config config, boolean overwrite, Consumer<String> summary)
            throws IOException {
        DrawFigures.Outcome drawn = DrawFigures.run(spark, run);
        drawn.written().forEach(file -> summary.accept(file.toString()));
        drawn.skipped().forEach(reason -> summary.accept("not drawn: " + reason));
    }

    private static void report(
            SparkSession spark, RunDirectory run, Config config, boolean overwrite, Consumer<String> summary)
            throws IOException {
        summary.accept(ReportText.summary(WriteReport.run(spark, run)).stripTrailing());
        summary.accept(run.reportMarkdown().toString());
    }
}
