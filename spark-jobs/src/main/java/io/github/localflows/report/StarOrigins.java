package io.github.localflows.report;

import io.github.localflows.accuracy.Zone;
import io.github.localflows.artifact.InputName;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.Choice;
import io.github.localflows.config.Shown;
import io.github.localflows.stage.stars.MockName;
import io.github.localflows.stage.stars.TableFigures;
import io.github.localflows.stage.train.TrainSettings;
import io.github.localflows.starset.Density;
import io.github.localflows.starset.Filling;
import io.github.localflows.starset.SetNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/** Reads what the star sets of a run are made from, and says it in words. */
final class StarOrigins {
    private static final String UNKNOWN = "-";

    /** The stages whose stars are where they were drawn: a kick changes velocities alone. */
    private static final List<String> IN_PLACE = List.of("sample", "perturb");

    /** Of the keys that a set of mock stars depends on those that say how its own stage made it. */
    private static final Map<String, List<String>> OF_STAGE =
            Map.of("sample", List.of("sample.seeds", "sample.starsPerSeed"), "perturb", List.of("perturb."));

    private StarOrigins() {}

    /** Of all star sets of a run, sorted. */
    static List<StarOrigin> of(RunDirectory run) throws IOException {
        List<StarOrigin> all = new ArrayList<>();
        for (String name : run.starDatasets()) {
            List<Path> looked = looked(run, name);
            all.add(of(name, run.checked(run.stars(name)), unfilled(run, looked), trainingVolume(run, looked)));
        }
        return all;
    }

    /** What has looked at a star set, as it is now, in its training volume: the weak form, then the flows. */
    private static List<Path> looked(RunDirectory run, String name) throws IOException {
        List<Path> directories = new ArrayList<>();
        if (run.finished(Kind.WEAK_FORM).contains(name)) {
            directories.add(run.of(Kind.WEAK_FORM, name));
        }
        run.flowDatasets().stream()
                .filter(flows -> Density.set(flows).equals(name))
                .map(run::flows)
                .forEach(directories::add);
        List<Path> current = new ArrayList<>();
        for (Path directory : directories) {
            if (run.outdated(directory).isEmpty()) {
                current.add(directory);
            }
        }
        return current;
    }

    /** What they warn of: that the stars do not fill the volume. */
    private static Optional<String> unfilled(RunDirectory run, List<Path> looked) throws IOException {
        for (Path directory : looked) {
            Optional<String> doubt = run.checked(directory).warnings().stream()
                    .filter(Filling::isDoubt)
                    .findFirst();
            if (doubt.isPresent()) {
                return doubt;
            }
        }
        return Optional.empty();
    }

    /** Where the first of them that counts the stars there looks. */
    private static Optional<StarOrigin.TrainingVolume> trainingVolume(RunDirectory run, List<Path> looked)
            throws IOException {
        for (Path directory : looked) {
            Manifest manifest = run.checked(directory);
            Double used = manifest.figures().get("starsUsed");
            Double heldOut = manifest.figures().get("heldOutStars");
            if (used != null || heldOut != null) {
                return trainingVolume(manifest, used != null ? used : Double.valueOf(manifest.rows() + heldOut));
            }
        }
        return Optional.empty();
    }

    /** Empty where azimuths are looked at, for the stars may be those of a sector. */
    private static Optional<StarOrigin.TrainingVolume> trainingVolume(Manifest manifest, Double stars) {
        Double R0 = number(manifest.configuration().get("train.R0"));
        Double halfWidthR = number(manifest.configuration().get("train.halfWidthR"));
        Double absZmax = number(manifest.configuration().get("train.absZmax"));
        boolean azimuths = Stream.of("train.azimuth", "weakForm.azimuth")
                .map(key -> number(manifest.configuration().getOrDefault(key, "0")))
                .anyMatch(azimuth -> azimuth == null || azimuth > 0);
        if (R0 == null || halfWidthR == null || absZmax == null || stars == null || azimuths || !(halfWidthR < R0)) {
            return Optional.empty();
        }
        TrainSettings.Volume volume = new TrainSettings.Volume(R0, halfWidthR, absZmax);
        return Optional.of(new StarOrigin.TrainingVolume(volume.R(-1), volume.R(1), volume.absZ(1), Math.round(stars)));
    }

    /**
     * Of one star set.
     *
     * @param unfilled what of the training volume its stars do not fill, in words
     */
    static StarOrigin of(
            String name,
            Manifest manifest,
            Optional<String> unfilled,
            Optional<StarOrigin.TrainingVolume> trainingVolume) {
        SortedMap<String, String> settings = new TreeMap<>();
        manifest.configuration().forEach((key, value) -> {
            boolean own =
                    Stream.of(name, SetNames.declared(name)).anyMatch(set -> key.startsWith("stars." + set + "."));
            if (own
                    || OF_STAGE.getOrDefault(manifest.stage(), List.of()).stream()
                            .anyMatch(key::startsWith)) {
                settings.put(key, value);
            }
        });
        Optional<MockName> mock = MockName.find(name).filter(MockName::evolved);
        Map<String, String> drawn = IN_PLACE.contains(manifest.stage()) ? manifest.configuration() : Map.of();
        return new StarOrigin(
                name,
                manifest.rows(),
                manifest.making().replace(InputName.FILES, ""),
                settings,
                mock.map(MockName::timeMyr).orElse(null),
                TableFigures.read(manifest.figures()),
                TableFigures.leftOut(manifest.figures()),
                manifest.measure() == null ? null : Choice.word(manifest.measure()),
                extent(manifest, TableFigures.R_MIN, drawn.get("sample.Rmin")),
                extent(manifest, TableFigures.R_MAX, drawn.get("sample.Rmax")),
                extent(manifest, TableFigures.ABS_Z_MAX, drawn.get("sample.absZmax")),
                unfilled.orElse(null),
                trainingVolume.orElse(null));
    }

    /** Of stars from a table what was measured, of drawn ones what was asked for. */
    private static Double extent(Manifest manifest, String figure, String drawn) {
        Double measured = manifest.figures().get(figure);
        return measured == null ? number(drawn) : measured;
    }

    private static Double number(String text) {
        try {
            return text == null ? null : Double.valueOf(text);
        } catch (NumberFormatException e) {
            // A manifest that somebody has changed; nothing else depends on it.
            return null;
        }
    }

    /** The section of {@code report.md}; nothing when there are no star sets. */
    static String markdown(List<StarOrigin> all) {
        if (all.isEmpty()) {
            return "";
        }
        List<String> volumes = all.stream()
                .filter(one -> one.trainingVolume() != null)
                .map(one -> one.trainingVolume().inWords().replace("|", "\\|"))
                .distinct()
                .toList();
        StringBuilder text = new StringBuilder("## The stars\n\n");
        if (volumes.size() == 1) {
            text.append("The training volume, in which flows and the weak form look at them, is ")
                    .append(volumes.get(0))
                    .append(".\n\n");
        }
        text.append(
                "| star set | stars | made by, from | measure | R [kpc] | \\|z\\| [kpc] | in the training volume |\n|---|---|---|---|---|---|---|\n");
        for (StarOrigin one : all) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %s | %s | %s | %s | %s |\n",
                    one.dataset(),
                    one.stars(),
                    inWords(one).replace("|", "\\|"),
                    one.measure() == null ? UNKNOWN : one.measure(),
                    one.RminKpc() == null || one.RmaxKpc() == null
                            ? UNKNOWN
                            : Zone.plain(one.RminKpc()) + " to " + Zone.plain(one.RmaxKpc()),
                    one.absZmaxKpc() == null ? UNKNOWN : "up to " + Zone.plain(one.absZmaxKpc()),
                    one.trainingVolume() == null
                            ? UNKNOWN
                            : String.format(
                                            Locale.ROOT,
                                            "%,d",
                                            one.trainingVolume().stars())
                                    + (volumes.size() == 1
                                            ? ""
                                            : " in "
                                                    + one.trainingVolume()
                                                            .inWords()
                                                            .replace("|", "\\|"))));
        }
        return text.append("\n").toString();
    }

    private static String inWords(StarOrigin one) {
        List<String> parts = new ArrayList<>(List.of(one.made()));
        if (one.timeMyr() != null) {
            parts.add("followed for " + one.timeMyr() + " Myr");
        }
        if (one.rowsRead() != null) {
            parts.add(rows(one));
        }
        if (!one.settings().isEmpty()) {
            parts.add(one.settings().entrySet().stream()
                    .map(entry -> entry.getKey() + " = " + Shown.text(entry.getValue()))
                    .collect(Collectors.joining(", ")));
        }
        return String.join("; ", parts);
    }

    private static String rows(StarOrigin one) {
        String read = String.format(Locale.ROOT, "%,d rows read", one.rowsRead());
        return one.rowsLeftOut().isEmpty()
                ? read
                : read
                        + String.format(Locale.ROOT, ", %,d left out: ", one.leftOut())
                        + one.rowsLeftOut().entrySet().stream()
                                .map(entry -> String.format(Locale.ROOT, "%s (%,d)", entry.getKey(), entry.getValue()))
                                .collect(Collectors.joining(", "));
    }
}
