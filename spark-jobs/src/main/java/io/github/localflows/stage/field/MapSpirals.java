package io.github.localflows.stage.field;

import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.field.Ensemble;
import io.github.localflows.field.PhaseSpiral;
import io.github.localflows.phase.Stars;
import io.github.localflows.stage.Job;
import io.github.localflows.table.Nulls;
import io.github.localflows.table.RowFile;
import io.github.localflows.table.SpiralTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The phase spirals that the flows of the star sets have learned, see {@link PhaseSpiral}: a part of the stage {@code
 * accelerations}, on the driver, for it takes no longer than a few positions of the grid do.
 */
public final class MapSpirals {
    private MapSpirals() {}

    /** Makes the table of a star set, unless it is there. */
    static StageOutcome run(Job job, InversionSource flows) throws IOException {
        Recipe recipe = Recipe.of(
                AccelerationSettings.STAGE,
                flows.name() + "-spiral",
                SpiralSettings.recipe(job.config()),
                flows.inputs());
        Artifact artifact = new Artifact(job.run(), job.run().spiral(flows.name()), recipe, "points");
        return artifact.make(job.overwrite(), pending -> made(job, flows, pending));
    }

    private static Made made(Job job, InversionSource flows, PendingDirectory pending) throws IOException {
        long start = System.nanoTime();
        SpiralSettings settings = SpiralSettings.from(job.config());
        Inverter inverter = flows.inverter().value();
        double vphi = settings.vphi().orElse(inverter.vphi());
        PhaseSpiral plane = settings.plane(vphi);
        Stars points = plane.points();
        Ensemble ensemble = inverter.ensemble();
        PhaseSpiral.Map map = plane.map(ensemble.gradients(points), ensemble.groups());
        double coreSeconds = (System.nanoTime() - start) * 1e-9;
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            rows.add(RowFactory.create(
                    points.z()[i],
                    points.vz()[i],
                    Double.isNaN(map.lnf()[i]) ? null : map.lnf()[i],
                    Nulls.orNull(map.contrast()[i]),
                    Nulls.orNull(map.contrastError()[i])));
        }
        ContentChecksum checksum = RowFile.write(job.spark(), pending, "spiral.parquet", rows, SpiralTable.SCHEMA);
        Map<String, Double> figures = new TreeMap<>(Map.of(SpiralTable.VPHI, vphi));
        ManifestNumbers.put(figures, SpiralTable.STRENGTH, map.strength());
        ManifestNumbers.put(figures, SpiralTable.STRENGTH_ERROR, map.strengthError());
        ManifestNumbers.put(figures, SpiralTable.NOISE, map.noise());
        return new Made(
                flows.origin(),
                rows.size(),
                checksum.hex(),
                new Made.Times((System.nanoTime() - start) * 1e-9, coreSeconds),
                figures);
    }
}
