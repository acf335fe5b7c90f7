package io.github.localflows.report;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.NoRun;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Software;
import io.github.localflows.config.UserError;
import io.github.localflows.figure.FigureFormat;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.flows.LossCurve;
import io.github.localflows.flows.LossHistories;
import io.github.localflows.galaxy.Baryons;
import io.github.localflows.nf.train.TrainingSettings;
import io.github.localflows.stage.train.TrainSettings;
import io.github.localflows.table.AccelerationPoints;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The stage {@code report}: sums up what the run holds in {@code report.json} (see {@link RunReport} for its keys) and
 * {@code report.md}. Reports of before are replaced.
 */
public final class WriteReport {
    private WriteReport() {}

    /**
     * Writes both files.
     *
     * @param usual the training volume of the run's configuration, for zones where no flow says of its own
     * @param baryons what of the mass that potentials need is not dark
     * @param changedKeys the keys of the configuration that are not the default
     * @param warnings what the user was warned of
     * @return what they say; {@link ReportText#summary} makes a few lines of it
     * @throws UserError when the run has no finished data set or a damaged one, or a report is not this program's
     * @throws IOException when a file cannot be read or written
     */
    public static RunReport run(
            SparkSession spark,
            RunDirectory run,
            TrainSettings.Volume usual,
            Baryons baryons,
            List<ChangedKey> changedKeys,
            List<String> warnings)
            throws IOException {
        run.checkWritable(files(run));
        Experiments.Known known = new Experiments.Known(
                accuracies(spark, run, usual),
                MethodComparisons.of(spark, run, set -> volume(run, set).orElse(usual)),
                Disequilibria.of(run),
                Resolutions.of(run),
                trainings(run),
                stages(run));
        RunReport report = new RunReport(
                RunReport.FORMAT,
                run.toString(),
                changedKeys,
                StarOrigins.of(run),
                known.accelerations(),
                known.comparisons(),
                Experiments.of(spark, run, known),
                outdated(run),
                warnings,
                known.disequilibrium(),
                Steadinesses.of(run),
                LocalMasses.of(run, baryons),
                Agreement.of(run),
                known.resolution(),
                known.training(),
                known.stages(),
                environment(spark),
                figures(run),
                captions(run));
        if (report.stages().isEmpty()) {
            throw NoRun.in(run);
        }
        run.writeText(run.reportJson(), report.json());
        run.writeText(run.reportMarkdown(), ReportText.markdown(report));
        return report;
    }

    /** The files that are written. */
    public static List<Path> files(RunDirectory run) {
        return List.of(run.reportJson(), run.reportMarkdown());
    }

    private static List<FieldAccuracy> accuracies(SparkSession spark, RunDirectory run, TrainSettings.Volume usual)
            throws IOException {
        List<AccelerationPoint> control = AccelerationPoints.control(spark, run, Kind.ACCELERATIONS);
        List<FieldAccuracy> accuracies = new ArrayList<>();
        Optional<TrainSettings.Volume> beside = Optional.empty();
        for (Kind kind : Kind.fields()) {
            List<AccelerationPoint> floor = AccelerationPoints.control(spark, run, kind);
            for (String name : run.finished(kind)) {
                if (!FieldNames.isProfiles(name) && !(kind == Kind.ACCELERATIONS && name.equals(FieldNames.CONTROL))) {
                    TrainSettings.Volume volume = volume(run, name).orElse(usual);
                    beside = beside.or(() -> Optional.of(volume));
                    List<AccelerationPoint> field = AccelerationPoints.grid(spark, run, run.of(kind, name));
                    accuracies.add(FieldAccuracy.of(
                            kind.fieldName(name), volume, field, name.equals(FieldNames.CONTROL) ? List.of() : floor));
                }
            }
        }
        if (!control.isEmpty()) {
            accuracies.add(FieldAccuracy.of(FieldNames.CONTROL, beside.orElse(usual), control, List.of()));
        }
        return accuracies;
    }

    /** The volume that the flows of a star set were trained in; empty when there are none. */
    private static Optional<TrainSettings.Volume> volume(RunDirectory run, String set) throws IOException {
        Path directory = run.flows(set);
        Optional<Manifest> flows = run.manifest(directory);
        if (flows.isEmpty() || !flows.get().configuration().containsKey("train.R0")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TrainSettings.Volume(
                    ManifestNumbers.setting(directory, flows.get(), "train.R0"),
                    ManifestNumbers.setting(directory, flows.get(), "train.halfWidthR"),
                    ManifestNumbers.setting(directory, flows.get(), "train.absZmax")));
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    "the manifest in " + directory + ": " + e.getMessage()
                            + ": put the one back that was there, or make it again with `train --overwrite`",
                    e);
        }
    }

    private static List<String> outdated(RunDirectory run) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path directory : run.finished()) {
            run.outdated(directory)
                    .ifPresent(what -> lines.add(directory.getParent().getName() + "/" + directory.getName()
                            + " is out of date: " + what + " than when it was made."));
        }
        return lines;
    }

    private static List<Training> trainings(RunDirectory run) throws IOException {
        List<Training> trainings = new ArrayList<>();
        for (String dataset : run.flowDatasets()) {
            List<LossCurve> histories = LossHistories.of(run, dataset);
            Manifest flows = run.required(run.flows(dataset), FlowDirectory.STAGE);
            List<Training.Member> members = new ArrayList<>();
            for (int i = 0; i < histories.size(); i++) {
                members.add(member(
                        i,
                        run.flow(dataset, i),
                        run.required(run.flow(dataset, i), FlowDirectory.STAGE),
                        histories.get(i)));
            }
            int parts = flows.figures().getOrDefault("parts", 1.0).intValue();
            boolean fromOthers =
                    flows.inputs().keySet().stream().anyMatch(input -> input.startsWith(Kind.FLOWS.directory() + "/"));
            trainings.add(new Training(dataset, flows.rows(), parts, fromOthers, members));
        }
        return trainings;
    }

    private static Training.Member member(int number, Path directory, Manifest flow, LossCurve history) {
        double effective = flow.figures().getOrDefault("effectiveStars", (double) flow.rows());
        int last = history.epoch().length - 1;
        int best = IntStream.rangeClosed(0, last)
                .boxed()
                .min(Comparator.comparingDouble(i -> history.heldOutLoss()[i]))
                .orElseThrow();
        return new Training.Member(
                number,
                flow.rows(),
                Math.round(effective),
                last + 1,
                flow.configuration().containsKey("train.batch")
                        ? (last + 1)
                                * TrainingSettings.stepsPerEpoch(
                                        flow.rows(), (int) ManifestNumbers.setting(directory, flow, "train.batch"))
                        : null,
                (int) history.epoch()[best],
                history.heldOutLoss()[best],
                history.heldOutLoss()[last],
                history.trainingLoss()[last],
                Optional.ofNullable(flow.figures().get(FlowDirectory.SETBACKS))
                        .map(Double::intValue)
                        .orElse(null));
    }

    private static List<StageCost> stages(RunDirectory run) throws IOException {
        List<Path> directories = run.finished();
        List<StageCost> stages = new ArrayList<>();
        for (Path directory : directories) {
            stages.add(StageCost.of(run.checked(directory)));
        }
        return stages;
    }

    private static Environment environment(SparkSession spark) {
        Software software = Software.running();
        return new Environment(
                software.localflows(),
                software.java(),
                software.spark(),
                software.nd4j(),
                spark.sparkContext().master(),
                spark.sparkContext().defaultParallelism(),
                software.os(),
                software.arch());
    }

    private static SortedMap<String, String> captions(RunDirectory run) throws IOException {
        SortedMap<String, String> captions = new TreeMap<>();
        for (String figure : figures(run)) {
            if (figure.endsWith("." + FigureFormat.PNG.extension())) {
                try (InputStream in = run.fileSystem().open(new Path(run.root(), figure))) {
                    FigureFormat.caption(in.readAllBytes()).ifPresent(caption -> captions.put(figure, caption));
                }
            }
        }
        return captions;
    }

    private static List<String> figures(RunDirectory run) throws IOException {
        try {
            return Arrays.stream(run.fileSystem().listStatus(run.figures()))
                    .filter(FileStatus::isFile)
                    .map(file -> file.getPath().getName())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .map(name -> run.figures().getName() + "/" + name)
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }
}
