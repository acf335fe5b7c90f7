package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Shape;
import io.github.localflows.config.UserError;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.StarSets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The star sets that a configuration can ask for, by all makers of star sets. A new maker is registered here, after those whose
 * sets it makes others from.
 */
public final class KnownSets {
    private static final List<Maker> MAKERS = List.of(
            new Maker(Map.of(), MockStars::named, MakeStars::mocks),
            new Maker(IngestSource.DECLARATIONS, IngestSource::named, IngestStars::run),
            new Maker(Map.of(SelectedSet.KEY, SelectedSet.KEYS), SelectedSet::named, SelectStars::run),
            new Maker(Map.of(ObservedSet.KEY, ObservedSet.KEYS), ObservedSet::named, ObserveStars::run),
            new Maker(Map.of(SplitSet.KEY, SplitSet.KEYS), SplitSet::named, SplitVelocities::run),
            new Maker(Map.of(BarredSet.KEY, BarredSet.KEYS), BarredSet::named, GrowBar::run));

    /**
     * A maker of star sets.
     *
     * @param declarations the keys of a set that a configuration declares for it, by the one that only it has
     * @param names gives the set of a name, if this maker makes sets of that name
     * @param stage makes those of a job's sets that are its own and not there
     */
    private record Maker(Map<String, KeyGroup> declarations, Names names, Stage stage) {
        /** Whether the sets of this maker have names of their own, or the name is declared by a key that is this maker's. */
        boolean isMeant(String name, Config config) {
            return declarations.isEmpty()
                    || SetNames.declaration(name, config)
                            .filter(declared -> declarations.keySet().stream().anyMatch(declared.keys()::hasPath))
                            .isPresent();
        }
    }

    /** Gives the set of a name. */
    @FunctionalInterface
    private interface Names {
        Optional<StarSet> named(String name, Config config);
    }

    /** Makes sets. */
    @FunctionalInterface
    private interface Stage {
        List<StageOutcome> run(Job job) throws IOException;
    }

    private KnownSets() {}

    /**
     * What a configuration may declare under {@code stars}.
     *
     * @param own the keys, by their section, that a declared set may have values of its own of
     */
    public static Shape declarations(Map<String, KeyGroup> own) {
        Map<String, Shape.Group> all = new TreeMap<>();
        for (Maker maker : MAKERS) {
            maker.declarations()
                    .forEach((key, keys) -> all.put(key, keys.andMayHave(own).element()));
        }
        return new Shape.Sets(all);
    }

    /**
     * The star sets that a checked configuration asks for.
     *
     * @throws IllegalArgumentException when nobody makes a set of some name, or one is declared that cannot be made, or under a
     *     name that means something else
     */
    public static StarSets from(Config config) {
        for (String name : config.getObject("stars").keySet()) {
            if (MockName.find(name).isPresent()) {
                throw new IllegalArgumentException("stars." + name + " is declared, but " + name
                        + " is the name of a set of mock stars: choose another");
            }
            if (FieldNames.isTaken(name)) {
                throw new IllegalArgumentException(
                        "stars." + name
                                + " is declared, but such a name is that of a field or a spiral, or of its view in sql: choose another");
            }
            // Also of a set that nothing is made of, which is as wrong as one that something is; realisations are
            // alike.
            SetNames.standsFor(name, config).stream().findFirst().ifPresent(one -> named(one, config));
        }
        return StarSets.of(SetNames.from(config), name -> named(name, config));
    }

    /** The star sets that a checked configuration declares and does not ask for, nor for anything made from them. */
    public static List<String> unasked(Config config) {
        Set<String> asked = from(config).all().stream().map(StarSet::name).collect(Collectors.toSet());
        return config.getObject("stars").keySet().stream()
                .filter(name -> SetNames.standsFor(name, config).stream().noneMatch(asked::contains))
                .sorted()
                .toList();
    }

    /** The star set of a name, whether the configuration asks for it or not; empty when nobody makes one of that name. */
    public static Optional<StarSet> find(String name, Config config) {
        return MAKERS.stream()
                .filter(maker -> maker.isMeant(name, config))
                .flatMap(maker -> maker.names().named(name, config).stream())
                .map(set -> set.with(SetNames.own(name, config)))
                .findFirst();
    }

    private static StarSet named(String name, Config config) {
        return find(name, config)
                .orElseThrow(() -> new IllegalArgumentException("there is no star set " + name + ", which datasets, or"
                        + " what is made from it, names: it must be " + MockName.FORMS + ", or be declared as stars."
                        + name));
    }

    /**
     * Refuses, before any star is made, sets that can be seen to lack what is needed of them: tables whose columns are not those of stars, and
     * sets without azimuths.
     *
     * @param azimuths of the sets whose azimuths are needed, the key and value that need them
     * @throws UserError when one does
     */
    public static void checkAhead(Job job, Map<String, String> azimuths) throws IOException {
        azimuths.forEach((name, key) -> {
            StarSet set = job.stars().get(name);
            // Tables may have azimuths, and stars among which a bar grows do.
            if (!set.stage().equals(IngestStars.STAGE) && !set.stage().equals(GrowBar.STAGE)) {
                throw new UserError("stars/" + set + " has no azimuths, which " + key
                        + " needs: set the key to 0 for it, or name a set in its place that has them");
            }
        });
        IngestStars.checkAhead(job, azimuths);
    }

    /** Makes the star sets that a job asks for, and those that they are made from, unless they are there. */
    public static List<StageOutcome> make(Job job) throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (Maker maker : MAKERS) {
            outcomes.addAll(maker.stage().run(job));
        }
        return outcomes;
    }
}
