package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.figure.DrawFigures;
import io.github.localflows.galaxy.Baryons;
import io.github.localflows.report.RunReport;
import io.github.localflows.report.WriteReport;
import io.github.localflows.sql.RunSql;
import io.github.localflows.stage.field.EvaluateAccelerations;
import io.github.localflows.stage.stars.IngestStars;
import io.github.localflows.stage.stars.SampleStars;
import io.github.localflows.stage.train.TrainFlows;
import io.github.localflows.stage.train.TrainSettings;
import io.github.localflows.units.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The resolution of learned accelerations, in a galaxy with a thin disc, from stars to the report. */
class ResolutionPipelineTest {
    private static final SparkSession SPARK = SharedSpark.session();

    private static final List<String> SETTINGS = List.of(
            "potential.parts=[{ type = power-law-cutoff, share = 0.05, alpha = 1.8, cutoffRadius = 1.9 },"
                    + " { type = miyamoto-nagai, share = 0.6, a = 3, b = 0.28 },"
                    + " { type = nfw, share = auto, scaleRadius = 16 },"
                    + " { type = exponential-disc, surfaceDensity = 10, hR = 3, hz = 0.05 }]",
            "datasets=[fiducial]",
            "sample.seeds=4",
            "sample.starsPerSeed=1500",
            "sample.Rmin=7",
            "sample.Rmax=9",
            "train.members=2",
            "train.parts=2",
            "train.layers=2",
            "train.hidden=8",
            "train.epochs=1",
            "train.batch=500",
            "accelerations.fields=[resolution]",
            "accelerations.velocities.count=50",
            "resolution.points=9",
            "resolution.absZ=0.16");

    @TempDir
    private Path directory;

    @Test
    void resolutionIsMadeBesideTheTruthAndReported() throws IOException {
        RunDirectory run = TestRuns.at(directory, "run");
        Config config = ConfigLoader.reference(SETTINGS);
        SampleStars.run(Stage.job(SPARK, run, config, false));
        TrainFlows.run(Stage.job(SPARK, run, config, false));
        List<StageOutcome> outcomes = EvaluateAccelerations.run(Stage.job(SPARK, run, config, false));
        TestRuns.assertFiguresAreExplained(run);
        assertEquals(List.of(true), outcomes.stream().map(StageOutcome::made).toList());

        Manifest manifest = run.manifest(run.of(Kind.RESOLUTION, "fiducial")).orElseThrow();
        assertEquals("fiducial-resolution", manifest.dataset());
        assertEquals(9, manifest.rows());
        assertEquals(6000, manifest.figures().get("trainingStars"), "all stars that were drawn lie in the volume");
        assertEquals(1.0, manifest.figures().get("solvedFraction"));
        assertTrue(manifest.figures().get("etaErr") > 0);

        List<Row> rows = new ArrayList<>();
        RunSql.run(
                SPARK,
                run,
                "SELECT z, az, az_err, az_exact FROM resolution_fiducial ORDER BY z",
                answer -> rows.addAll(answer.collectAsList()));
        assertEquals(-0.16, rows.get(0).getDouble(0), 1e-15);
        double exact = Stage.job(SPARK, run, config, false)
                .stars()
                .get("fiducial")
                .truth()
                .orElseThrow()
                .potential()
                .potential()
                .acceleration(8, -0.16)
                .az();
        assertEquals(exact * Units.PC_MYR2_PER_KM2_S2_KPC, rows.get(0).getDouble(3), 1e-15);
        assertTrue(rows.stream().allMatch(row -> row.getDouble(2) > 0));

        // Nothing is done twice.
        assertEquals(
                List.of(false),
                EvaluateAccelerations.run(Stage.job(SPARK, run, config, false)).stream()
                        .map(StageOutcome::made)
                        .toList());

        DrawFigures.run(SPARK, run);
        RunReport report =
                WriteReport.run(SPARK, run, TrainSettings.from(config).volume(), Baryons.NONE, List.of(), List.of());
        assertEquals("fiducial", report.resolution().get(0).dataset());
        assertEquals(manifest.figures().get("eta"), report.resolution().get(0).eta());
        assertEquals(0.16, report.resolution().get(0).absZKpc());
        assertTrue(report.figures().contains("figures/resolution.png"));
    }

    @Test
    void setWithoutATruthHasNone() throws IOException {
        RunDirectory drawn = TestRuns.at(directory, "drawn");
        Config config = ConfigLoader.reference(SETTINGS);
        SampleStars.run(Stage.job(SPARK, drawn, config, false));
        RunDirectory run = TestRuns.at(directory, "table");
        List<String> settings = new ArrayList<>(SETTINGS);
        settings.addAll(List.of(
                "stars.mine.table=\"" + drawn.stars("fiducial") + "\"",
                "datasets=[mine]",
                "train.datasets=[mine]",
                "accelerations.datasets=[mine]"));
        Config mine = ConfigLoader.reference(settings);
        IngestStars.run(Stage.job(SPARK, run, mine, false));
        TrainFlows.run(Stage.job(SPARK, run, mine, false));
        assertEquals(List.of(), EvaluateAccelerations.run(Stage.job(SPARK, run, mine, false)));
        assertFalse(run.finished(Kind.RESOLUTION).contains("mine"));
    }
}
