package io.github.localflows.report;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.ResidualStatistics;
import io.github.localflows.accuracy.Unsolved;
import io.github.localflows.accuracy.Zone;
import io.github.localflows.stage.train.TrainSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good one field of accelerations on the grid is.
 *
 * @param dataset the star set whose flows it comes from; {@value io.github.localflows.artifact.FieldNames#CONTROL} for the control, in which the same inversion
 *     is given the exact distribution function
 * @param positions how many positions the grid has
 * @param unsolved how many of them have no acceleration, by reason; empty when all are solved
 * @param unsolvedRKpc at which radii no position is solved, where these are all that are unsolved
 * @param nearTheSun what it says near the Sun, in the plane, above and below it
 * @param zones the residuals, zone by zone: first the four by which runs are judged, then both components in layers
 *     of |z|; all of them are parts of the training volume
 */
public record FieldAccuracy(
        String dataset,
        int positions,
        SortedMap<String, Integer> unsolved,
        List<Double> unsolvedRKpc,
        List<LocalAcceleration> nearTheSun,
        List<InZone> zones) {
    /** How far zones reach from the middle of the training volume, in half widths of it: flows are worse at the edge. */
    private static final double HALF_WIDTHS = 0.8;

    /** Below this part of the volume's height az is small, and flows smooth the thin disc. */
    private static final double PLANE = 0.12;

    private static final double LOW = 0.32;
    private static final double HIGH = 0.6;

    /** The ends of the layers, from the plane up, that show where errors lie. */
    private static final double[] LAYERS = {0, PLANE, LOW, 0.48, 0.68};

    private static final int JUDGED = 4;

    /**
     * The residuals |model|/|exact| - 1 of one component in one zone. Those of the control in the same zone stand beside
     * them where there is one: they are the method's own error, below which no flow can be judged.
     *
     * @param component aR or az
     * @param RminKpc the zone's least radius [kpc]
     * @param RmaxKpc the zone's largest radius [kpc]
     * @param absZminKpc the zone's least |z| [kpc]
     * @param absZmaxKpc the zone's largest |z| [kpc]
     * @param positions how many positions of the grid lie in the zone
     * @param compared how many of them have a residual
     * @param medianAbsResidual median of |residual|, as a fraction (0.01 is 1%); null when nothing was compared
     * @param medianResidual median of the signed residual, the bias, as a fraction; null likewise
     * @param withinOneSigma fraction of positions whose 1-sigma error bar holds the exact value; null without errors
     * @param medianPull median of (|model| - |exact|)/error, the bias in units of the error; null without errors
     * @param errorsOf68 how many errors 68% of the positions are within, 1 where error bars are of the right length; null without errors, and in reports
     *     of earlier versions
     * @param withError how many positions have an error, of az without those in the plane; null in reports of earlier versions
     * @param medianRelativeError median of the 1-sigma error over |model|, as a fraction; null without errors
     * @param floorMedianAbsResidual the control's median of |residual|; null when the run has no control of it
     * @param floorMedianResidual the control's bias; null likewise
     */
    public record InZone(
            String component,
            double RminKpc,
            double RmaxKpc,
            double absZminKpc,
            double absZmaxKpc,
            int positions,
            int compared,
            Double medianAbsResidual,
            Double medianResidual,
            Double withinOneSigma,
            Double medianPull,
            Double errorsOf68,
            Integer withError,
            Double medianRelativeError,
            Double floorMedianAbsResidual,
            Double floorMedianResidual) {
        /** Where it is. */
        Zone zone() {
            return new Zone(RminKpc, RmaxKpc, absZminKpc, absZmaxKpc);
        }
    }

    /** Copies. */
    public FieldAccuracy {
        unsolved = new TreeMap<>(unsolved);
        unsolvedRKpc = RunReport.listed(unsolvedRKpc);
        nearTheSun = RunReport.listed(nearTheSun);
        zones = List.copyOf(zones);
    }

    /**
     * The accuracy of a field.
     *
     * @param volume the training volume, of which the zones are parts
     * @param control the control on the same grid; empty when there is none
     */
    public static FieldAccuracy of(
            String dataset,
            TrainSettings.Volume volume,
            List<AccelerationPoint> field,
            List<AccelerationPoint> control) {
        List<AccelerationPoint> beside = field.stream().anyMatch(AccelerationPoint::hasTruth) ? control : List.of();
        Unsolved unsolved = Unsolved.of(field);
        List<InZone> zones = new ArrayList<>();
        zones.add(inZone(field, beside, Component.AZ, zone(volume, PLANE, HIGH)));
        zones.add(inZone(field, beside, Component.AR, zone(volume, 0, HIGH)));
        zones.add(inZone(field, beside, Component.AZ, zone(volume, 0, LOW)));
        zones.add(inZone(field, beside, Component.AR, zone(volume, 0, LOW)));
        for (Component component : Component.values()) {
            for (int i = 1; i < LAYERS.length; i++) {
                zones.add(inZone(field, beside, component, zone(volume, LAYERS[i - 1], LAYERS[i])));
            }
        }
        return new FieldAccuracy(
                dataset,
                field.size(),
                unsolved.reasons(),
                unsolved.RKpc(),
                LocalAcceleration.nearTheSun(volume, field),
                zones);
    }

    /** How many of its positions are unsolved, why and where, in a sentence. */
    String unsolvedInWords() {
        return new Unsolved(positions, unsolved, unsolvedRKpc).inWords();
    }

    /** Whether exact accelerations are known beside what was found. */
    boolean hasTruth() {
        return zones.stream().anyMatch(zone -> zone.compared() > 0);
    }

    /** Whether a control stands beside it. */
    boolean hasFloor() {
        return zones.stream().anyMatch(zone -> zone.floorMedianAbsResidual() != null);
    }

    /** Whether what was found has errors. */
    boolean hasErrors() {
        return zones.stream().anyMatch(zone -> zone.medianRelativeError() != null);
    }

    /** The zones by which a run is judged, of {@link #zones()}. */
    List<InZone> judged() {
        return zones.subList(0, JUDGED);
    }

    /** Zones as people read them: those of az before those of aR. */
    static List<InZone> byComponent(List<InZone> zones) {
        return zones.stream()
                .sorted(Comparator.comparing((InZone zone) -> !zone.component().equals(Component.AZ.symbol())))
                .toList();
    }

    private static Zone zone(TrainSettings.Volume volume, double from, double to) {
        return new Zone(volume.R(-HALF_WIDTHS), volume.R(HALF_WIDTHS), volume.absZ(from), volume.absZ(to));
    }

    private static InZone inZone(
            List<AccelerationPoint> field, List<AccelerationPoint> control, Component component, Zone zone) {
        ResidualStatistics statistics = ResidualStatistics.of(field, component, zone);
        ResidualStatistics floor = ResidualStatistics.of(control, component, zone);
        return new InZone(
                component.symbol(),
                zone.Rmin(),
                zone.Rmax(),
                zone.absZmin(),
                zone.absZmax(),
                statistics.points(),
                statistics.compared(),
                known(statistics.medianAbsResidual()),
                known(statistics.medianResidual()),
                known(statistics.withinOneSigma()),
                known(statistics.medianPull()),
                known(statistics.errorsOf68()),
                statistics.withError(),
                known(statistics.medianRelativeError()),
                known(floor.medianAbsResidual()),
                known(floor.medianResidual()));
    }

    /** JSON has neither NaN nor infinity. */
    static Double known(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
