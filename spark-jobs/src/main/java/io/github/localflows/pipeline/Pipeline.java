package io.github.localflows.pipeline;

import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.config.NotDecided;
import io.github.localflows.figure.DrawFigures;
import io.github.localflows.galaxy.Baryons;
import io.github.localflows.report.ReportText;
import io.github.localflows.report.WriteReport;
import io.github.localflows.stage.Job;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.stage.train.TrainSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/** All that a configuration asks for, in order; what is there already is left as it is. */
final class Pipeline {
    private Pipeline() {}

    /**
     * Runs the stages. The configuration is kept in the run directory, see {@link KeptConfiguration}.
     *
     * @param summary told of each artifact, in a line for people, as soon as it is there
     */
    static void run(Job job, Consumer<String> summary) throws IOException {
        RunDirectory run = job.run();
        run.checkWritable(files(job));
        KeptConfiguration.during(run, job.config(), Stage.Extent.ALL, () -> {
            tell(KnownSets.make(job), summary);
            for (Stage.Making stage : Stage.afterStars(job)) {
                try {
                    tell(stage.maker().run(job), summary);
                } catch (NotDecided e) {
                    // All else is as good as without.
                    summary.accept("not made: " + e.getMessage());
                }
            }
            return run;
        });
        boolean potentials = false;
        for (Kind kind : Kind.potentials()) {
            potentials |= !run.finished(kind).isEmpty();
        }
        if (potentials || !run.flowDatasets().isEmpty()) {
            DrawFigures.Outcome drawn = DrawFigures.run(job.spark(), run);
            summary.accept("figures        " + drawn.written().size() + " files: " + run.figures());
            drawn.skipped().forEach(reason -> summary.accept("figures        not drawn: " + reason));
        }
        summary.accept(ReportText.summary(WriteReport.run(
                        job.spark(), run, TrainSettings.Volume.from(job.config()), Baryons.from(job.config())))
                .stripTrailing());
        summary.accept("report         " + run.reportMarkdown());
    }

    /** The files that are written beside the artifacts. */
    private static List<Path> files(Job job) throws IOException {
        RunDirectory run = job.run();
        List<String> tables = new ArrayList<>(run.accelerationDatasets());
        tables.addAll(AccelerationSettings.from(job.config()).datasets());
        for (String key : List.of("accelerations.datasets", "weakForm.datasets", "potentialFit.datasets")) {
            tables.addAll(job.config().getStringList(key));
        }
        List<String> flows = new ArrayList<>(run.flowDatasets());
        flows.addAll(TrainSettings.from(job.config()).datasets());
        List<Path> files = new ArrayList<>(WriteReport.files(run));
        files.add(run.configuration());
        files.addAll(DrawFigures.files(run, tables, flows));
        return files;
    }

    private static void tell(List<StageOutcome> outcomes, Consumer<String> summary) {
        outcomes.forEach(outcome -> summary.accept(outcome.summary()));
    }
}
