package io.github.localflows.pipeline;

import io.github.localflows.config.Choice;
import io.github.localflows.config.Interval;
import io.github.localflows.config.Shape;
import io.github.localflows.df.GuidingRadius;
import io.github.localflows.df.Measure;
import io.github.localflows.field.BoltzmannInversion;
import io.github.localflows.field.Estimator;
import io.github.localflows.field.Weighting;
import io.github.localflows.galaxy.PartType;
import io.github.localflows.nf.kernel.Activation;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.train.TrainSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** All keys with the shapes of their values; {@code conf/reference.conf} says what they mean. */
public final class Keys {
    // Ranges hold whatever a galaxy may be and a computer may do; beyond them powers of these numbers overflow, or
    // memory does.

    /** A scale of the model galaxy. */
    private static final Shape.Decimal SCALE = decimal(Interval.of(1e-6, 1e5), "kpc");

    /** How far out something is, or how large. */
    private static final Shape.Decimal KPC = decimal(Interval.of(1e-6, 1000), "kpc");

    /** A place above or below the plane. */
    private static final Shape.Decimal HEIGHT = decimal(Interval.of(-1000, 1000), "kpc");

    /** A distance that may be none. */
    private static final Shape.Decimal WIDTH = decimal(Interval.of(0, 1000), "kpc");

    private static final Shape.Decimal KM_S = decimal(Interval.of(1e-3, 1e5), "km/s");
    private static final Shape.Decimal VELOCITY = decimal(Interval.of(-1e5, 1e5), "km/s");
    private static final Shape.Decimal RATE = decimal(Interval.of(1e-15, 10), "");
    private static final Shape SEEDS = new Shape.Whole(1, 100_000_000);
    private static final Shape EPOCHS = new Shape.Whole(1, 1_000_000);
    private static final Shape EPOCHS_OR_NONE = new Shape.Whole(0, 1_000_000);
    private static final Shape FLOWS = new Shape.Whole(1, 10_000);
    private static final Shape POINTS = new Shape.Whole(2, 100_000);
    private static final Shape.Items DATASETS = new Shape.Items(new Shape.Dataset(), 0);

    /** What is added to the distance of two keys that are compared by their last elements alone. */
    private static final int OTHER_GROUP = 2;

    /** The whole configuration. */
    static final Shape.Group ALL = group(keys().with("datasets", new Shape.Items(new Shape.Dataset(), 1))
            .with("seed", new Shape.Whole(Long.MIN_VALUE, Long.MAX_VALUE))
            .with(
                    "potential",
                    keys().with("R0", SCALE)
                            .with("v0", KM_S)
                            .with("parts", new Shape.Items(new Shape.Typed(parts()), 1)))
            .with("actions", keys().with("focalDistance", SCALE))
            .with(
                    "df",
                    keys().with("Rsigma", SCALE)
                            .with("L0", decimal(Interval.of(1e-6, 1e6), "kpc km/s"))
                            .with("guidingRadius", new Shape.Word(Choice.words(GuidingRadius.class)))
                            .with("populations", new Shape.Items(population(), 1)))
            .with(
                    "sample",
                    keys().with("seeds", SEEDS)
                            .with("starsPerSeed", SEEDS)
                            .with("measure", new Shape.Word(Choice.words(Measure.class)))
                            .with("Rmin", KPC)
                            .with("Rmax", KPC)
                            .with("absZmax", KPC)
                            .with("seedsPerFile", SEEDS))
            .with(
                    "perturb",
                    keys().with("fraction", decimal(new Interval(0, true, 1, true), ""))
                            .with("deltaVz", VELOCITY))
            .with("evolve", keys().with("maxEnergyError", decimal(Interval.of(1e-15, 1), "")))
            .with(
                    "train",
                    keys().with("datasets", DATASETS)
                            .with("R0", KPC)
                            .with("halfWidthR", KPC)
                            .with("absZmax", KPC)
                            .with("heldOut", decimal(new Interval(0, false, 1, false), ""))
                            .with("members", FLOWS)
                            .with("parts", FLOWS)
                            .with("radialFeature", new Shape.Word(Choice.words(TrainSettings.RadialFeature.class)))
                            .with("layers", new Shape.Whole(1, 1000))
                            .with("hidden", new Shape.Whole(1, 10_000))
                            .with("blocks", new Shape.Whole(1, 1000))
                            .with("activation", new Shape.Word(Choice.words(Activation.class)))
                            .with("epochs", EPOCHS)
                            .with("batch", new Shape.Whole(1, 100_000_000))
                            .with("learningRate", RATE)
                            .with("schedule", new Shape.Word(Choice.words(TrainSettings.Schedule.class)))
                            .with("averaging", decimal(Interval.of(0, 1e6), "epochs"))
                            .with("patience", EPOCHS_OR_NONE)
                            .with(
                                    "plateau",
                                    keys().with("factor", decimal(new Interval(0, false, 1, false), ""))
                                            .with("patience", EPOCHS_OR_NONE)
                                            .with("threshold", decimal(new Interval(0, true, 1, false), ""))
                                            .with("cooldown", EPOCHS_OR_NONE)
                                            .with("floor", RATE))
                            .with("checkpointEpochs", EPOCHS)
                            .with("placement", new Shape.Word(Choice.words(TrainSettings.Placement.class))))
            .with(
                    "accelerations",
                    keys().with("datasets", DATASETS)
                            .with(
                                    "grid",
                                    keys().with("R", POINTS)
                                            .with("z", POINTS)
                                            .with("Rmin", orAuto(KPC))
                                            .with("Rmax", orAuto(KPC))
                                            .with("zmin", orAuto(HEIGHT))
                                            .with("zmax", orAuto(HEIGHT)))
                            .with(
                                    "profiles",
                                    keys().with("points", POINTS)
                                            .with("R0", orAuto(KPC))
                                            .with("absZmax", orAuto(KPC))
                                            .with("Rmin", orAuto(KPC))
                                            .with("Rmax", orAuto(KPC)))
                            .with(
                                    "velocities",
                                    keys().with("count", new Shape.Whole(BoltzmannInversion.MIN_VELOCITIES, 100_000))
                                            .with("vphi", orAuto(VELOCITY))
                                            .with("dvMin", decimal(Interval.of(0, 1e5), "km/s"))
                                            .with("dvMax", KM_S)
                                            .with(
                                                    "points",
                                                    new Shape.Word(
                                                            Choice.words(AccelerationSettings.VelocityPoints.class))))
                            .with("weighting", new Shape.Word(Choice.words(Weighting.class)))
                            .with("estimator", new Shape.Word(Choice.words(Estimator.class)))
                            .with("edge", WIDTH)
                            .with(
                                    "density",
                                    keys().with("halfWidthR", WIDTH)
                                            .with("halfWidthz", WIDTH)
                                            .with("absZ", orAuto(KPC))))
            .with(
                    "spiral",
                    keys().with("R", orAuto(KPC))
                            .with("vphi", orAuto(VELOCITY))
                            .with("z", POINTS)
                            .with("vz", POINTS)
                            .with("absZmax", orAuto(KPC))
                            .with("absVzmax", KM_S)));

    private Keys() {}

    /** The full names of all keys that have a value of their own. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        collect("", ALL, names);
        return names;
    }

    private static void collect(String path, Shape.Group group, List<String> names) {
        group.required().forEach((key, shape) -> {
            String name = path.isEmpty() ? key : path + "." + key;
            if (shape instanceof Shape.Group inner) {
                collect(name, inner, names);
            } else {
                names.add(name);
            }
        });
    }

    /** The key that an unknown one was most probably meant to be: by its whole name, or by its last element. */
    private static String advice(String unknown) {
        return meant(nearest(unknown, names()));
    }

    /**
     * What to say of an unknown key of an element of a list. When one key is missing it is the one that was meant, whatever it
     * was called: halos have a scale radius of many names.
     */
    private static String adviceWithin(String unknown, List<String> required, List<String> names, Set<String> there) {
        List<String> missing =
                required.stream().filter(name -> !there.contains(name)).toList();
        if (missing.size() == 1) {
            return meant(missing.get(0));
        }
        String nearest = nearest(unknown, missing.isEmpty() ? names : missing);
        return distance(unknown, nearest) <= Math.max(unknown.length(), nearest.length()) / 2
                ? meant(nearest)
                : "the keys here are " + String.join(", ", names);
    }

    private static String meant(String key) {
        return "did you mean " + key + "?";
    }

    private static String nearest(String unknown, Iterable<String> names) {
        String nearest = "";
        int least = Integer.MAX_VALUE;
        for (String name : names) {
            int distance =
                    Math.min(distance(unknown, name), OTHER_GROUP + distance(lastElement(unknown), lastElement(name)));
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    private static String lastElement(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Letters of either case are the same, and so are scaleRadius and scale_radius. */
    private static String plain(String key) {
        return key.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** The distance of Levenshtein (1966) between the plain keys. */
    private static int distance(String first, String second) {
        String a = plain(first);
        String b = plain(second);
        int[] above = new int[b.length() + 1];
        Arrays.setAll(above, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }

    private static Map<String, Shape.Group> parts() {
        Map<String, Shape.Group> parts = new LinkedHashMap<>();
        for (PartType type : PartType.values()) {
            KeyTable keys = keys().with("type", new Shape.Word(List.of(type.key())))
                    .with("share", decimal(Interval.of(1e-12, 1), ""));
            for (String parameter : type.parameters()) {
                // A cusp of slope 3 or more would hold infinite mass.
                keys.with(parameter, parameter.equals("alpha") ? decimal(new Interval(0, true, 3, false), "") : SCALE);
            }
            parts.put(type.key(), element(keys, keys()));
        }
        return parts;
    }

    private static Shape.Group population() {
        Shape dex = decimal(Interval.of(-100, 100), "dex");
        return element(
                keys().with("weight", decimal(Interval.of(1e-12, 1e12), ""))
                        .with("hR", SCALE)
                        .with("sigmaR", KM_S),
                keys().with("feH", dex).with("alphaFe", dex));
    }

    private static Shape.Group group(KeyTable keys) {
        return new Shape.Group(keys.shapes, Map.of(), (unknown, there) -> advice(unknown));
    }

    /** The group of an element of a list, where only the keys of such an element can be meant. */
    private static Shape.Group element(KeyTable required, KeyTable optional) {
        List<String> names = new ArrayList<>(required.shapes.keySet());
        names.addAll(optional.shapes.keySet());
        return new Shape.Group(
                required.shapes,
                optional.shapes,
                (unknown, there) ->
                        adviceWithin(lastElement(unknown), List.copyOf(required.shapes.keySet()), names, there));
    }

    private static Shape.Decimal decimal(Interval range, String unit) {
        return new Shape.Decimal(range, unit);
    }

    private static Shape orAuto(Shape.Decimal decimal) {
        return new Shape.OrAuto(decimal);
    }

    private static KeyTable keys() {
        return new KeyTable();
    }

    /** Keys and shapes in the order they are written down here. */
    private static final class KeyTable {
        private final Map<String, Shape> shapes = new LinkedHashMap<>();

        KeyTable with(String key, Shape shape) {
            shapes.put(key, shape);
            return this;
        }

        KeyTable with(String key, KeyTable keys) {
            return with(key, group(keys));
        }
    }
}
