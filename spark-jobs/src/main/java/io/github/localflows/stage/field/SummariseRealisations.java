package io.github.localflows.stage.field;

import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import io.github.localflows.accuracy.ProfilePoint;
import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.field.Spread;
import io.github.localflows.stage.Job;
import io.github.localflows.stage.field.AccelerationSettings.FieldType;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import io.github.localflows.table.AccelerationTable;
import io.github.localflows.table.Nulls;
import io.github.localflows.table.RealisationTable;
import io.github.localflows.table.RowFile;
import io.github.localflows.table.SmallTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What the profiles of all realisations of a declared star set say together: medians, and where 68% of them lie. It is the last
 * part of the stage {@code accelerations}, and depends on the tables of the profiles alone.
 */
final class SummariseRealisations {
    private SummariseRealisations() {}

    /** Makes the tables that are not there, of all declared sets that stand for more than one and have profiles. */
    static List<StageOutcome> run(Job job) throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (String declared : job.config().getStringList("accelerations.datasets")) {
            List<String> names = SetNames.standsFor(declared, job.config());
            if (names.size() > 1 && hasProfiles(job, job.stars().get(names.get(0)))) {
                outcomes.add(run(job, declared, names));
            }
        }
        return outcomes;
    }

    /** All realisations have the same keys. */
    private static boolean hasProfiles(Job job, StarSet set) {
        return AccelerationSettings.from(set.of(job.config())).fields().contains(FieldType.PROFILES);
    }

    private static StageOutcome run(Job job, String declared, List<String> names) throws IOException {
        List<Path> profiles =
                names.stream().map(job.run()::accelerationProfiles).toList();
        Map<String, String> inputs = new TreeMap<>();
        for (Path path : profiles) {
            Manifest manifest = job.run().required(path, AccelerationSettings.STAGE);
            inputs.put(Kind.ACCELERATIONS.directory() + "/" + path.getName(), manifest.checksum());
        }
        Recipe recipe = Recipe.of(
                AccelerationSettings.STAGE,
                Kind.REALISATIONS.inManifest(declared),
                StageConfiguration.OF_INPUTS_ALONE,
                inputs);
        Artifact artifact = new Artifact(job.run(), job.run().of(Kind.REALISATIONS, declared), recipe, "positions");
        // It is made of others in seconds: when there are more of them, it follows without being asked.
        return artifact.make(true, pending -> made(job, profiles, pending));
    }

    private static Made made(Job job, List<Path> profiles, PendingDirectory pending) throws IOException {
        long start = System.nanoTime();
        List<SmallTable> tables = new ArrayList<>();
        for (Path path : profiles) {
            tables.add(SmallTable.read(job.spark(), job.run(), path));
        }
        List<Summary> summaries = summaries(tables);
        List<Row> rows = summaries.stream().map(Summary::row).toList();
        ContentChecksum checksum =
                RowFile.write(job.spark(), pending, "realisations.parquet", rows, RealisationTable.SCHEMA);
        Map<String, Double> figures = new TreeMap<>(Map.of(RealisationTable.COUNT, (double) profiles.size()));
        for (Component component : Component.values()) {
            Profile judged = profile(summaries, component).judged();
            ManifestNumbers.put(figures, component.symbol() + "WithinBar", judged.withinBar());
            ManifestNumbers.put(figures, component.symbol() + "MedianAbsResidual", judged.medianAbsResidual());
            ManifestNumbers.put(figures, component.symbol() + "MedianResidual", judged.medianResidual());
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        return new Made(
                job.run().required(profiles.get(0), AccelerationSettings.STAGE).origin(),
                rows.size(),
                checksum.hex(),
                new Made.Times(seconds, seconds),
                figures);
    }

    /**
     * What is found at one position.
     *
     * @param profile the coordinate that runs
     * @param R radius [kpc]
     * @param z height [kpc]
     * @param found of each component where the realisations' values lie [pc/Myr^2]
     * @param exact of each component what is true [pc/Myr^2]; NaN where nobody knows it
     * @param solved how many realisations have an acceleration
     */
    private record Summary(
            String profile,
            double R,
            double z,
            Map<Component, Spread> found,
            Map<Component, Double> exact,
            int solved) {
        Row row() {
            List<Object> values = new ArrayList<>(List.of(profile, R, z));
            for (Component component : Component.values()) {
                values.add(Nulls.orNull(found.get(component).median()));
                values.add(Nulls.orNull(found.get(component).low()));
                values.add(Nulls.orNull(found.get(component).high()));
                values.add(Nulls.orNull(exact.get(component)));
            }
            values.add(solved);
            return RowFactory.create(values.toArray());
        }

        ProfilePoint point(Component component) {
            Spread spread = found.get(component);
            return new ProfilePoint(
                    component == Component.AZ ? z : R,
                    spread.median(),
                    spread.low(),
                    spread.high(),
                    exact.get(component));
        }
    }

    /** The positions are those of any of the tables: all were made with the same keys. */
    private static List<Summary> summaries(List<SmallTable> tables) {
        SmallTable first = tables.get(0);
        int profile = first.column(AccelerationTable.PROFILE);
        int R = first.column("R");
        int z = first.column("z");
        int reason = first.column("reason");
        List<Summary> summaries = new ArrayList<>();
        for (int i = 0; i < first.rows().size(); i++) {
            int position = i;
            List<Row> here =
                    tables.stream().map(table -> table.rows().get(position)).toList();
            Map<Component, Spread> found = new EnumMap<>(Component.class);
            Map<Component, Double> exact = new EnumMap<>(Component.class);
            for (Component component : Component.values()) {
                int value = first.column(component.symbol());
                found.put(
                        component,
                        Spread.of(here.stream()
                                .mapToDouble(row -> Nulls.orNaN(row, value))
                                .toArray()));
                exact.put(component, Nulls.orNaN(here.get(0), first.column(component.symbol() + "_exact")));
            }
            int solved = (int) here.stream().filter(row -> row.isNullAt(reason)).count();
            Row any = here.get(0);
            summaries.add(
                    new Summary(any.getString(profile), any.getDouble(R), any.getDouble(z), found, exact, solved));
        }
        return summaries;
    }

    private static Profile profile(List<Summary> summaries, Component component) {
        List<Summary> along = summaries.stream()
                .filter(summary -> summary.profile().equals(component.along()))
                .toList();
        double at = component == Component.AZ ? along.get(0).R() : along.get(0).z();
        return new Profile(
                component,
                at,
                along.stream().map(summary -> summary.point(component)).toList());
    }
}
