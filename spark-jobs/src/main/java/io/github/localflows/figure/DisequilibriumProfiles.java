package io.github.localflows.figure;

import io.github.localflows.accuracy.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a disturbance does to accelerations that are found as if there were none, as a figure: az along z at several times after it,
 * side by side on the same axes, each beside the equilibrium's, see {@link ProfilePage}.
 */
public final class DisequilibriumProfiles {
    private DisequilibriumProfiles() {}

    /**
     * One star set.
     *
     * @param timeMyr since the disturbance [Myr]
     * @param az along z
     */
    public record AtTime(int timeMyr, Profile az) {}

    /**
     * The figure.
     *
     * @param disturbed the sets of one disturbance, in any order
     * @param equilibrium of the galaxy before it; empty when there is none
     * @param control of the exact distribution function, of no points when there is none
     */
    public static Figure of(List<AtTime> disturbed, Optional<Profile> equilibrium, Profile control) {
        List<AtTime> inOrder = disturbed.stream()
                .sorted(Comparator.comparingInt(AtTime::timeMyr))
                .toList();
        List<ProfilePage.Column> columns = inOrder.stream()
                .map(set -> new ProfilePage.Column(set.timeMyr() + " Myr", curves(set.az(), equilibrium), control))
                .toList();
        return ProfilePage.ofOneScale(caption(inOrder, equilibrium), columns);
    }

    private static List<ProfilePage.Curve> curves(Profile disturbed, Optional<Profile> equilibrium) {
        List<ProfilePage.Curve> curves = new ArrayList<>();
        curves.add(new ProfilePage.Curve(
                disturbed.hasBars() ? "learned, 1*\u03c3*" : "learned", disturbed, CurveStyle.LEARNED));
        equilibrium.ifPresent(
                profile -> curves.add(new ProfilePage.Curve("equilibrium", profile, CurveStyle.EQUILIBRIUM)));
        return curves;
    }

    private static String caption(List<AtTime> disturbed, Optional<Profile> equilibrium) {
        List<String> sentences = new ArrayList<>();
        sentences.add("vertical accelerations that the flows of the disturbed galaxy have learned, "
                + Words.list(disturbed.stream()
                        .map(set -> Integer.toString(set.timeMyr()))
                        .toList())
                + " Myr after the kick"
                + (equilibrium.isPresent() ? ", beside those of the equilibrium" : ""));
        for (AtTime set : disturbed) {
            String residuals = Words.residuals(set.az());
            sentences.add(residuals.isEmpty() ? "" : "at " + set.timeMyr() + " Myr " + residuals);
        }
        sentences.add(Words.inPaper(4, true));
        return Words.sentences(sentences);
    }
}
