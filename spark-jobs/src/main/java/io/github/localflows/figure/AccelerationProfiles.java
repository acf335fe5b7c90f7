package io.github.localflows.figure;

import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Two cuts through the field of accelerations of one star set as a figure: az along z, and aR along R, each with what was found (in a
 * band of its 1-sigma error, where errors are known), what is exact, and the residuals; see {@link ProfilePage}.
 */
public final class AccelerationProfiles {
    private AccelerationProfiles() {}

    /**
     * The figure of one field's two profiles.
     *
     * @param set the star set whose flows it is from
     * @param profiles of each component what was found
     * @param control those of the exact distribution function; of no components when there is no control
     */
    public static Figure of(String set, Map<Component, Profile> profiles, Map<Component, Profile> control) {
        List<ProfilePage.Column> columns = Stream.of(Component.AZ, Component.AR)
                .map(component -> column(profiles.get(component), floor(component, control)))
                .toList();
        return ProfilePage.ofOwnScales(
                Words.sentences(List.of(
                        "profiles of the accelerations that the flows of " + set
                                + " have learned, with 1σ errors where there are any",
                        Words.residuals(profiles.get(Component.AZ)),
                        Words.residuals(profiles.get(Component.AR)))),
                columns);
    }

    private static ProfilePage.Column column(Profile profile, Profile floor) {
        String name = profile.hasBars() ? "learned, 1*\u03c3*" : "learned";
        return new ProfilePage.Column(
                ProfilePage.where(profile), List.of(new ProfilePage.Curve(name, profile, CurveStyle.LEARNED)), floor);
    }

    /** The control's profile of a component, which may have no points. */
    static Profile floor(Component component, Map<Component, Profile> control) {
        return control.getOrDefault(component, new Profile(component, 0, List.of()));
    }
}
