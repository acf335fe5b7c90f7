package io.github.localflows.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Enumerations as a configuration writes them: in lower case, with hyphens. */
public final class Choice {
    private Choice() {}

    /** The words of an enumeration. */
    public static <E extends Enum<E>> List<String> words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Choice::word).toList();
    }

    /** The word of a constant. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constant of a word that has been checked. */
    public static <E extends Enum<E>> E of(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
