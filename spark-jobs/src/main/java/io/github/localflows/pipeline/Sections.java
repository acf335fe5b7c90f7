package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Kind;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.galaxy.Baryons;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.galaxy.PotentialSettings;
import io.github.localflows.stage.compare.CompareSettings;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.field.ResolutionSettings;
import io.github.localflows.stage.field.SliceSettings;
import io.github.localflows.stage.field.SpiralSettings;
import io.github.localflows.stage.potential.PotentialFitSettings;
import io.github.localflows.stage.stars.EvolveSettings;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.stage.stars.ObserveSettings;
import io.github.localflows.stage.stars.PerturbSettings;
import io.github.localflows.stage.stars.SampleSettings;
import io.github.localflows.stage.train.TrainSettings;
import io.github.localflows.stage.weakform.WeakFormSettings;
import io.github.localflows.starset.StarSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The sections of a configuration: their keys, which are declared beside the settings that are made of them, the settings,
 * and what is made by them. A new section is registered here, and nowhere else.
 */
final class Sections {
    private static final List<Section> ALL = List.of(
            Section.of("potential", PotentialSettings.KEYS, PotentialSettings::from),
            Section.of("baryons", Baryons.KEYS, Baryons::from),
            Section.of("actions", ModelSettings.ACTIONS, ModelSettings::from),
            Section.of("df", ModelSettings.DF, ModelSettings::from),
            Section.of("sample", SampleSettings.KEYS, SampleSettings::from),
            Section.of("perturb", PerturbSettings.KEYS, PerturbSettings::from),
            Section.of("evolve", EvolveSettings.KEYS, EvolveSettings::from),
            Section.of("observe", ObserveSettings.KEYS, ObserveSettings::from),
            Section.of("train", TrainSettings.KEYS, TrainSettings::from).making(Kind.FLOWS, TrainSettings::recipe),
            Section.of("accelerations", AccelerationSettings.KEYS, AccelerationSettings::from)
                    .making(Kind.ACCELERATIONS, AccelerationSettings::recipe),
            Section.of("weakForm", WeakFormSettings.KEYS, WeakFormSettings::from)
                    .making(Kind.WEAK_FORM, WeakFormSettings::recipe),
            Section.of("potentialFit", PotentialFitSettings.KEYS, PotentialFitSettings::from)
                    .making(Kind.POTENTIAL, PotentialFitSettings::recipe)
                    .making(Kind.COMBINED, PotentialFitSettings::combinedRecipe),
            Section.of("spiral", SpiralSettings.KEYS, SpiralSettings::from)
                    .making(Kind.SPIRALS, SpiralSettings::recipe),
            Section.of("compare", CompareSettings.KEYS, CompareSettings::from)
                    .making(Kind.JEANS, CompareSettings::jeansRecipe)
                    .making(Kind.DF1D, CompareSettings::df1dRecipe),
            Section.of("resolution", ResolutionSettings.KEYS, ResolutionSettings::from)
                    .making(Kind.RESOLUTION, ResolutionSettings::recipe),
            Section.of("slices", SliceSettings.KEYS, SliceSettings::from).making(Kind.SLICES, SliceSettings::recipe));

    /**
     * A section.
     *
     * @param path of its keys
     * @param keys that it has
     * @param settings what is made of them; building it finds keys that do not go together
     * @param recipes of each kind of artifact that depends on it alone, beside its inputs, the part of a configuration that one of
     *     that kind depends on; none for star sets, which have each their own
     */
    private record Section(
            String path,
            KeyGroup keys,
            Function<Config, ?> settings,
            Map<Kind, Function<Config, StageConfiguration>> recipes) {
        static Section of(String path, KeyGroup keys, Function<Config, ?> settings) {
            return new Section(path, keys, settings, Map.of());
        }

        Section making(Kind made, Function<Config, StageConfiguration> recipeOfOne) {
            Map<Kind, Function<Config, StageConfiguration>> all = new EnumMap<>(Kind.class);
            all.putAll(recipes);
            all.put(made, recipeOfOne);
            return new Section(path, keys, settings, all);
        }
    }

    private static final KeyGroup KEYS = keys();

    private Sections() {}

    private static KeyGroup keys() {
        KeyGroup keys = KeyGroup.keys()
                .with("datasets", new Shape.Items(new Shape.SetName(), 1))
                .with("seed", new Shape.Whole(Long.MIN_VALUE, Long.MAX_VALUE))
                .with(
                        "stars",
                        KnownSets.declarations(Map.of(
                                "train", TrainSettings.OWN,
                                "accelerations", AccelerationSettings.OWN,
                                "weakForm", WeakFormSettings.OWN)));
        ALL.forEach(section -> keys.with(section.path(), section.keys()));
        return keys;
    }

    /** The shape of the whole configuration. */
    static Shape.Group whole() {
        return KEYS.whole();
    }

    /** The full names of all keys that have a value of their own. */
    static List<String> names() {
        return KEYS.names("");
    }

    /**
     * Builds all settings, which finds keys that do not go together before anything runs.
     *
     * @throws IllegalArgumentException naming the keys
     */
    static void check(Config config) {
        ALL.forEach(section -> section.settings().apply(config));
        // Realisations have the same keys of their own, and there may be many.
        Map<Config, StarSet> byKeys = new HashMap<>();
        KnownSets.from(config).all().stream()
                .filter(set -> !set.own().isEmpty())
                .forEach(set -> byKeys.putIfAbsent(set.own(), set));
        byKeys.values().stream()
                .sorted(Comparator.comparing(StarSet::name))
                .forEach(set -> checkOwn(set, set.of(config)));
    }

    private static void checkOwn(StarSet set, Config own) {
        try {
            ALL.forEach(section -> section.settings().apply(own));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("stars." + set + ": " + e.getMessage(), e);
        }
    }

    /** Of each kind of artifact but star sets the part of a checked configuration that one depends on. */
    static Map<Kind, StageConfiguration> recipes(Config config) {
        Map<Kind, StageConfiguration> recipes = new EnumMap<>(Kind.class);
        recipes.put(Kind.REALISATIONS, StageConfiguration.OF_INPUTS_ALONE);
        ALL.forEach(section -> section.recipes().forEach((kind, recipe) -> recipes.put(kind, recipe.apply(config))));
        return recipes;
    }
}
