package io.github.localflows.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.io.Serializable;

/**
 * A number that a configuration gives, or leaves to what it follows from ({@code auto}) where that is known only later, as the
 * mean rotation of stars is.
 *
 * @param given the number; NaN for {@code auto}
 */
public record AutoNumber(double given) implements Serializable {
    private static final long serialVersionUID = 1;

    /** What a configuration says for a number that follows from something else. */
    public static final String WORD = "auto";

    /** Whether a value of a resolved configuration is, or was, {@code auto}: the origin of a number that follows says so. */
    public static boolean follows(ConfigValue value) {
        return value.origin().description().equals(WORD) || WORD.equals(value.unwrapped());
    }

    /** The number of a key of a checked configuration. */
    public static AutoNumber of(Config config, String key) {
        return new AutoNumber(WORD.equals(config.getValue(key).unwrapped()) ? Double.NaN : config.getDouble(key));
    }

    /** Whether the configuration gives the number. */
    public boolean isGiven() {
        return !Double.isNaN(given);
    }

    /** The number that was given, or else what it follows from. */
    public double orElse(double followed) {
        return Double.isNaN(given) ? followed : given;
    }
}
