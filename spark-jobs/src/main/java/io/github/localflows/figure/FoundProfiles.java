package io.github.localflows.figure;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import io.github.localflows.accuracy.ProfilePoint;
import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.expansion.PotentialFile;
import io.github.localflows.units.Units;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Profiles of what was found on a grid, or as a potential. */
final class FoundProfiles {
    private FoundProfiles() {}

    /**
     * Those of a potential, at the positions of others.
     *
     * @param found the potential; outside of its volume it says nothing
     * @param others of each component the profile whose positions and exact values are taken
     */
    static Map<Component, Profile> of(PotentialFile.Content found, Map<Component, Profile> others) {
        Map<Component, Profile> profiles = new EnumMap<>(Component.class);
        others.forEach((component, other) -> profiles.put(
                component,
                new Profile(
                        component,
                        other.at(),
                        other.points().stream()
                                .map(point -> at(found, component, other.at(), point))
                                .toList())));
        return profiles;
    }

    private static ProfilePoint at(PotentialFile.Content found, Component component, double at, ProfilePoint like) {
        boolean vertical = component == Component.AZ;
        double R = vertical ? at : like.position();
        double z = vertical ? like.position() : at;
        if (!found.volume().contains(R, z)) {
            return new ProfilePoint(like.position(), Double.NaN, Double.NaN, Double.NaN, like.exact());
        }
        PotentialEstimate potential = found.potential();
        PotentialEstimate.Value value = vertical ? potential.az(R, z) : potential.aR(R, z);
        return point(
                like.position(),
                value.value() * Units.PC_MYR2_PER_KM2_S2_KPC,
                value.error() * Units.PC_MYR2_PER_KM2_S2_KPC,
                like.exact());
    }

    /**
     * Those of a field on a grid: along the column of positions that is nearest to the middle in R, and along the row that is nearest to the plane.
     *
     * @param field at one position at least
     */
    static Map<Component, Profile> through(List<AccelerationPoint> field) {
        double least = field.stream().mapToDouble(AccelerationPoint::R).min().orElseThrow();
        double largest = field.stream().mapToDouble(AccelerationPoint::R).max().orElseThrow();
        double R = nearest(field.stream().map(AccelerationPoint::R).toList(), 0.5 * (least + largest));
        double z = nearest(field.stream().map(AccelerationPoint::z).toList(), 0);
        Map<Component, Profile> profiles = new EnumMap<>(Component.class);
        profiles.put(
                Component.AZ,
                new Profile(
                        Component.AZ,
                        R,
                        field.stream()
                                .filter(point -> point.R() == R)
                                .map(point -> point(point.z(), Component.AZ, point))
                                .toList()));
        profiles.put(
                Component.AR,
                new Profile(
                        Component.AR,
                        z,
                        field.stream()
                                .filter(point -> point.z() == z)
                                .map(point -> point(point.R(), Component.AR, point))
                                .toList()));
        return profiles;
    }

    private static double nearest(List<Double> values, double to) {
        return values.stream()
                .min(Comparator.comparingDouble(value -> Math.abs(value - to)))
                .orElseThrow();
    }

    private static ProfilePoint point(double position, Component component, AccelerationPoint found) {
        return point(position, component.model(found), component.error(found), component.exact(found));
    }

    private static ProfilePoint point(double position, double value, double error, double exact) {
        return new ProfilePoint(position, value, value - error, value + error, exact);
    }
}
