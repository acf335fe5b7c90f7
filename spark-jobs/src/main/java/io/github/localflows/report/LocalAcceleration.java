package io.github.localflows.report;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Zone;
import io.github.localflows.stage.train.TrainSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a field says at one position of its grid. A number is null where it is not known.
 *
 * @param RKpc where [kpc]
 * @param zKpc where [kpc]
 * @param aRPcMyr2 radial acceleration [pc/Myr²]
 * @param aRErrPcMyr2 its 1-sigma error
 * @param azPcMyr2 vertical acceleration [pc/Myr²]
 * @param azErrPcMyr2 its 1-sigma error
 */
public record LocalAcceleration(
        double RKpc, double zKpc, Double aRPcMyr2, Double aRErrPcMyr2, Double azPcMyr2, Double azErrPcMyr2) {
    /** Accelerations of a galaxy are larger by ten orders of magnitude [pc/Myr²]. */
    private static final double ROUNDING = 1e-10;

    /** Of the training volume's height: 1.1 kpc of 2.5, where az is that of most of the disc. */
    private static final double HIGH = 0.44;

    /**
     * Near the Sun, which is in the middle of the training volume: in the plane, and as far above as below it. Of the solved positions of a
     * field these are the nearest ones.
     *
     * @return none where nothing is solved; fewer than three where one position is the nearest to several
     */
    static List<LocalAcceleration> nearTheSun(TrainSettings.Volume volume, List<AccelerationPoint> field) {
        double high = volume.absZ(HIGH);
        List<LocalAcceleration> all = new ArrayList<>();
        for (double z : new double[] {0, high, -high}) {
            field.stream()
                    .filter(AccelerationPoint::solved)
                    .min(Comparator.comparingDouble(point -> Math.hypot(point.R() - volume.R0(), point.z() - z)))
                    .map(LocalAcceleration::of)
                    .filter(one -> !all.contains(one))
                    .ifPresent(all::add);
        }
        return all;
    }

    private static LocalAcceleration of(AccelerationPoint point) {
        return new LocalAcceleration(
                point.R(),
                point.z(),
                FieldAccuracy.known(point.aR()),
                FieldAccuracy.known(point.aRError()),
                FieldAccuracy.known(point.az()),
                FieldAccuracy.known(point.azError()));
    }

    /** Both components at the first position, then az at the others, with their errors; nothing where there is no position. */
    static List<String> inWords(List<LocalAcceleration> all) {
        List<String> words = new ArrayList<>();
        if (!all.isEmpty()) {
            LocalAcceleration first = all.get(0);
            words.add("at R = " + Zone.plain(first.RKpc()) + ", z = " + Zone.plain(first.zKpc()) + " kpc aR "
                    + measured(first.aRPcMyr2(), first.aRErrPcMyr2())
                    + (vanishes(first.azPcMyr2()) ? "" : ", az " + measured(first.azPcMyr2(), first.azErrPcMyr2()))
                    + " pc/Myr^2");
        }
        if (all.size() > 1) {
            words.add(all.stream()
                    .skip(1)
                    .map(one -> measured(one.azPcMyr2(), one.azErrPcMyr2()) + " at z = " + Zone.plain(one.zKpc()))
                    .collect(Collectors.joining(", ", "az ", " kpc")));
        }
        return words;
    }

    /** In the plane the az of a potential that is even in z does, but for rounding, and its error with it. */
    private static boolean vanishes(Double value) {
        return value != null && Math.abs(value) < ROUNDING;
    }

    private static String measured(Double value, Double error) {
        return LocalMasses.measured("%.2f", value, error, 1);
    }
}
