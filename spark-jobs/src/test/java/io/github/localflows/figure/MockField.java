package io.github.localflows.figure;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import io.github.localflows.accuracy.ProfilePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Fields of accelerations that look like the Galaxy's, with an error that grows with height: something to draw. */
final class MockField {
    private MockField() {}

    /**
     * A full grid over 7..9 kpc x -2..2 kpc.
     *
     * @param scatter relative error in the plane, five times as much at 2 kpc
     * @param withErrors whether the points have error bars
     */
    static List<AccelerationPoint> grid(int countR, int countZ, double scatter, boolean withErrors) {
        Random random = new Random(1);
        List<AccelerationPoint> points = new ArrayList<>();
        for (int i = 0; i < countR; i++) {
            for (int k = 0; k < countZ; k++) {
                double R = 7 + 2.0 * i / (countR - 1);
                double z = -2 + 4.0 * k / (countZ - 1);
                points.add(point(R, z, scatter, withErrors, random));
            }
        }
        return points;
    }

    static List<AccelerationPoint> alongZ(int count, double scatter, boolean withErrors) {
        Random random = new Random(2);
        List<AccelerationPoint> points = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            points.add(point(8, -1.75 + 3.5 * k / (count - 1), scatter, withErrors, random));
        }
        return points;
    }

    static List<AccelerationPoint> alongR(int count, double scatter, boolean withErrors) {
        Random random = new Random(3);
        List<AccelerationPoint> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(point(7 + 2.0 * i / (count - 1), 0, scatter, withErrors, random));
        }
        return points;
    }

    /** Of each component the profile along its own coordinate. */
    static Map<Component, Profile> profiles(List<AccelerationPoint> alongZ, List<AccelerationPoint> alongR) {
        return Map.of(
                Component.AZ,
                new Profile(Component.AZ, 8, points(Component.AZ, alongZ, AccelerationPoint::z)),
                Component.AR,
                new Profile(Component.AR, 0, points(Component.AR, alongR, AccelerationPoint::R)));
    }

    private static List<ProfilePoint> points(
            Component component, List<AccelerationPoint> field, ToDoubleFunction<AccelerationPoint> position) {
        return field.stream()
                .map(p -> new ProfilePoint(
                        position.applyAsDouble(p),
                        component.model(p),
                        component.model(p) - component.error(p),
                        component.model(p) + component.error(p),
                        component.exact(p)))
                .toList();
    }

    /** What could not be solved, where f is too small. */
    static AccelerationPoint unsolved(double R, double z) {
        return new AccelerationPoint(
                R, z, Double.NaN, Double.NaN, Double.NaN, Double.NaN, exactR(R, z), exactZ(R, z), "f vanishes");
    }

    private static AccelerationPoint point(double R, double z, double scatter, boolean withErrors, Random random) {
        double error = scatter * (1 + z * z);
        double bias = -0.4 * error + error * Math.sin(4 * z + 3 * R);
        double aR = exactR(R, z) * (1 + 0.4 * bias + 0.3 * error * random.nextGaussian());
        double az = exactZ(R, z) * (1 + bias + 0.3 * error * random.nextGaussian())
                + 0.02 * scatter * random.nextGaussian();
        return new AccelerationPoint(
                R,
                z,
                aR,
                az,
                withErrors ? Math.abs(0.5 * error * exactR(R, z)) : Double.NaN,
                withErrors ? Math.abs(error * exactZ(R, z)) : Double.NaN,
                exactR(R, z),
                exactZ(R, z),
                null);
    }

    private static double exactR(double R, double z) {
        return -6.33 * 8 / R / (1 + 0.03 * z * z);
    }

    private static double exactZ(double R, double z) {
        return -(1.6 * Math.tanh(z / 0.3) + 0.5 * z) * Math.exp((8 - R) / 3.5);
    }
}
