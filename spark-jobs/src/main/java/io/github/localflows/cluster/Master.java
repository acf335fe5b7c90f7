package io.github.localflows.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the name of Spark's master says. */
public final class Master {
    private static final Pattern LOCAL = Pattern.compile("local(\\[(\\d+|\\*)(,\\s*\\d+)?\\])?");

    private Master() {}

    /** Whether tasks run in the driver's own process. */
    public static boolean isLocal(String master) {
        return LOCAL.matcher(master).matches();
    }

    /** How many threads the driver may compute with: local[N] means N cores, on a cluster the driver has its machine. */
    public static int threads(String master) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches() || "*".equals(local.group(2))) {
            return Runtime.getRuntime().availableProcessors();
        }
        return local.group(2) == null ? 1 : Integer.parseInt(local.group(2));
    }
}
