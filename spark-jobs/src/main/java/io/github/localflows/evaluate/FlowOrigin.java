package io.github.localflows.evaluate;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.UserPath;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.galaxy.ModelSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Which galaxy flows are of: what their manifest says of it, and the rest from the configuration of the run that they lie in.
 *
 * @param where the run, or the flows where they lie in none, for people
 * @param configuration HOCON
 * @param galaxy the keys and values of the manifest that describe the galaxy
 * @param known whether anybody knows the galaxy of the flows' stars; if not, that of the configuration is a model
 * @param outdated what the flows were made from and is another now, in words
 * @param seen the limit that the flows' stars had to pass to be seen, in words; empty where all were
 */
public record FlowOrigin(
        String where,
        String configuration,
        SortedMap<String, String> galaxy,
        boolean known,
        Optional<String> outdated,
        Optional<String> seen) {
    private static final List<String> GALAXY = List.of("potential", "actions", "df");

    /** {@code flows/<data set>/member-NN} lies so many directories below its run. */
    private static final int DEEPEST = 3;

    /** Copies. */
    public FlowOrigin {
        galaxy = new TreeMap<>(galaxy);
    }

    /** Of a directory of flows, or of one flow; empty when nothing says it. */
    public static Optional<FlowOrigin> of(String text, Configuration hadoop) throws IOException {
        UserPath flows = UserPath.of("--flow", text, hadoop);
        Optional<Manifest> nearest = Optional.empty();
        Path path = flows.qualified();
        String last = "";
        for (int up = 0; up <= DEEPEST && path != null; up++) {
            if (nearest.isEmpty()) {
                nearest = Manifest.read(flows.fileSystem(), new Path(path, RunDirectory.MANIFEST));
            }
            RunDirectory run = RunDirectory.at(path.toString(), hadoop);
            if (isRun(run, last) && run.fileSystem().exists(run.configuration())) {
                String configuration = run.readText(run.configuration()) + "\n";
                return Optional.of(of(run.toString(), configuration, nearest, run.outdated(flows.qualified())));
            }
            last = path.getName();
            path = path.getParent();
        }
        return nearest.isEmpty()
                ? Optional.empty()
                : Optional.of(of(flows.qualified().toString(), "", nearest, Optional.empty()));
    }

    private static FlowOrigin of(
            String where, String configuration, Optional<Manifest> manifest, Optional<String> outdated) {
        SortedMap<String, String> galaxy = manifest.map(FlowOrigin::ofGalaxy).orElseGet(TreeMap::new);
        // A manifest of before has no lineage: there were mock stars alone.
        boolean known = manifest.map(
                        there -> there.lineage().isEmpty() || !there.truth().isEmpty())
                .orElse(true);
        Optional<String> seen = manifest.map(Manifest::lineage).map(lineage -> lineage.get(Origin.SEEN));
        return new FlowOrigin(where, configuration + text(galaxy), galaxy, known, outdated, seen);
    }

    /** A configuration that lies above flows that were copied elsewhere is another program's. */
    private static boolean isRun(RunDirectory run, String child) {
        return child.equals(run.flows("any").getParent().getName());
    }

    /** The truth of its stars; a manifest of before has it among the configuration. */
    private static SortedMap<String, String> ofGalaxy(Manifest manifest) {
        if (!manifest.truth().isEmpty()) {
            return manifest.truth();
        }
        SortedMap<String, String> galaxy = new TreeMap<>();
        manifest.configuration().forEach((key, value) -> {
            if (GALAXY.contains(key.split("\\.", 2)[0])) {
                galaxy.put(key, value);
            }
        });
        return galaxy;
    }

    private static String text(SortedMap<String, String> keys) {
        return keys.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** In which keys of the galaxy a configuration differs from the flows' own; empty when in none. */
    public Optional<String> difference(Config config) {
        List<String> lines = new ArrayList<>(StageConfiguration.of(config, GALAXY, List.of())
                .rendered()
                .lines()
                .toList());
        // Without what nothing is computed with, as the truth is kept.
        lines.addAll(ModelSettings.recipe(config).rendered().lines().toList());
        String keys = galaxy.entrySet().stream()
                .filter(entry -> !lines.contains(entry.getKey() + " = " + entry.getValue()))
                .map(entry -> entry.getKey() + " is " + entry.getValue())
                .collect(Collectors.joining("; "));
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys);
    }
}
