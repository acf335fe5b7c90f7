package io.github.localflows.artifact;

import io.github.localflows.config.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An artifact that is made of others, its members, as an ensemble is of flows: each has a directory in its own, and a manifest.
 */
public final class Members {
    /** Where its manifest has the number of its members, among the figures. */
    private static final String COUNT = "members";

    /** No ensemble has more. */
    private static final int MOST = 1 << 20;

    private Members() {}

    /** How many members there are. */
    public static int count(Manifest manifest) {
        return manifest.figures().get(COUNT).intValue();
    }

    /** Whether a manifest is that of members, which have manifests of their own. */
    public static boolean are(Manifest manifest) {
        return manifest.figures().containsKey(COUNT);
    }

    /** In what the flows of an ensemble differ from their manifests; empty when all are whole. */
    public static Optional<Contents.Damage> damage(
            FileSystem fileSystem, Contents contents, Path directory, Manifest ensemble) throws IOException {
        double members = ensemble.figures().get(COUNT);
        if (!(members >= 1 && members <= MOST && members == Math.rint(members))) {
            return Optional.of(new Contents.Damage("its manifest says that it is of " + members + " flows", false));
        }
        List<String> found = new ArrayList<>();
        List<String> checksums = new ArrayList<>();
        boolean foreign = false;
        for (int member = 0; member < members; member++) {
            String name = RunDirectory.memberName(member);
            Path path = new Path(directory, name);
            Optional<Manifest> manifest;
            try {
                manifest = Manifest.in(fileSystem, path);
            } catch (UserError e) {
                found.add(name + ": its " + RunDirectory.MANIFEST + " cannot be read");
                continue;
            }
            if (manifest.isEmpty()) {
                found.add(name + " is missing or unfinished");
                continue;
            }
            String dataset = manifest.get().dataset();
            if (!dataset.equals(ensemble.dataset() + "/" + name)) {
                found.add(name + ": its manifest is that of " + dataset + " of `"
                        + manifest.get().stage() + "`");
                continue;
            }
            checksums.add(manifest.get().checksum());
            Optional<Contents.Damage> damage = contents.damage(path, manifest.get());
            if (damage.isPresent()) {
                found.add(name + ": " + damage.get().what());
                foreign |= damage.get().foreign();
            }
        }
        if (found.isEmpty() && !checksum(checksums).equals(ensemble.checksum())) {
            found.add("its flows are not those that it was finished with, or not in their order");
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Contents.Damage(
                        found.size() + " of " + (int) members + " flows (first: " + found.get(0) + ")", foreign));
    }

    /** One checksum of the members' checksums. */
    public static String checksum(List<String> checksums) {
        return Sha256.of(String.join("\n", checksums).getBytes(StandardCharsets.US_ASCII));
    }
}
