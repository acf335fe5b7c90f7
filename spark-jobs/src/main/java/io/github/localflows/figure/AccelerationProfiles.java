package io.github.localflows.figure;

import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Two cuts through the accelerations that were found of one star set as a figure: az along z, and aR along R, each with what was found (the
 * first in a band of its 1-sigma error, where errors are known), what is exact, and the residuals; see {@link ProfilePage}.
 */
public final class AccelerationProfiles {
    /** What the name of those is that flows give position by position. */
    static final String FLOWS = "flows";

    private AccelerationProfiles() {}

    /**
     * What was found in one way.
     *
     * @param name in the key: flows, weak form, combined
     * @param profiles of each component, all at the same positions
     */
    public record Found(String name, Map<Component, Profile> profiles) {}

    /**
     * The figure of the two profiles.
     *
     * @param set the star set
     * @param found what was found of it, in one way or in several, up to four
     * @param control the profiles of the exact distribution function; of no components when there is no control
     */
    public static Figure of(String set, List<Found> found, Map<Component, Profile> control) {
        List<ProfilePage.Column> columns = Stream.of(Component.AZ, Component.AR)
                .map(component -> column(component, found, floor(component, control)))
                .toList();
        List<String> sentences = new ArrayList<>();
        sentences.add("profiles of the accelerations of " + set + " by "
                + Words.list(found.stream().map(Found::name).toList()) + ", with 1σ errors where there are any");
        for (Found one : found) {
            for (Component component : List.of(Component.AZ, Component.AR)) {
                String residuals = Words.residuals(one.profiles().get(component));
                sentences.add(residuals.isEmpty() ? "" : one.name() + ": " + residuals);
            }
        }
        if (found.get(0).name().equals(FLOWS)
                && found.get(0).profiles().get(Component.AZ).hasBars()) {
            sentences.add(
                    "an error of flows is the scatter between a few parts of the stars, so that it is uncertain itself, and changes from position to position");
        }
        return ProfilePage.ofOwnScales(Words.sentences(sentences), columns);
    }

    private static ProfilePage.Column column(Component component, List<Found> found, Profile floor) {
        List<ProfilePage.Curve> curves = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Profile profile = found.get(i).profiles().get(component);
            String name = found.get(i).name();
            curves.add(new ProfilePage.Curve(
                    profile.hasBars() ? name + ", 1*\u03c3*" : name,
                    profile,
                    i == 0 ? CurveStyle.LEARNED : CurveStyle.OTHERS.get(i - 1)));
        }
        return new ProfilePage.Column(ProfilePage.where(curves.get(0).profile()), curves, floor);
    }

    /** The control's profile of a component, which may have no points. */
    static Profile floor(Component component, Map<Component, Profile> control) {
        return control.getOrDefault(component, new Profile(component, 0, List.of()));
    }
}
