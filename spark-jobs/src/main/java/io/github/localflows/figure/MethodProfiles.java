package io.github.localflows.figure;

import io.github.localflows.accuracy.Profile;
import io.github.localflows.stage.stars.MockName;
import java.util.ArrayList;
import java.util.List;

/**
 * The vertical acceleration by several methods, as a figure: a column for each star set, in it that of the flows, in a band of its
 * error, and the others' with bars of 68%, see {@link ProfilePage}.
 */
public final class MethodProfiles {
    private MethodProfiles() {}

    /**
     * What one method finds.
     *
     * @param name of the method
     * @param az along z
     */
    public record Method(String name, Profile az) {}

    /**
     * One star set.
     *
     * @param name of the set
     * @param flows what its flows give
     * @param others what other methods give, at least one
     */
    public record Stars(String name, Profile flows, List<Method> others) {
        /** Refuses a set with nothing to compare. */
        public Stars {
            others = List.copyOf(others);
            if (others.isEmpty()) {
                throw new IllegalArgumentException(name + " with flows alone: a comparison needs another method.");
            }
        }
    }

    /**
     * The figure, over the heights that other methods speak of.
     *
     * @param sets in their order
     * @param control of the exact distribution function, of no points when there is none
     */
    public static Figure of(List<Stars> sets, Profile control) {
        double from = sets.stream()
                .flatMap(set -> set.others().stream())
                .mapToDouble(method -> method.az().points().get(0).position())
                .min()
                .orElseThrow();
        double to = sets.stream()
                .flatMap(set -> set.others().stream())
                .mapToDouble(method -> {
                    Profile az = method.az();
                    return az.points().get(az.points().size() - 1).position();
                })
                .max()
                .orElseThrow();
        List<ProfilePage.Column> columns =
                sets.stream().map(set -> column(set, control, from, to)).toList();
        return ProfilePage.ofOneScale(caption(sets, columns.stream().anyMatch(ProfilePage.Column::hasFloor)), columns);
    }

    private static ProfilePage.Column column(Stars set, Profile control, double from, double to) {
        List<ProfilePage.Curve> curves = new ArrayList<>();
        curves.add(new ProfilePage.Curve("flows", set.flows().within(z -> z >= from && z <= to), CurveStyle.LEARNED));
        for (int i = 0; i < set.others().size(); i++) {
            Method method = set.others().get(i);
            curves.add(new ProfilePage.Curve(
                    method.name(), method.az(), CurveStyle.OTHERS.get(i % CurveStyle.OTHERS.size())));
        }
        return new ProfilePage.Column(set.name(), curves, control.within(z -> z >= from && z <= to));
    }

    /** @param hasFloor whether the control is drawn */
    private static String caption(List<Stars> sets, boolean hasFloor) {
        List<String> sentences = new ArrayList<>();
        sentences.add("vertical accelerations by flows and by "
                + Words.list(sets.stream()
                        .flatMap(set -> set.others().stream())
                        .map(Method::name)
                        .distinct()
                        .toList())
                + ", for "
                + Words.list(sets.stream().map(Stars::name).toList()) + ", bars 68%");
        for (Stars set : sets) {
            List<Method> methods = new ArrayList<>(List.of(new Method("flows", set.flows())));
            methods.addAll(set.others());
            for (Method method : methods) {
                String residuals = Words.residuals(method.az());
                sentences.add(residuals.isEmpty() ? "" : method.name() + " on " + set.name() + ": " + residuals);
            }
        }
        if (hasFloor) {
            sentences.add("the floor is that of the flows: the same inversion of the exact f");
        }
        sentences.add(Words.inPaper(
                6, sets.stream().anyMatch(set -> MockName.find(set.name()).isPresent())));
        return Words.sentences(sentences);
    }
}
