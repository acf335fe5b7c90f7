package io.github.localflows.config;

import java.util.regex.Pattern;

/**
 * Passwords and keys that people write where they do not belong: in the address of a file system, as {@code
 * s3a://KEY:SECRET@bucket}, or as a setting with a name such as {@code secret.key}. They are shown to nobody.
 */
public final class Secrets {
    private static final String HIDDEN = "***";

    /**
     * A user and a password before the host. The password may hold anything but blanks and quotes, slashes too, as the keys of
     * object stores do; what looks like a port is none.
     */
    private static final Pattern PASSWORD = Pattern.compile(
            "(\\b[A-Za-z][A-Za-z0-9+.-]{0,30}:/{1,3})[^\\s\"'`/@:]*:(?!\\d{2,5}/)[^\\s\"'`@]*@(?:[^\\s\"'`/@]*@)*");

    private static final Pattern SETTING = Pattern.compile(
            "(?i)((?:secret|password|passwd|passphrase|token|credential|(?:access|account|api|private)[._-]?key)[\\w.-]{0,200}\\s{0,9}=\\s{0,9})"
                    + "(?:\"[^\"]*\"?|[^\\s\"]+)");

    private Secrets() {}

    /** Whether the address of a file system has a password in it. */
    public static boolean hasPassword(String address) {
        return PASSWORD.matcher(address).find();
    }

    /** What to say of an address that has, after what it is the address of. */
    public static String refusal() {
        return " has a password in its address, which would stand in manifests: leave it out, and give it to the file system by"
                + " settings of its own, as --conf spark.hadoop.fs.s3a.secret.key=SECRET before the command";
    }

    /** A text with stars in place of what is secret in it. */
    static String hidden(String text) {
        String hidden = text.indexOf('@') < 0 ? text : PASSWORD.matcher(text).replaceAll("$1" + HIDDEN + "@");
        return hidden.indexOf('=') < 0 ? hidden : SETTING.matcher(hidden).replaceAll("$1" + HIDDEN);
    }
}
