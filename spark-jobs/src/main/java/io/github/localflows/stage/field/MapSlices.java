package io.github.localflows.stage.field;

import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.df.DistributionFunction;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.field.Ensemble;
import io.github.localflows.field.PhaseSlice;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.stage.Job;
import io.github.localflows.table.Nulls;
import io.github.localflows.table.RowFile;
import io.github.localflows.table.SliceTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Slices through the f that the flows of the star sets have learned, beside the exact one where it is known, see {@link
 * PhaseSlice}: a part of the stage {@code accelerations}, on the driver, for it takes no longer than some fifty positions of the
 * grid do. Stars of either measure are distributed as the same exact f, which flows of {@code volume} stars give too: {@link
 * io.github.localflows.learned.FlowDistributionFunction} divides by R.
 */
final class MapSlices {
    private final PhaseSlice slice;
    private final PhasePoint reference;
    private final Region known;
    private final Optional<DistributionFunction> truth;

    private MapSlices(PhaseSlice slice, PhasePoint reference, Region known, Optional<DistributionFunction> truth) {
        this.slice = slice;
        this.reference = reference;
        this.known = known;
        this.truth = truth;
    }

    /** Makes the table of a star set, unless it is there. */
    static StageOutcome run(Job job, InversionSource flows) throws IOException {
        Recipe recipe = Recipe.of(
                AccelerationSettings.STAGE,
                Kind.SLICES.inManifest(flows.name()),
                SliceSettings.recipe(job.config()),
                flows.inputs());
        Artifact artifact = new Artifact(job.run(), job.run().of(Kind.SLICES, flows.name()), recipe, "points");
        return artifact.make(job.overwrite(), pending -> made(job, flows, pending));
    }

    private static Made made(Job job, InversionSource flows, PendingDirectory pending) throws IOException {
        long start = System.nanoTime();
        SliceSettings settings = SliceSettings.from(job.config());
        Inverter inverter = flows.inverter().value();
        Region known = inverter.volume().orElseThrow();
        Optional<DistributionFunction> truth = flows.truth().map(ModelSettings::f);
        double vphi = settings.vphi().orElse(inverter.vphi());
        List<Row> rows = new ArrayList<>();
        for (PhaseSlice.Plane plane : PhaseSlice.Plane.values()) {
            PhaseSlice slice = settings.slice(plane, vphi);
            rows.addAll(new MapSlices(slice, settings.reference(vphi), known, truth).rows(inverter.ensemble()));
        }
        double coreSeconds = (System.nanoTime() - start) * 1e-9;
        ContentChecksum checksum = RowFile.write(job.spark(), pending, "slices.parquet", rows, SliceTable.SCHEMA);
        return new Made(
                flows.origin(),
                rows.size(),
                checksum.hex(),
                new Made.Times((System.nanoTime() - start) * 1e-9, coreSeconds),
                Map.of(SliceTable.VPHI, vphi));
    }

    private List<Row> rows(Ensemble ensemble) {
        Stars points = slice.points();
        List<LnfGradients> members = ensemble.gradients(points);
        Optional<double[]> exact = truth.map(f -> slice.within(known, f.lnf(points)));
        double[] learned = LnfGradients.meanOfF(members).lnf();
        // The learned f has no integral but over what it is known of, so that is the exact one's, too.
        double[] unit = exact.map(lnf -> whereKnown(lnf, learned)).orElseGet(() -> slice.within(known, learned));
        double lnIntegral = slice.lnIntegral(unit);
        double lnUnit = lnReference(ensemble) - lnIntegral;
        PhaseSlice.Map map = slice.map(known, members, ensemble.groups(), lnUnit);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            int point = i;
            PhasePoint where = points.point(i);
            rows.add(RowFactory.create(
                    slice.plane().coordinates(),
                    where.R(),
                    where.z(),
                    where.vR(),
                    where.vphi(),
                    where.vz(),
                    Nulls.orNull(map.f()[i]),
                    Nulls.orNull(map.error()[i]),
                    exact.map(lnf -> Nulls.orNull(Math.exp(lnf[point] - lnIntegral - lnUnit)))
                            .orElse(null)));
        }
        return rows;
    }

    private static double[] whereKnown(double[] exact, double[] learned) {
        double[] lnf = exact.clone();
        for (int i = 0; i < lnf.length; i++) {
            if (Double.isNaN(learned[i])) {
                lnf[i] = Double.NEGATIVE_INFINITY;
            }
        }
        return lnf;
    }

    /** ln f at the reference point, of the exact f where it is known. */
    private double lnReference(Ensemble ensemble) {
        Stars one = Stars.of(reference);
        return truth.map(f -> f.lnf(one)[0])
                .orElseGet(() -> LnfGradients.meanOfF(ensemble.gradients(one)).lnf()[0]);
    }
}
