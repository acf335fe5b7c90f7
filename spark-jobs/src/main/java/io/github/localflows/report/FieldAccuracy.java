package io.github.localflows.report;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.ResidualStatistics;
import io.github.localflows.accuracy.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good one field of accelerations on the grid is.
 *
 * @param dataset the data set whose flows it comes from; {@value #CONTROL} for the control, in which the same inversion
 *     is given the exact distribution function
 * @param positions how many positions the grid has
 * @param unsolved how many of them have no acceleration, by reason; empty when all are solved
 * @param zones the residuals, zone by zone: first the four by which runs are judged ({@link #JUDGED}), then both
 *     components in layers of |z| ({@link #LAYERS})
 */
public record FieldAccuracy(String dataset, int positions, SortedMap<String, Integer> unsolved, List<InZone> zones) {
    /** The name of the control among the fields of accelerations. */
    public static final String CONTROL = "exact-f";

    private static final double R_MIN = 7.2;
    private static final double R_MAX = 8.8;

    /** A component in a zone. */
    record Judged(Component component, Zone zone) {}

    /** The zones by which a run is judged. */
    static final List<Judged> JUDGED = List.of(
            new Judged(Component.AZ, zone(0.3, 1.5)),
            new Judged(Component.AR, zone(0, 1.5)),
            new Judged(Component.AZ, zone(0, 0.8)),
            new Judged(Component.AR, zone(0, 0.8)));

    /** The layers, from the plane up, that show where errors lie. */
    static final List<Zone> LAYERS = List.of(zone(0, 0.3), zone(0.3, 0.8), zone(0.8, 1.2), zone(1.2, 1.7));

    /**
     * The residuals |model|/|exact| - 1 of one component in one zone. Those of the control in the same zone stand beside
     * them: they are the method's own error, below which no flow can be judged.
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
     * @param floorMedianAbsResidual the control's median of |residual|; null when the run has no control
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
            Double floorMedianAbsResidual,
            Double floorMedianResidual) {
        /** The zone's |z| in words. */
        String heights() {
            return new Zone(RminKpc, RmaxKpc, absZminKpc, absZmaxKpc).heights();
        }
    }

    /** Copies. */
    public FieldAccuracy {
        unsolved = new TreeMap<>(unsolved);
        zones = List.copyOf(zones);
    }

    /**
     * The accuracy of a field.
     *
     * @param control the control on the same grid; empty when there is none
     */
    public static FieldAccuracy of(String dataset, List<AccelerationPoint> field, List<AccelerationPoint> control) {
        SortedMap<String, Integer> unsolved = new TreeMap<>();
        field.stream()
                .filter(point -> !point.solved())
                .forEach(point -> unsolved.merge(point.reason(), 1, Integer::sum));
        List<InZone> zones = new ArrayList<>();
        for (Judged judged : JUDGED) {
            zones.add(inZone(field, control, judged.component(), judged.zone()));
        }
        for (Component component : Component.values()) {
            for (Zone layer : LAYERS) {
                zones.add(inZone(field, control, component, layer));
            }
        }
        return new FieldAccuracy(dataset, field.size(), unsolved, zones);
    }

    /** The zones by which a run is judged, of {@link #zones()}. */
    List<InZone> judged() {
        return zones.subList(0, JUDGED.size());
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
                known(floor.medianAbsResidual()),
                known(floor.medianResidual()));
    }

    private static Zone zone(double absZmin, double absZmax) {
        return new Zone(R_MIN, R_MAX, absZmin, absZmax);
    }

    /** JSON has no NaN. */
    private static Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
