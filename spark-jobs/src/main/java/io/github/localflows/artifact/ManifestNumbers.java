package io.github.localflows.artifact;

import io.github.localflows.config.UserError;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** Numbers of a manifest: those of the configuration that an artifact was made with, and its figures. */
public final class ManifestNumbers {
    private ManifestNumbers() {}

    /** A number of the configuration that a data set was made with, as its manifest has it. */
    public static double setting(Path directory, Manifest manifest, String key) {
        try {
            return Double.parseDouble(manifest.configuration().getOrDefault(key, "absent"));
        } catch (NumberFormatException e) {
            throw new UserError(
                    "the manifest in " + directory + " says nothing of " + key + " (" + e.getMessage()
                            + "): put the one back that was there, or move the directory away and run `"
                            + manifest.stage() + "` again",
                    e);
        }
    }

    /** Adds a figure, unless it is not finite: JSON has no such numbers. */
    public static void put(Map<String, Double> figures, String name, double value) {
        if (Double.isFinite(value)) {
            figures.put(name, value);
        }
    }
}
