package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.figure.DrawFigures;
import io.github.localflows.galaxy.Baryons;
import io.github.localflows.report.ReportText;
import io.github.localflows.report.WriteReport;
import io.github.localflows.stage.Job;
import io.github.localflows.stage.compare.CompareMethods;
import io.github.localflows.stage.field.EvaluateAccelerations;
import io.github.localflows.stage.potential.FitPotential;
import io.github.localflows.stage.stars.EvolveStars;
import io.github.localflows.stage.stars.GrowBar;
import io.github.localflows.stage.stars.IngestStars;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.stage.stars.ObserveStars;
import io.github.localflows.stage.stars.PerturbStars;
import io.github.localflows.stage.stars.SampleStars;
import io.github.localflows.stage.stars.SelectStars;
import io.github.localflows.stage.stars.SplitVelocities;
import io.github.localflows.stage.train.TrainFlows;
import io.github.localflows.stage.train.TrainSettings;
import io.github.localflows.stage.weakform.SolveWeakForm;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;

/** The stages of a run, each a command. A new stage is registered here. */
public enum Stage {
    /** {@link SampleStars}. */
    SAMPLE(
            "Draws stars from the equilibrium distribution function, into stars/fiducial.",
            making(Extent.DRAWN, SampleStars::run),
            "localflows sample",
            "localflows sample --run runs/small --set sample.seeds=20"),
    /** {@link PerturbStars}. */
    PERTURB(
            "Kicks a part of the stars, into stars/perturbed-0myr.",
            making(Extent.STARS, PerturbStars::run),
            "localflows perturb --set perturb.deltaVz=10 --run runs/gentle"),
    /** {@link EvolveStars}. */
    EVOLVE(
            "Moves the stars along their orbits, into the evolved star sets that the configuration lists.",
            making(Extent.STARS, EvolveStars::run),
            "localflows evolve",
            "localflows evolve --set \"datasets=[fiducial, fiducial-300myr]\" --run runs/other"),
    /** {@link IngestStars}. */
    INGEST(
            "Takes stars from tables and catalogues that the configuration declares (stars.NAME.table or .catalogue), into stars/<NAME>.",
            new Making(Extent.STARS, IngestStars::run, config -> true, false),
            "localflows ingest --config mine.conf"),
    /** {@link SelectStars}. */
    SELECT(
            "Chooses a part of the mock stars, at random or by what is seen of them (stars.NAME.selected), into stars/<NAME>.",
            making(Extent.STARS, SelectStars::run),
            "localflows select --set \"stars.tenth { selected = fiducial, fraction = 0.1 }\" --set \"datasets=[fiducial, tenth]\" --run runs/few"),
    /** {@link ObserveStars}. */
    OBSERVE(
            "Measures mock stars from the Sun, with errors (stars.NAME.observed), into stars/<NAME>.",
            making(Extent.STARS, ObserveStars::run),
            "localflows observe",
            "localflows observe --set \"stars.gaia.observed=fiducial\" --set \"datasets=[fiducial, gaia]\" --run runs/seen"),
    /** {@link SplitVelocities}. */
    SPLIT_RV(
            "Takes the velocities from some of the stars (stars.NAME.splitRv), into stars/<NAME>.",
            making(Extent.STARS, SplitVelocities::run),
            "localflows split-rv --set \"stars.half.splitRv=fiducial\" --set \"datasets=[fiducial, half]\" --run runs/half"),
    /** {@link GrowBar}. */
    BAR(
            "Follows mock stars in a galaxy in which a rotating bar grows (stars.NAME.barred), into stars/<NAME>.",
            making(Extent.STARS, GrowBar::run),
            "localflows bar --set \"stars.turning.barred=fiducial\" --set \"datasets=[fiducial, turning]\" --run runs/turning"),
    /** {@link TrainFlows}. */
    TRAIN(
            "Trains flows on the stars of the training volume, into flows/<star set>.",
            making(Extent.FLOWS, TrainFlows::run, "train.datasets"),
            "localflows train",
            "localflows train --set train.members=4"),
    /** {@link EvaluateAccelerations}. */
    ACCELERATIONS(
            "Finds the accelerations on the grid and along the profiles, into accelerations/<star set>.",
            making(Extent.ALL, EvaluateAccelerations::run, "accelerations.datasets"),
            "localflows accelerations",
            "localflows --master spark://host:7077 accelerations --run hdfs:///user/me/runs/first"),
    /** {@link SolveWeakForm}. */
    WEAK_FORM(
            "Finds the potential from moments of the stars, without flows, and tests whether they are steady, into weak-form/<star set>.",
            makingWhole(SolveWeakForm::run, "weakForm.datasets"),
            "localflows weak-form --set \"weakForm.datasets=[fiducial]\"",
            "localflows weak-form --config conf/laptop.conf --run runs/laptop"),
    /** {@link FitPotential}. */
    POTENTIAL(
            "Finds the potential nearest to the accelerations of the flows, and joins it with that of the weak form, into potential/ and combined/<star set>.",
            makingWhole(FitPotential::run, "potentialFit.datasets"),
            "localflows potential --set \"potentialFit.datasets=[fiducial]\"",
            "localflows potential --config conf/laptop.conf --run runs/laptop"),
    /** {@link CompareMethods}. */
    COMPARE(
            "Finds the vertical acceleration by the Jeans equation and by a fit of f(z, vz), into jeans/ and df1d/<star set>.",
            making(Extent.ALL, CompareMethods::run, "compare.datasets"),
            "localflows compare --set \"compare.datasets=[fiducial]\"",
            "localflows compare --set \"compare.datasets=[fiducial]\" --set \"compare.methods=[jeans]\" --run runs/first"),
    /** {@link DrawFigures}. */
    FIGURES(
            "Draws slices of f, maps, profiles, phase spirals and loss histories, into figures/.",
            Stage::figures,
            "localflows figures"),
    /** {@link WriteReport}. */
    REPORT("Sums the run up, in report.json and report.md.", Stage::report, "localflows report --run runs/small"),
    /** {@link Pipeline}. */
    PIPELINE(
            "Does all that the configuration asks for, in order; what is there already is left as it is.",
            Pipeline::run,
            "localflows pipeline",
            "localflows pipeline --config conf/quickstart.conf --run runs/first",
            "localflows pipeline --set sample.seeds=40 --set train.epochs=5 --run runs/tiny");

    /** How far into a run some work goes: what it makes, and what that is made from, must agree with its configuration. */
    public enum Extent {
        /** The stars as they are drawn. */
        DRAWN(EnumSet.of(Kind.STARS)),
        /** All stars. */
        STARS(EnumSet.of(Kind.STARS)),
        /** And flows. */
        FLOWS(EnumSet.of(Kind.STARS, Kind.FLOWS)),
        /** And all that is made with them. */
        ALL(EnumSet.allOf(Kind.class));

        private final Set<Kind> kinds;

        Extent(Set<Kind> kinds) {
            this.kinds = kinds;
        }

        /** The kinds of artifact that it goes to. */
        Set<Kind> kinds() {
            return kinds;
        }

        /** Whether it goes to an artifact of these kinds. */
        boolean reaches(String name) {
            return this != DRAWN || name.equals("fiducial");
        }
    }

    /** What a command does. */
    @FunctionalInterface
    interface Work {
        /** Does it, and gives account of it. */
        void run(Job job, Account account) throws IOException;
    }

    /** Makes artifacts. */
    @FunctionalInterface
    interface Maker {
        /** Makes those that are not there. */
        List<StageOutcome> run(Job job) throws IOException;
    }

    /**
     * The work of a stage that makes artifacts.
     *
     * @param extent how far into a run it goes
     * @param maker makes them
     * @param asked whether a configuration asks for any
     * @param inPieces whether what is finished of one survives a kill
     */
    record Making(Extent extent, Maker maker, Predicate<Config> asked, boolean inPieces) implements Work {
        @Override
        public void run(Job job, Account account) throws IOException {
            List<StageOutcome> outcomes =
                    KeptConfiguration.during(job.run(), job.config(), extent, () -> maker.run(job));
            if (outcomes.isEmpty()) {
                account.say("the configuration asks for nothing of this stage");
            }
            account.outcomes(outcomes);
        }
    }

    private final String description;
    private final Work work;
    private final List<String> examples;

    /** What {@code pipeline} asks of it after all stars are made; empty when nothing. */
    private final Optional<Making> making;

    Stage(String description, Work work, String... examples) {
        this.description = description;
        this.work = work;
        this.examples = List.of(examples);
        making = work instanceof Making made && made.extent().compareTo(Extent.STARS) > 0
                ? Optional.of(made)
                : Optional.empty();
    }

    /** The stages after those of stars of which a configuration asks something, in their order. */
    static List<Stage> afterStars(Config config) {
        return Arrays.stream(values())
                .filter(stage ->
                        stage.making.filter(made -> made.asked().test(config)).isPresent())
                .toList();
    }

    /** Makes its artifacts; only for a stage of {@link #afterStars}. */
    List<StageOutcome> make(Job job) throws IOException {
        return making.orElseThrow().maker().run(job);
    }

    /** The name of its command. */
    public String command() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it does, in a sentence. */
    public String description() {
        return description;
    }

    /** Commands to copy. */
    public List<String> examples() {
        return examples;
    }

    /** Whether it keeps what is finished of its work, so that it goes on there after an interruption. */
    public boolean resumes() {
        return this == PIPELINE || work instanceof Making made && made.inPieces();
    }

    /**
     * Does its work in a run.
     *
     * @param config a checked configuration
     * @param overwrite whether what was made with another configuration may be replaced
     * @param summary told of each artifact, in a line for people
     */
    public void run(SparkSession spark, RunDirectory run, Config config, boolean overwrite, Consumer<String> summary)
            throws IOException {
        Work whole = this == PIPELINE ? work : (job, account) -> account.stage(command(), () -> work.run(job, account));
        Account.of(job(spark, run, config, overwrite), command(), summary, whole);
    }

    /**
     * The job of a stage in a run.
     *
     * @param config a checked configuration
     * @param overwrite whether what was made with another configuration may be replaced
     */
    public static Job job(SparkSession spark, RunDirectory run, Config config, boolean overwrite) {
        return new Job(spark, run, config, KnownSets.from(config), Sections::recipes, overwrite);
    }

    private static Work making(Extent extent, Maker maker) {
        return new Making(extent, maker, config -> true, true);
    }

    /** @param datasets the key that lists the star sets to make artifacts of */
    private static Work making(Extent extent, Maker maker, String datasets) {
        return new Making(extent, maker, lists(datasets), true);
    }

    /** Of artifacts that take so little time that none is kept in pieces. */
    private static Work makingWhole(Maker maker, String datasets) {
        return new Making(Extent.ALL, maker, lists(datasets), false);
    }

    private static Predicate<Config> lists(String datasets) {
        return config -> !config.getList(datasets).isEmpty();
    }

    private static void figures(Job job, Account account) throws IOException {
        DrawFigures.Outcome drawn = DrawFigures.run(job.spark(), job.run());
        drawn.written().forEach(file -> account.say(job.run().inWords(file)));
        drawn.skipped().forEach(reason -> account.leaveOut("not drawn: " + reason));
    }

    private static void report(Job job, Account account) throws IOException {
        account.say(reported(job));
        account.say(job.run().inWords(job.run().reportMarkdown()));
    }

    /** Writes the report, and returns its summary. */
    static String reported(Job job) throws IOException {
        return ReportText.summary(WriteReport.run(
                        job.spark(),
                        job.run(),
                        TrainSettings.Volume.from(job.config()),
                        Baryons.from(job.config()),
                        ChangedKeys.of(job.config()),
                        Warnings.of(job.run(), job.config())))
                .stripTrailing();
    }
}
