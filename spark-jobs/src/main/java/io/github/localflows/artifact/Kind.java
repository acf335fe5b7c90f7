package io.github.localflows.artifact;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of artifact that a run holds, each in a directory of its own, in the order in which they are made. A new kind of
 * field is registered here: describe, report and {@code sql} then know it.
 */
public enum Kind {
    /** Star sets. */
    STARS(Optional.of(""), "", "a row for each star"),
    /** Ensembles of flows. */
    FLOWS(Optional.empty(), "", "what flows learned of the stars' density"),
    /** Fields of accelerations, by pointwise inversion. */
    ACCELERATIONS(
            Optional.of("accelerations_"), "", "position by position, by inversion of the learned f or the exact one"),
    /** Fields of the potential that keeps the stars steady, by the weak form of the Boltzmann equation. */
    WEAK_FORM(
            Optional.of("weak_form_"),
            "-weak-form",
            "accelerations and density of the potential that moments of the stars give"),
    /** Fields of the potential that is nearest to what flows say. */
    POTENTIAL(
            Optional.of("potential_"),
            "-potential",
            "accelerations and density of the potential that is nearest to what flows say"),
    /** Fields of the potential that flows and the weak form give together. */
    COMBINED(
            Optional.of("combined_"),
            "-combined",
            "accelerations and density of the potential that flows and moments give together"),
    /** Phase spirals. */
    SPIRALS(
            Optional.of("spiral_"),
            "-spiral",
            "the phase spiral: f over the mean of f and its mirror image, in the (z, vz) plane"),
    /** Vertical accelerations by the Jeans equation. */
    JEANS(Optional.of("jeans_"), "-jeans", "the vertical acceleration by the Jeans equation"),
    /** Vertical accelerations by a fit of the distribution of heights and vertical velocities. */
    DF1D(Optional.of("df1d_"), "-df1d", "the vertical acceleration by a fit of f(z, vz)"),
    /** How finely learned accelerations are resolved. */
    RESOLUTION(
            Optional.of("resolution_"), "-resolution", "az near the plane: learned, exact, and the exact one smoothed"),
    /** Slices of learned f. */
    SLICES(Optional.of("slices_"), "-slices", "f in three planes, learned and exact"),
    /** What the profiles of all realisations of a declared set say together. */
    REALISATIONS(
            Optional.of("realisations_"),
            "-realisations",
            "median and 16-84% of the accelerations of all realisations of a set");

    private final Optional<String> viewPrefix;

    /** What its manifest has after the name of the star set, where a stage makes several kinds. */
    private final String suffix;

    private final String description;

    Kind(Optional<String> viewPrefix, String suffix, String description) {
        this.viewPrefix = viewPrefix;
        this.suffix = suffix;
        this.description = description;
    }

    /** What one of this kind holds, for people. */
    public String description() {
        return description;
    }

    /** The name of its directory in a run. */
    public String directory() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind whose directory has a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Kind ofDirectory(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The kinds that are fields of accelerations on a grid, in the columns that all of them have. */
    public static List<Kind> fields() {
        return List.of(ACCELERATIONS, WEAK_FORM, POTENTIAL, COMBINED);
    }

    /** Those of them that are one potential, with the mass that it needs. */
    public static List<Kind> potentials() {
        return List.of(WEAK_FORM, POTENTIAL, COMBINED);
    }

    /** The kinds that are vertical accelerations by a method that flows are compared with. */
    public static List<Kind> compared() {
        return List.of(JEANS, DF1D);
    }

    /** What a report calls a field of this kind: by its star set alone where that is enough. */
    public String fieldName(String name) {
        return this == ACCELERATIONS ? name : directory() + "/" + name;
    }

    /** The view of {@code sql} on one of that kind; empty for what is no table. */
    public Optional<String> view(String name) {
        return viewPrefix.map(prefix -> prefix + name.replace('-', '_'));
    }

    /** Whether a view of this kind, which is not one of star sets, may have a name. */
    boolean isViewOfAnother(String view) {
        return this != STARS && viewPrefix.filter(view::startsWith).isPresent();
    }

    /** Whether a view has the name of one that a manifest would call by the name of a star set and more. */
    boolean isSuffixOf(String view) {
        return !suffix.isEmpty() && view.endsWith(suffix.replace('-', '_'));
    }

    /** What a manifest's artifact is of, by what the manifest calls it: a star set, or the control. */
    public static String set(String inManifest) {
        return Arrays.stream(values())
                .map(kind -> kind.suffix)
                .filter(suffix -> !suffix.isEmpty() && inManifest.endsWith(suffix))
                .findFirst()
                .map(suffix -> inManifest.substring(0, inManifest.length() - suffix.length()))
                .orElse(inManifest);
    }

    /** What the manifest of one calls it. */
    public String inManifest(String name) {
        return name + suffix;
    }
}
