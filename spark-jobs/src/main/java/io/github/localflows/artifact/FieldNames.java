package io.github.localflows.artifact;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The names of fields: that of the star set that a field is of, or of the control, and what a field along profiles has after it. */
public final class FieldNames {
    /** What the control is called, in place of a star set: the same inversion of the exact distribution function. */
    public static final String CONTROL = "exact-f";

    private static final String PROFILES = "-profiles";

    private static final String UNCORRECTED = "-uncorrected";

    /** What the two ensembles of flows of a set have after its name, where it needs two. */
    private static final List<String> FLOWS = List.of("_positions", "_velocities");

    /** Figure of a manifest: the angular speed of the frame in which the stars are steady, where they say so. */
    public static final String PATTERN_SPEED = "patternSpeedKmSKpc";

    /** Its error. */
    public static final String PATTERN_SPEED_ERROR = "patternSpeedErrorKmSKpc";

    private FieldNames() {}

    /** The name of the field along profiles, beside that on the grid. */
    public static String profiles(String name) {
        return name + PROFILES;
    }

    /** The name of the field of a star set, some of whose stars were not seen, as if all had been. */
    public static String uncorrected(String name) {
        return name + UNCORRECTED;
    }

    /** Whether a field has the name of one along profiles. */
    public static boolean isProfiles(String name) {
        return name.endsWith(PROFILES);
    }

    /** The star set, or control, that a field is of, on the grid or along profiles. */
    public static String source(String name) {
        return isProfiles(name) ? name.substring(0, name.length() - PROFILES.length()) : name;
    }

    /**
     * Whether a star set cannot have a name, for a field or what else is made of a star set has it, or the view of one in {@code sql}, to
     * which upper and lower case, and hyphens and underscores, are the same.
     */
    public static boolean isTaken(String name) {
        String view = sameView(name);
        return view.equals(sameView(CONTROL))
                || view.endsWith(sameView(PROFILES))
                || view.endsWith(sameView(UNCORRECTED))
                || FLOWS.stream().anyMatch(view::endsWith)
                || Arrays.stream(Kind.values()).anyMatch(kind -> kind.isSuffixOf(view) || kind.isViewOfAnother(view));
    }

    private static String sameView(String name) {
        return name.replace('-', '_').toLowerCase(Locale.ROOT);
    }
}
