package io.github.localflows.config;

import io.github.localflows.acceleration.BoltzmannInversion;
import io.github.localflows.acceleration.Estimator;
import io.github.localflows.acceleration.Weighting;
import io.github.localflows.df.GuidingRadius;
import io.github.localflows.df.Measure;
import io.github.localflows.flow.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** All keys with the shapes of their values; {@code conf/reference.conf} says what they mean. */
final class Keys {
    private static final Shape.Decimal KPC = positive("kpc");
    private static final Shape.Decimal KM_S = positive("km/s");
    private static final Shape.Decimal NUMBER = positive("");
    private static final Shape COUNT = Shape.Whole.atLeast(1);
    private static final Shape.Items DATASETS = new Shape.Items(new Shape.Dataset(), 0);

    /** What is added to the distance of two keys that are compared by their last elements alone. */
    private static final int OTHER_GROUP = 2;

    /** The whole configuration. */
    static final Shape.Group ALL = group(keys().with("datasets", new Shape.Items(new Shape.Dataset(), 1))
            .with("seed", new Shape.Whole(Long.MIN_VALUE, Long.MAX_VALUE))
            .with(
                    "potential",
                    keys().with("R0", KPC).with("v0", KM_S).with("parts", new Shape.Items(new Shape.Typed(parts()), 1)))
            .with("actions", keys().with("focalDistance", KPC))
            .with(
                    "df",
                    keys().with("Rsigma", KPC)
                            .with("L0", positive("kpc km/s"))
                            .with("guidingRadius", new Shape.Word(Choice.words(GuidingRadius.class)))
                            .with("populations", new Shape.Items(population(), 1)))
            .with(
                    "sample",
                    keys().with("seeds", COUNT)
                            .with("starsPerSeed", COUNT)
                            .with("measure", new Shape.Word(Choice.words(Measure.class)))
                            .with("Rmin", KPC)
                            .with("Rmax", KPC)
                            .with("absZmax", KPC)
                            .with("seedsPerFile", COUNT))
            .with(
                    "perturb",
                    keys().with("fraction", decimal(new Interval(0, true, 1, true), ""))
                            .with("deltaVz", decimal(Interval.FINITE, "km/s")))
            .with("evolve", keys().with("maxEnergyError", NUMBER))
            .with(
                    "train",
                    keys().with("datasets", DATASETS)
                            .with("R0", KPC)
                            .with("halfWidthR", KPC)
                            .with("absZmax", KPC)
                            .with("heldOut", decimal(new Interval(0, false, 1, false), ""))
                            .with("members", COUNT)
                            .with("parts", COUNT)
                            .with("radialFeature", new Shape.Word(Choice.words(TrainSettings.RadialFeature.class)))
                            .with("layers", COUNT)
                            .with("hidden", COUNT)
                            .with("blocks", COUNT)
                            .with("activation", new Shape.Word(Choice.words(Activation.class)))
                            .with("epochs", COUNT)
                            .with("batch", COUNT)
                            .with("learningRate", NUMBER)
                            .with("schedule", new Shape.Word(Choice.words(TrainSettings.Schedule.class)))
                            .with("averaging", decimal(Interval.atLeast(0), "epochs"))
                            .with("patience", Shape.Whole.atLeast(0))
                            .with(
                                    "plateau",
                                    keys().with("factor", decimal(new Interval(0, false, 1, false), ""))
                                            .with("patience", Shape.Whole.atLeast(0))
                                            .with("threshold", decimal(new Interval(0, true, 1, false), ""))
                                            .with("cooldown", Shape.Whole.atLeast(0))
                                            .with("floor", NUMBER))
                            .with("checkpointEpochs", COUNT)
                            .with("placement", new Shape.Word(Choice.words(TrainSettings.Placement.class))))
            .with(
                    "accelerations",
                    keys().with("datasets", DATASETS)
                            .with(
                                    "grid",
                                    keys().with("R", Shape.Whole.atLeast(2))
                                            .with("z", Shape.Whole.atLeast(2))
                                            .with("Rmin", orAuto(KPC))
                                            .with("Rmax", orAuto(KPC))
                                            .with("zmin", orAuto(decimal(Interval.FINITE, "kpc")))
                                            .with("zmax", orAuto(decimal(Interval.FINITE, "kpc"))))
                            .with(
                                    "profiles",
                                    keys().with("points", Shape.Whole.atLeast(2))
                                            .with("R0", orAuto(KPC))
                                            .with("absZmax", orAuto(KPC))
                                            .with("Rmin", orAuto(KPC))
                                            .with("Rmax", orAuto(KPC)))
                            .with(
                                    "velocities",
                                    keys().with("count", Shape.Whole.atLeast(BoltzmannInversion.MIN_VELOCITIES))
                                            .with("vphi", orAuto(decimal(Interval.FINITE, "km/s")))
                                            .with("dvMin", decimal(Interval.atLeast(0), "km/s"))
                                            .with("dvMax", KM_S)
                                            .with(
                                                    "points",
                                                    new Shape.Word(
                                                            Choice.words(AccelerationSettings.VelocityPoints.class))))
                            .with("weighting", new Shape.Word(Choice.words(Weighting.class)))
                            .with("estimator", new Shape.Word(Choice.words(Estimator.class)))
                            .with("edge", decimal(Interval.atLeast(0), "kpc"))
                            .with(
                                    "density",
                                    keys().with("halfWidthR", decimal(Interval.atLeast(0), "kpc"))
                                            .with("halfWidthz", decimal(Interval.atLeast(0), "kpc"))
                                            .with("absZ", orAuto(KPC))))
            .with(
                    "spiral",
                    keys().with("R", orAuto(KPC))
                            .with("vphi", orAuto(decimal(Interval.FINITE, "km/s")))
                            .with("z", Shape.Whole.atLeast(2))
                            .with("vz", Shape.Whole.atLeast(2))
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
            KeyTable keys =
                    keys().with("type", new Shape.Word(List.of(type.key()))).with("share", NUMBER);
            for (String parameter : type.parameters()) {
                // A cusp of slope 3 or more would hold infinite mass.
                keys.with(parameter, parameter.equals("alpha") ? decimal(new Interval(0, true, 3, false), "") : KPC);
            }
            parts.put(type.key(), element(keys, keys()));
        }
        return parts;
    }

    private static Shape.Group population() {
        Shape dex = decimal(Interval.FINITE, "dex");
        return element(
                keys().with("weight", NUMBER).with("hR", KPC).with("sigmaR", KM_S),
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

    private static Shape.Decimal positive(String unit) {
        return decimal(Interval.POSITIVE, unit);
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
