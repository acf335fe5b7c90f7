package io.github.localflows.stage.field;

import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.field.AccelerationEstimate;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Position;
import io.github.localflows.field.Resolution;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.potential.Potential;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.Density;
import io.github.localflows.starset.StarSet;
import io.github.localflows.table.Nulls;
import io.github.localflows.table.ResolutionTable;
import io.github.localflows.table.RowFile;
import io.github.localflows.units.Units;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * How finely the accelerations are resolved that flows have learned, see {@link Resolution}: a part of the stage {@code accelerations},
 * for star sets whose truth is known; on the driver, for it takes no longer than some positions of the grid do.
 */
final class MeasureResolution {
    /** Positions of grids and profiles have smaller numbers. */
    private static final long FIRST_POSITION = 1L << 40;

    private static final double PC_PER_KPC = 1e3;
    private static final double PC_MYR2 = Units.PC_MYR2_PER_KM2_S2_KPC;

    private MeasureResolution() {}

    /**
     * Makes the table of a star set, unless it is there.
     *
     * @param truth the potential that the set's stars are in
     */
    static StageOutcome run(Job job, StarSet set, InversionSource flows, Potential truth) throws IOException {
        Recipe recipe = Recipe.of(
                AccelerationSettings.STAGE,
                Kind.RESOLUTION.inManifest(set.name()),
                ResolutionSettings.recipe(set.of(job.config())),
                flows.inputs());
        Artifact artifact = new Artifact(job.run(), job.run().of(Kind.RESOLUTION, set.name()), recipe, "heights");
        // Flows of all coordinates, or of positions, learn from every star.
        String ensemble = Density.of(set).get(0).ensemble(set.name());
        Manifest trained = job.required(Kind.FLOWS, ensemble, set, FlowDirectory.STAGE);
        double stars = trained.rows() + trained.figures().getOrDefault("heldOutStars", Double.NaN);
        Resolution resolution = ResolutionSettings.from(set.of(job.config())).resolution(truth);
        return artifact.make(job.overwrite(), pending -> made(job, flows, resolution, stars, pending));
    }

    private static Made made(
            Job job, InversionSource flows, Resolution resolution, double stars, PendingDirectory pending)
            throws IOException {
        long start = System.nanoTime();
        List<EnsembleEstimate> estimates = estimates(flows, resolution.positions(FIRST_POSITION));
        Resolution.Found found = resolution.found(estimates);
        double coreSeconds = (System.nanoTime() - start) * 1e-9;
        ContentChecksum checksum = RowFile.write(
                job.spark(), pending, "resolution.parquet", rows(resolution, found, estimates), ResolutionTable.SCHEMA);
        Map<String, Double> figures = new TreeMap<>();
        ManifestNumbers.put(figures, ResolutionTable.H, found.h().value() * PC_PER_KPC);
        ManifestNumbers.put(figures, ResolutionTable.H_ERROR, found.h().error() * PC_PER_KPC);
        ManifestNumbers.put(figures, ResolutionTable.ETA, found.eta().value());
        ManifestNumbers.put(figures, ResolutionTable.ETA_ERROR, found.eta().error());
        ManifestNumbers.put(figures, ResolutionTable.STARS, stars);
        ManifestNumbers.put(figures, "solvedFraction", (double) found.solved() / estimates.size());
        return new Made(
                flows.origin(),
                estimates.size(),
                checksum.hex(),
                new Made.Times((System.nanoTime() - start) * 1e-9, coreSeconds),
                figures);
    }

    /** Where flows do not know f there is no estimate but the reason. */
    private static List<EnsembleEstimate> estimates(InversionSource flows, List<Position> positions) {
        List<EnsembleEstimate> estimates = new ArrayList<>();
        for (Position position : positions) {
            estimates.add(flows.refusal()
                    .apply(position)
                    .map(EnsembleEstimate::unsolved)
                    .orElseGet(() -> flows.inverter()
                            .value()
                            .estimates(List.of(position))
                            .get(0)));
        }
        return estimates;
    }

    private static List<Row> rows(Resolution resolution, Resolution.Found found, List<EnsembleEstimate> estimates) {
        double[] z = resolution.z();
        double h = found.h().value();
        double[] smoothed = Double.isNaN(h) ? null : resolution.smoothed(h);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < z.length; i++) {
            AccelerationEstimate estimate = estimates.get(i).all();
            rows.add(RowFactory.create(
                    z[i],
                    Nulls.orNull(estimate.az() * PC_MYR2),
                    Nulls.orNull(estimate.azError() * PC_MYR2),
                    resolution.exact(z[i]) * PC_MYR2,
                    smoothed == null ? null : smoothed[i] * PC_MYR2));
        }
        return rows;
    }
}
