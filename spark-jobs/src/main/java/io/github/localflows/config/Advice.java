package io.github.localflows.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which key an unknown one was most probably meant to be. */
final class Advice {
    /** What is added to the distance of two keys that are compared by their last elements alone. */
    private static final int OTHER_GROUP = 2;

    private Advice() {}

    /**
     * The nearest of all keys: by its whole name, or by its last element; and the key outside of all groups that is called like
     * the last element, if there is one: seed for sample.seed.
     */
    static String among(String unknown, List<String> names) {
        String nearest = nearest(unknown, names);
        return meant(names.stream()
                .filter(name -> !name.equals(nearest) && plain(name).equals(plain(lastElement(unknown))))
                .findFirst()
                .map(name -> nearest + ", or " + name)
                .orElse(nearest));
    }

    /**
     * What to say of an unknown key of an element of a list. When one key is missing it is the one that was meant, whatever it
     * was called: halos have a scale radius of many names.
     */
    static String within(String path, List<String> required, List<String> names, Set<String> there) {
        String unknown = lastElement(path);
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

    /** What to say of keys none of which is one that is needed: which of them was probably meant to be. */
    static String instead(Set<String> there, List<String> needed) {
        for (String key : new TreeSet<>(there)) {
            String nearest = nearest(key, needed);
            if (distance(key, nearest) <= nearest.length() / 2) {
                return "; of " + Shown.text(key) + ", " + meant(nearest);
            }
        }
        return "";
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
}
