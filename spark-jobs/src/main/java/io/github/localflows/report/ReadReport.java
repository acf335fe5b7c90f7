package io.github.localflows.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.Shown;
import io.github.localflows.config.Wrapped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** What the {@code report.json} of a run says of its accuracy, in a few lines. */
public final class ReadReport {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            // A report of a later version may say more.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Four of these and the name of a field take a line of 100 characters. */
    private static final int CELL = 17;

    private ReadReport() {}

    /**
     * The accuracy of the run's fields by zones, where the truth is known; their errors where it is not; and whether its stars are
     * steady. In place of these, or before them, what {@code report} should be run for.
     */
    public static List<String> accuracy(RunDirectory run) throws IOException {
        String again = "localflows report --run " + run;
        if (!run.fileSystem().exists(run.reportJson())) {
            return said("accuracy: ", "nobody has looked yet:", again);
        }
        return lines(run.readText(run.reportJson()), made(run), again);
    }

    /**
     * The same of the text of a report.
     *
     * @param made what the run holds now
     * @param again the command that writes the report anew
     */
    static List<String> lines(String text, Set<String> made, String again) {
        try {
            RunReport report = MAPPER.readValue(text, RunReport.class);
            if (report.format() != RunReport.FORMAT) {
                return said("accuracy: ", "its report.json is of another version:", again);
            }
            List<String> lines = new ArrayList<>();
            if (!made(report).equals(made)) {
                lines.addAll(
                        said("accuracy ", "when the last report was written, since when the run has changed:", again));
            }
            lines.addAll(lines(report));
            return lines;
            // Whatever somebody has written there.
        } catch (JsonProcessingException | RuntimeException damaged) {
            return said("accuracy: ", "its report.json cannot be read:", again);
        }
    }

    /** @param again a command, which is not broken */
    private static List<String> said(String first, String what, String again) {
        List<String> words = new ArrayList<>(Arrays.asList(what.split(" ")));
        words.add(again);
        return Wrapped.text(first, words).lines().toList();
    }

    private static List<String> lines(RunReport report) {
        List<FieldAccuracy> fields = Headlines.told(report);
        List<String> lines = new ArrayList<>();
        for (StarOrigin one : report.stars()) {
            Headlines.unfilled(report, one.dataset())
                    .ifPresent(why -> lines.addAll(Wrapped.text(
                                    Shown.text(one.dataset()) + ": ",
                                    Arrays.asList(("nothing can be said; " + Shown.text(why)).split(" ")))
                            .lines()
                            .toList()));
        }
        lines.addAll(table(
                "accuracy: size (bias) of |model|/|exact| - 1",
                fields.stream().filter(FieldAccuracy::hasTruth).toList(),
                zone -> ReportText.percent(zone.medianAbsResidual()) + " ("
                        + ReportText.signedPercent(zone.medianResidual()) + ")"));
        lines.addAll(table(
                "errors over the size of the acceleration",
                fields.stream().filter(field -> !field.hasTruth()).toList(),
                zone -> ReportText.percent(zone.medianRelativeError())));
        for (Steadiness one : report.steadiness()) {
            if (Headlines.unfilled(report, one.dataset()).isPresent()) {
                continue;
            }
            Headlines.steadiness(report, one.dataset())
                    .ifPresent(words -> lines.add(Shown.text(one.dataset()) + ": " + words));
        }
        return lines;
    }

    private static Set<String> made(RunReport report) {
        return report.stages().stream().map(ReadReport::identity).collect(Collectors.toSet());
    }

    private static Set<String> made(RunDirectory run) throws IOException {
        Set<String> made = new HashSet<>();
        for (Path directory : run.finished()) {
            Optional<Manifest> manifest = run.readable(directory);
            manifest.map(StageCost::of).map(ReadReport::identity).ifPresent(made::add);
        }
        return made;
    }

    private static String identity(StageCost one) {
        return one.stage() + " " + one.dataset() + " " + one.checksum();
    }

    /** A line for each field, under a new heading where the zones are others. */
    private static List<String> table(
            String title, List<FieldAccuracy> fields, Function<FieldAccuracy.InZone, String> cell) {
        int width = fields.stream()
                .mapToInt(field -> Shown.text(field.dataset()).length())
                .max()
                .orElse(0);
        boolean control = fields.stream().anyMatch(field -> field.dataset().equals(FieldNames.CONTROL));
        List<String> lines = new ArrayList<>();
        String heading = "";
        for (FieldAccuracy field : fields) {
            String zones = line(width, "", field, ReadReport::heights);
            String radii = field.judged().get(0).zone().radii();
            if (!heading.equals(radii + zones)) {
                heading = radii + zones;
                lines.add(title + ", medians over " + radii + " kpc");
                if (control) {
                    lines.add("(" + FieldNames.CONTROL + ": what the exact f gives, the method's own error)");
                }
                lines.add(zones);
            }
            lines.add(line(width, Shown.text(field.dataset()), field, cell));
        }
        return lines;
    }

    private static String line(
            int width, String name, FieldAccuracy field, Function<FieldAccuracy.InZone, String> cell) {
        return String.format(Locale.ROOT, "  %-" + Math.max(1, width) + "s", name)
                + field.judged().stream()
                        .map(zone -> String.format(Locale.ROOT, "%" + CELL + "s", cell.apply(zone)))
                        .collect(Collectors.joining());
    }

    private static String heights(FieldAccuracy.InZone zone) {
        return Shown.text(zone.component()) + " "
                + zone.zone().heights().replaceAll(" ?< ?", "<").replace(" kpc", "");
    }
}
