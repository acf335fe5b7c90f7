package io.github.localflows.report;

import io.github.localflows.accuracy.Zone;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.table.ResolutionTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** Reads how finely accelerations of a run are resolved, and says it in words. */
final class Resolutions {
    private static final String UNKNOWN = "-";

    private Resolutions() {}

    /** The numbers of all star sets of a run, sorted by star set. */
    static List<ResolutionFigures> of(RunDirectory run) throws IOException {
        List<ResolutionFigures> all = new ArrayList<>();
        for (String name : run.finished(Kind.RESOLUTION)) {
            Path directory = run.of(Kind.RESOLUTION, name);
            Manifest manifest = run.checked(directory);
            Map<String, Double> figures = manifest.figures();
            all.add(new ResolutionFigures(
                    name,
                    Figures.count(figures.get(ResolutionTable.STARS)),
                    ManifestNumbers.setting(directory, manifest, "resolution.R"),
                    ManifestNumbers.setting(directory, manifest, "resolution.absZ"),
                    figures.get(ResolutionTable.H),
                    figures.get(ResolutionTable.H_ERROR),
                    figures.get(ResolutionTable.ETA),
                    figures.get(ResolutionTable.ETA_ERROR)));
        }
        return all;
    }

    /** The section of {@code report.md}; nothing when there are none. */
    static String markdown(List<ResolutionFigures> all) {
        if (all.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("## Resolution\n\n");
        text.append(
                "What smoothing of the disc costs near the plane: h is the width of the Gaussian in z that turns the exact az into"
                        + " what is nearest to the learned one, eta the learned slope of az at z = 0 over the exact one.\n\n");
        text.append("| star set | stars in the volume | R [kpc] | \\|z\\| [kpc] | h [pc] | error | eta | error |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        for (ResolutionFigures one : all) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | < %s | %s | %s | %s | %s |\n",
                    one.dataset(),
                    one.trainingStars() == null ? UNKNOWN : String.format(Locale.ROOT, "%,d", one.trainingStars()),
                    Zone.plain(one.RKpc()),
                    Zone.plain(one.absZKpc()),
                    number("%.1f", one.hPc()),
                    number("%.1f", one.hErrPc()),
                    number("%.3f", one.eta()),
                    number("%.3f", one.etaErr())));
        }
        return text.append("\n").toString();
    }

    private static String number(String format, Double value) {
        return value == null ? UNKNOWN : String.format(Locale.ROOT, format, value);
    }
}
