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
    STARS(Optional.of(""), ""),
    /** Ensembles of flows. */
    FLOWS(Optional.empty(), ""),
    /** Fields of accelerations, by pointwise inversion. */
    ACCELERATIONS(Optional.of("accelerations_"), ""),
    /** Fields of the potential that keeps the stars steady, by the weak form of the Boltzmann equation. */
    WEAK_FORM(Optional.of("weak_form_"), "-weak-form"),
    /** Fields of the potential that is nearest to what flows say. */
    POTENTIAL(Optional.of("potential_"), "-potential"),
    /** Fields of the potential that flows and the weak form give together. */
    COMBINED(Optional.of("combined_"), "-combined"),
    /** Phase spirals. */
    SPIRALS(Optional.of("spiral_"), "-spiral"),
    /** Vertical accelerations by the Jeans equation. */
    JEANS(Optional.of("jeans_"), "-jeans"),
    /** Vertical accelerations by a fit of the distribution of heights and vertical velocities. */
    DF1D(Optional.of("df1d_"), "-df1d"),
    /** How finely learned accelerations are resolved. */
    RESOLUTION(Optional.of("resolution_"), "-resolution"),
    /** Slices of learned f. */
    SLICES(Optional.of("slices_"), "-slices"),
    /** What the profiles of all realisations of a declared set say together. */
    REALISATIONS(Optional.of("realisations_"), "-realisations");

    private final Optional<String> viewPrefix;

    /** What its manifest has after the name of the star set, where a stage makes several kinds. */
    private final String suffix;

    Kind(Optional<String> viewPrefix, String suffix) {
        this.viewPrefix = viewPrefix;
        this.suffix = suffix;
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
