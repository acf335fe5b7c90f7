package io.github.localflows.figure;

import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What errors of measurement do to accelerations, as a figure: the median of the profiles of all realisations of an observation in a
 * band of 68% of them, and beside it, as points, the profiles of the same stars otherwise seen: without errors, or without the radial
 * velocities of some; see {@link ProfilePage}.
 */
public final class ErrorProfiles {
    /** As many as can be told apart. */
    static final int MOST_OTHERS = CurveStyle.POINTS.size();

    private ErrorProfiles() {}

    /**
     * What realisations say together.
     *
     * @param name of the declared set
     * @param count how many realisations there are
     * @param profiles of each component their median, its bars 68% of them
     */
    public record Realisations(String name, int count, Map<Component, Profile> profiles) {}

    /**
     * Another star set.
     *
     * @param name of the set
     * @param profiles of each component what was found
     */
    public record Other(String name, Map<Component, Profile> profiles) {}

    /**
     * The figure.
     *
     * @param others the sets to show as points, in their order, at most {@link #MOST_OTHERS}
     * @param control the profiles of the exact distribution function; of no components when there is no control
     */
    public static Figure of(Realisations realisations, List<Other> others, Map<Component, Profile> control) {
        List<ProfilePage.Column> columns = Stream.of(Component.AZ, Component.AR)
                .map(component -> column(realisations, others, component, control))
                .toList();
        return ProfilePage.ofOwnScales(caption(realisations, others), columns);
    }

    private static ProfilePage.Column column(
            Realisations realisations, List<Other> others, Component component, Map<Component, Profile> control) {
        Profile median = realisations.profiles().get(component);
        List<ProfilePage.Curve> curves = new ArrayList<>();
        curves.add(new ProfilePage.Curve("median, 16\u201384%", median, CurveStyle.LEARNED));
        for (int i = 0; i < others.size(); i++) {
            curves.add(new ProfilePage.Curve(
                    others.get(i).name(), others.get(i).profiles().get(component), CurveStyle.POINTS.get(i)));
        }
        return new ProfilePage.Column(
                ProfilePage.where(median), curves, AccelerationProfiles.floor(component, control));
    }

    private static String caption(Realisations realisations, List<Other> others) {
        List<String> sentences = new ArrayList<>();
        sentences.add("accelerations with errors of measurement: the median of " + realisations.count()
                + " realisations of " + realisations.name() + " and the band of 16 to 84% of them"
                + (others.isEmpty()
                        ? ""
                        : "; as points "
                                + Words.list(others.stream().map(Other::name).toList())));
        for (Component component : List.of(Component.AZ, Component.AR)) {
            Profile profile = realisations.profiles().get(component);
            String residuals = Words.residuals(profile);
            double within = profile.judged().withinBar();
            sentences.add(
                    residuals.isEmpty() || Double.isNaN(within)
                            ? residuals
                            : residuals + "; the band holds the exact value at " + Words.percent(within)
                                    + " of the positions");
        }
        for (Other other : others) {
            String residuals = Words.residuals(other.profiles().get(Component.AZ));
            sentences.add(residuals.isEmpty() ? "" : "points of " + other.name() + ": " + residuals);
        }
        sentences.add(Words.inPaper(3, realisations.profiles().get(Component.AZ).hasTruth()));
        return Words.sentences(sentences);
    }
}
