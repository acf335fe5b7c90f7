package io.github.localflows.pipeline;

import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.NotDecided;
import io.github.localflows.figure.DrawFigures;
import io.github.localflows.report.WriteReport;
import io.github.localflows.stage.Job;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.stage.train.TrainSettings;
import io.github.localflows.starset.SetNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** All that a configuration asks for, in order; what is there already is left as it is. */
final class Pipeline {
    private Pipeline() {}

    /**
     * Runs the stages. The configuration is kept in the run directory, see {@link KeptConfiguration}.
     *
     * @param account told of each artifact, as soon as it is there
     */
    static void run(Job job, Account account) throws IOException {
        RunDirectory run = job.run();
        run.checkWritable(files(job));
        KnownSets.checkAhead(job, azimuths(job));
        KeptConfiguration.during(run, job.config(), Stage.Extent.ALL, () -> {
            List<Stage> stages = Stage.afterStars(job.config());
            account.stage("stars", () -> {
                account.outcomes(KnownSets.make(job));
                if (stages.isEmpty()) {
                    account.leaveOut("no stage looks at the stars, for train.datasets, weakForm.datasets and"
                            + " compare.datasets are empty: name star sets in one of them, as in --set"
                            + " \"weakForm.datasets=[fiducial]\"");
                }
            });
            for (Stage stage : stages) {
                account.stage(stage.command(), () -> {
                    try {
                        account.outcomes(stage.make(job));
                    } catch (NotDecided e) {
                        // All else is as good as without.
                        account.leaveOut("not made: " + e.getMessage());
                    }
                });
            }
            return run;
        });
        boolean potentials = false;
        for (Kind kind : Kind.potentials()) {
            potentials |= !run.finished(kind).isEmpty();
        }
        if (potentials || !run.flowDatasets().isEmpty()) {
            account.stage("figures", () -> {
                DrawFigures.Outcome drawn = DrawFigures.run(job.spark(), run);
                account.say("figures        " + drawn.written().size() + " files: " + run.inWords(run.figures()));
                drawn.skipped().forEach(reason -> account.leaveOut("not drawn: " + reason));
            });
        }
        account.stage("report", () -> {
            account.keep();
            account.say(Stage.reported(job));
            account.say("report         " + run.inWords(run.reportMarkdown()));
        });
    }

    /** What needs the azimuths of which star sets: the key and its value by the set's name. */
    private static Map<String, String> azimuths(Job job) {
        Map<String, String> needed = new TreeMap<>();
        for (String section : List.of("weakForm", "train")) {
            for (String name : SetNames.of(job.config(), section + ".datasets")) {
                double azimuth = job.stars().get(name).of(job.config()).getDouble(section + ".azimuth");
                if (azimuth > 0) {
                    needed.put(name, section + ".azimuth = " + azimuth);
                }
            }
        }
        return needed;
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
}
