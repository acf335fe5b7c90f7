package io.github.localflows.report;

/**
 * A key of a run's configuration whose value is not the default.
 *
 * @param key its name
 * @param value as {@code config.conf} has it
 * @param defaultValue as the reference has it; null of a key that it does not list, such as those of a declared star set
 */
public record ChangedKey(String key, String value, String defaultValue) {
    /** The same in a line. */
    public String inWords() {
        return key + " = " + value + (defaultValue == null ? "" : " (" + defaultValue + ")");
    }
}
