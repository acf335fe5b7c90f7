package io.github.localflows.figure;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.flows.LossHistories;
import io.github.localflows.table.AccelerationPoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The stage {@code figures}: draws what the run holds into {@code figures/}, each figure as PNG and as PDF.
 *
 * <ul>
 *   <li>{@code accelerations-<dataset>}: maps of aR and az, see {@link AccelerationMap}
 *   <li>{@code profiles-<dataset>}: az(z) and aR(R), see {@link AccelerationProfiles}
 *   <li>{@code spirals}: the phase spirals of all star sets, see {@link SpiralMap}
 *   <li>{@code resolution}: how finely accelerations are resolved, of all star sets, see {@link ResolutionByStars}
 *   <li>{@code loss-<dataset>}: how the flows learned, see {@link LossHistory}
 * </ul>
 *
 * <p>Figures of before are replaced. Where the run has the control {@code exact-f}, it is drawn beside the flows.
 */
public final class DrawFigures {
    private DrawFigures() {}

    /**
     * What was drawn.
     *
     * @param written the files
     * @param skipped what was not drawn, and why, one line each
     */
    public record Outcome(List<Path> written, List<String> skipped) {
        /** Copies. */
        public Outcome {
            written = List.copyOf(written);
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Draws all figures that the run has data for.
     *
     * @throws UserError when it has data for none, damaged ones, or a figure of that name is not this program's
     * @throws IOException when a file cannot be read or written
     */
    public static Outcome run(SparkSession spark, RunDirectory run) throws IOException {
        List<String> tables = run.accelerationDatasets();
        List<String> flows = run.flowDatasets();
        run.checkWritable(files(run, tables, flows));
        List<Path> written = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        boolean truth = false;
        boolean hasControl = tables.contains(FieldNames.CONTROL);
        List<AccelerationPoint> control =
                hasControl ? AccelerationPoints.grid(spark, run, run.accelerations(FieldNames.CONTROL)) : List.of();
        for (String dataset : tables) {
            if (FieldNames.isProfiles(dataset) || dataset.equals(FieldNames.CONTROL)) {
                continue;
            }
            List<AccelerationPoint> field = AccelerationPoints.grid(spark, run, run.accelerations(dataset));
            truth |= field.stream().anyMatch(AccelerationPoint::hasTruth);
            write(run, "accelerations-" + dataset, AccelerationMap.of(field, control), written);
            if (tables.contains(FieldNames.profiles(dataset))) {
                write(run, "profiles-" + dataset, profiles(spark, run, tables, dataset), written);
            } else {
                skipped.add("profiles of " + dataset + ": there is no " + run.accelerationProfiles(dataset));
            }
        }
        List<String> spirals = run.spiralDatasets();
        if (!spirals.isEmpty()) {
            List<SpiralMap.Panel> panels = new ArrayList<>();
            for (String dataset : spirals) {
                panels.add(SpiralPanels.of(spark, run, dataset));
            }
            write(run, "spirals", SpiralMap.of(panels), written);
        }
        List<ResolutionByStars.Point> resolutions = ResolutionByStars.points(run);
        if (!resolutions.isEmpty()) {
            write(run, "resolution", ResolutionByStars.of(resolutions), written);
        }
        for (String dataset : flows) {
            write(run, "loss-" + dataset, LossHistory.of(LossHistories.of(run, dataset)), written);
            if (!tables.contains(dataset)) {
                skipped.add("maps of " + dataset + ": there is no " + run.accelerations(dataset));
            }
        }
        if (!hasControl && truth) {
            skipped.add("the floor of the exact f: there is no " + run.accelerations(FieldNames.CONTROL));
        }
        if (written.isEmpty()) {
            throw new UserError(run + " has nothing to draw: run `train` or `accelerations` (or `pipeline`) first");
        }
        return new Outcome(written, skipped);
    }

    /** The files that are drawn, or may be, of star sets of which there are accelerations or flows. */
    public static List<Path> files(RunDirectory run, Collection<String> tables, Collection<String> flows) {
        List<String> names = new ArrayList<>(List.of("spirals", "resolution"));
        for (String dataset : tables) {
            names.add("accelerations-" + dataset);
            names.add("profiles-" + dataset);
        }
        flows.forEach(dataset -> names.add("loss-" + dataset));
        return names.stream()
                .flatMap(name -> Arrays.stream(FigureFormat.values()).map(format -> file(run, name, format)))
                .toList();
    }

    private static Path file(RunDirectory run, String name, FigureFormat format) {
        return new Path(run.figures(), name + "." + format.extension());
    }

    private static Figure profiles(SparkSession spark, RunDirectory run, List<String> tables, String dataset)
            throws IOException {
        Path model = run.accelerationProfiles(dataset);
        Path control = run.accelerationProfiles(FieldNames.CONTROL);
        boolean hasControl = tables.contains(FieldNames.profiles(FieldNames.CONTROL));
        return AccelerationProfiles.of(
                AccelerationPoints.profile(spark, run, model, "z"),
                AccelerationPoints.profile(spark, run, model, "R"),
                hasControl ? AccelerationPoints.profile(spark, run, control, "z") : List.of(),
                hasControl ? AccelerationPoints.profile(spark, run, control, "R") : List.of());
    }

    private static void write(RunDirectory run, String name, Figure figure, List<Path> written) throws IOException {
        for (FigureFormat format : FigureFormat.values()) {
            Path file = file(run, name, format);
            run.writeBytes(file, format.bytes(figure));
            written.add(file);
        }
    }
}
