package io.github.localflows.starset;

import io.github.localflows.config.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Several measurements of the same stars, with errors of several sizes, from which what the stars say is extrapolated to no errors (simulation and
 * extrapolation, SIMEX; Cook and Stefanski 1994). A mean over the stars is a polynomial of the errors' variance through the sizes that there are; at 0 it
 * is a sum of the means, each times a factor. So it is of each star's own contribution, whose scatter is then that of the extrapolated
 * mean.
 *
 * @param parts the sets, of which the first has the errors that were measured with
 */
public record Extrapolation(List<Part> parts) {
    /**
     * A set.
     *
     * @param factor by which its stars count; those of all sets add up to 1
     */
    public record Part(StarSet set, double factor) {}

    /** So many measurements of a star are added up together. */
    private static final int MOST = 256;

    /** Copies. */
    public Extrapolation {
        parts = List.copyOf(parts);
    }

    /** Of a set alone, as it is. */
    public static Extrapolation none(StarSet set) {
        return new Extrapolation(List.of(new Part(set, 1)));
    }

    /**
     * Of a set and those of others that are the same stars with more errors.
     *
     * @param others sets with {@link AddedErrors}, those to other sets among them
     * @throws UserError when one of the others has no added errors
     */
    public static Extrapolation of(StarSet set, List<StarSet> others) {
        SortedMap<Double, List<StarSet>> byVariance = new TreeMap<>();
        byVariance.put(1.0, List.of(set));
        for (StarSet other : others) {
            AddedErrors added = added(other);
            if (added.to().equals(set.name())) {
                byVariance
                        .computeIfAbsent(1 + added.variance(), variance -> new ArrayList<>())
                        .add(other);
            }
        }
        List<Part> parts = new ArrayList<>();
        byVariance.forEach((variance, sets) -> {
            double factor = 1;
            for (double another : byVariance.keySet()) {
                factor *= another == variance ? 1 : another / (another - variance);
            }
            for (StarSet one : sets) {
                parts.add(new Part(one, factor / sets.size()));
            }
        });
        if (parts.size() > MOST) {
            throw new UserError("stars/" + set + " would be extrapolated from " + (parts.size() - 1)
                    + " sets with more errors: give at most " + (MOST - 1));
        }
        return new Extrapolation(parts);
    }

    /**
     * What errors a set's stars have beside their own.
     *
     * @throws UserError when they have none
     */
    public static AddedErrors added(StarSet set) {
        return set.known()
                .added()
                .orElseThrow(() -> new UserError("stars/" + set
                        + " is no set that errors were added to: name those that" + " stars.NAME.scattered declares"));
    }

    /** The set whose errors are those that were measured with. */
    public StarSet measured() {
        return parts.get(0).set();
    }

    /** The other sets. */
    public List<StarSet> others() {
        return parts.stream().skip(1).map(Part::set).toList();
    }
}
