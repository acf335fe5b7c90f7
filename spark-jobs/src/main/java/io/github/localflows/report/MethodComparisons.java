package io.github.localflows.report;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.ResidualStatistics;
import io.github.localflows.accuracy.Zone;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.stage.train.TrainSettings;
import io.github.localflows.table.AccelerationPoints;
import io.github.localflows.table.MethodTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Reads what the methods of a run say of the vertical acceleration. */
final class MethodComparisons {
    /** Of the training volume's height: nearer to the plane az passes through zero, farther from it there are few stars. */
    private static final double LOW = 0.08;

    private static final double HIGH = 0.6;

    /** Two heights, in parts of the volume's: 0.5 and 1.1 kpc of 2.5. */
    private static final double[] HEIGHTS = {0.2, 0.44};

    private static final String FLOWS = "flows";

    private final SparkSession spark;
    private final RunDirectory run;

    private MethodComparisons(SparkSession spark, RunDirectory run) {
        this.spark = spark;
        this.run = run;
    }

    /** The training volume of a star set. */
    @FunctionalInterface
    interface Volumes {
        TrainSettings.Volume of(String set) throws IOException;
    }

    /** Of all star sets that a method was tried on, sorted. */
    static List<MethodComparison> of(SparkSession spark, RunDirectory run, Volumes volumes) throws IOException {
        TreeSet<String> sets = new TreeSet<>();
        for (Kind kind : Kind.compared()) {
            sets.addAll(run.finished(kind));
        }
        List<MethodComparison> comparisons = new ArrayList<>();
        for (String set : sets) {
            comparisons.add(new MethodComparisons(spark, run).of(set, volumes.of(set)));
        }
        return comparisons;
    }

    private MethodComparison of(String set, TrainSettings.Volume volume) throws IOException {
        Zone zone = new Zone(volume.R(-1), volume.R(1), volume.absZ(LOW), volume.absZ(HIGH));
        List<MethodComparison.OfMethod> methods = new ArrayList<>();
        ofFlows(set).ifPresent(field -> methods.add(ofMethod(FLOWS, field, volume, zone, Map.of())));
        double R = Double.NaN;
        boolean hasTruth = false;
        for (Kind kind : Kind.compared()) {
            if (run.finished(kind).contains(set)) {
                Path table = run.of(kind, set);
                Manifest manifest = run.checked(table);
                List<AccelerationPoint> field = AccelerationPoints.grid(spark, run, table);
                R = field.get(0).R();
                hasTruth = hasTruth || field.get(0).hasTruth();
                methods.add(ofMethod(kind.directory(), field, volume, zone, manifest.figures()));
            }
        }
        if (hasTruth) {
            ofFlows(FieldNames.CONTROL)
                    .ifPresent(field -> methods.add(ofMethod(FieldNames.CONTROL, field, volume, zone, Map.of())));
        }
        return new MethodComparison(set, R, zone.absZmin(), zone.absZmax(), methods);
    }

    private Optional<List<AccelerationPoint>> ofFlows(String name) throws IOException {
        return run.finished(Kind.ACCELERATIONS).contains(FieldNames.profiles(name))
                ? Optional.of(AccelerationPoints.verticalProfile(spark, run, run.accelerationProfiles(name)))
                : Optional.empty();
    }

    private static MethodComparison.OfMethod ofMethod(
            String name,
            List<AccelerationPoint> field,
            TrainSettings.Volume volume,
            Zone zone,
            Map<String, Double> figures) {
        ResidualStatistics statistics = ResidualStatistics.of(field, Component.AZ, zone);
        return new MethodComparison.OfMethod(
                name,
                statistics.points(),
                statistics.compared(),
                FieldAccuracy.known(statistics.medianAbsResidual()),
                FieldAccuracy.known(statistics.medianResidual()),
                FieldAccuracy.known(statistics.withinOneSigma()),
                DoubleStream.of(HEIGHTS)
                        .mapToObj(part -> nearest(field, volume.absZ(part)))
                        .toList(),
                figures.get(MethodTable.CHAIN_LENGTH),
                figures.get(MethodTable.AZ_CHAIN_LENGTH));
    }

    private static MethodComparison.AtHeight nearest(List<AccelerationPoint> field, double z) {
        AccelerationPoint point = field.stream()
                .min(Comparator.comparingDouble(one -> Math.abs(one.z() - z)))
                .orElseThrow();
        return new MethodComparison.AtHeight(
                point.z(), FieldAccuracy.known(point.az()), FieldAccuracy.known(point.azError()));
    }
}
