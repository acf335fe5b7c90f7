package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.figure.DrawFigures;
import io.github.localflows.report.ReportText;
import io.github.localflows.report.WriteReport;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.field.EvaluateAccelerations;
import io.github.localflows.stage.stars.MakeStars;
import io.github.localflows.stage.train.TrainFlows;
import io.github.localflows.stage.train.TrainSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** All that a configuration asks for, in order; what is there already is left as it is. */
public final class Pipeline {
    private Pipeline() {}

    /**
     * Runs the stages.
     *
     * @param config a checked configuration, kept in the run directory, see {@link KeptConfiguration}
     * @param overwrite whether what was made with another configuration may be replaced
     * @param summary told of each data set, in a line for people, as soon as it is there
     */
    public static void run(
            SparkSession spark, RunDirectory run, Config config, boolean overwrite, Consumer<String> summary)
            throws IOException {
        run.checkWritable(files(run, config));
        KeptConfiguration.during(run, config, KeptConfiguration.Extent.ALL, () -> {
            make(spark, run, config, overwrite, summary);
            return run;
        });
        if (!run.flowDatasets().isEmpty()) {
            DrawFigures.Outcome drawn = DrawFigures.run(spark, run);
            summary.accept("figures        " + drawn.written().size() + " files: " + run.figures());
            drawn.skipped().forEach(reason -> summary.accept("figures        not drawn: " + reason));
        }
        summary.accept(ReportText.summary(WriteReport.run(spark, run)).stripTrailing());
        summary.accept("report         " + run.reportMarkdown());
    }

    /** The files that are written beside the data sets. */
    private static List<Path> files(RunDirectory run, Config config) throws IOException {
        List<String> tables = new ArrayList<>(run.accelerationDatasets());
        AccelerationSettings.from(config).datasets().forEach(dataset -> tables.add(dataset.toString()));
        List<String> flows = new ArrayList<>(run.flowDatasets());
        TrainSettings.from(config).datasets().forEach(dataset -> flows.add(dataset.toString()));
        List<Path> files = new ArrayList<>(WriteReport.files(run));
        files.add(run.configuration());
        files.addAll(DrawFigures.files(run, tables, flows));
        return files;
    }

    private static void make(
            SparkSession spark, RunDirectory run, Config config, boolean overwrite, Consumer<String> summary)
            throws IOException {
        tell(MakeStars.run(spark, run, config, overwrite), summary);
        if (!TrainSettings.from(config).datasets().isEmpty()) {
            tell(TrainFlows.run(spark, run, config, overwrite), summary);
        }
        if (!AccelerationSettings.from(config).datasets().isEmpty()) {
            tell(EvaluateAccelerations.run(spark, run, config, overwrite), summary);
        }
    }

    private static void tell(List<StageOutcome> outcomes, Consumer<String> summary) {
        outcomes.forEach(outcome -> summary.accept(outcome.summary()));
    }
}
