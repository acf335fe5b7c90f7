package io.github.localflows.report;

import io.github.localflows.accuracy.Zone;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.galaxy.Baryons;
import io.github.localflows.stage.FoundPotential;
import io.github.localflows.units.Units;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Reads what mass the potentials of a run need near the plane, and says it in words. */
final class LocalMasses {
    private LocalMasses() {}

    /**
     * Of all potentials that were found.
     *
     * @param baryons what of the mass is not dark
     */
    static List<LocalMass> of(RunDirectory run, Baryons baryons) throws IOException {
        List<LocalMass> all = new ArrayList<>();
        for (Kind kind : Kind.potentials()) {
            for (String name : run.finished(kind)) {
                Path directory = run.of(kind, name);
                all.add(of(kind.fieldName(name), directory, run.checked(directory), baryons));
            }
        }
        return all;
    }

    private static LocalMass of(String field, Path directory, Manifest manifest, Baryons baryons) {
        double R0 = ManifestNumbers.setting(directory, manifest, "accelerations.profiles.R0");
        double absZ = ManifestNumbers.setting(directory, manifest, "accelerations.density.absZ");
        Map<String, Double> figures = manifest.figures();
        Optional<Double> rho = baryons.density(R0, 0);
        Optional<Double> sigma = baryons.surfaceDensity(R0, absZ);
        return new LocalMass(
                field,
                R0,
                figures.get(FoundPotential.RHO),
                figures.get(FoundPotential.RHO_ERROR),
                figures.get(FoundPotential.RHO_EXACT),
                absZ,
                figures.get(FoundPotential.SIGMA),
                figures.get(FoundPotential.SIGMA_ERROR),
                figures.get(FoundPotential.SIGMA_EXACT),
                less(figures.get(FoundPotential.RHO), rho),
                error(figures.get(FoundPotential.RHO_ERROR), rho, baryons.error()),
                less(figures.get(FoundPotential.SIGMA), sigma),
                error(figures.get(FoundPotential.SIGMA_ERROR), sigma, baryons.error()));
    }

    private static Double less(Double all, Optional<Double> baryons) {
        return all == null ? null : baryons.map(part -> all - part).orElse(null);
    }

    private static Double error(Double all, Optional<Double> baryons, double relative) {
        return all == null
                ? null
                : baryons.map(part -> Math.hypot(all, relative * part)).orElse(null);
    }

    /** The section of {@code report.md}; nothing when there are none. */
    static String markdown(List<LocalMass> all) {
        if (all.isEmpty()) {
            return "";
        }
        Optional<LocalMass> withDark =
                all.stream().filter(one -> one.rhoDarkMsunPc3() != null).findFirst();
        boolean dark = withDark.isPresent();
        boolean oneWhere = all.stream().map(LocalMasses::where).distinct().count() == 1;
        StringBuilder text = new StringBuilder("## The mass near the plane\n\n");
        text.append(
                        "rho is the density in the plane, Sigma the mass of the column about it, as each potential needs them")
                .append(oneWhere ? ": at " + where(all.get(0)).replace("|", "\\|") + ". " : ". ");
        text.append(withDark.map(LocalMasses::baryons)
                .orElse("Name the baryons in the configuration (baryons.parts), and dark matter has its own columns."));
        text.append("\n\n");
        text.append("| potential | rho [Msun/pc^3] | exact | Sigma [Msun/pc^2] | exact |")
                .append(dark ? " dark rho [Msun/pc^3] | [GeV/cm^3] | dark Sigma [Msun/pc^2] |\n" : "\n")
                .append("|---|---|---|---|---|")
                .append(dark ? "---|---|---|\n" : "\n");
        for (LocalMass one : all) {
            text.append("| ").append(one.field());
            if (!oneWhere) {
                text.append(", ").append(where(one).replace("|", "\\|"));
            }
            text.append(" | ").append(measured("%.4f", one.rhoMsunPc3(), one.rhoErrMsunPc3(), 1));
            text.append(" | ").append(measured("%.4f", one.rhoExactMsunPc3(), null, 1));
            text.append(" | ").append(measured("%.2f", one.surfaceDensityMsunPc2(), one.surfaceDensityErrMsunPc2(), 1));
            text.append(" | ").append(measured("%.2f", one.surfaceDensityExactMsunPc2(), null, 1));
            if (dark) {
                text.append(" | ").append(measured("%.4f", one.rhoDarkMsunPc3(), one.rhoDarkErrMsunPc3(), 1));
                text.append(" | ")
                        .append(measured(
                                "%.2f", one.rhoDarkMsunPc3(), one.rhoDarkErrMsunPc3(), Units.GEV_CM3_PER_MSUN_PC3));
                text.append(" | ")
                        .append(measured(
                                "%.1f", one.surfaceDensityDarkMsunPc2(), one.surfaceDensityDarkErrMsunPc2(), 1));
            }
            text.append(" |\n");
        }
        return text.append("\n").toString();
    }

    private static String where(LocalMass mass) {
        return (mass.RKpc() == null ? "" : "R = " + Zone.plain(mass.RKpc()) + " kpc, ") + height(mass);
    }

    private static String height(LocalMass mass) {
        return mass.surfaceDensityAbsZKpc() == null
                ? "|z| unknown"
                : "|z| < " + Zone.plain(mass.surfaceDensityAbsZKpc()) + " kpc";
    }

    /** What is not dark, in words. */
    private static String baryons(LocalMass mass) {
        return String.format(
                Locale.ROOT,
                "Dark is what the baryons of the configuration (baryons.parts) leave, of which there are %.4f Msun/pc^3 and %.1f"
                        + " Msun/pc^2; its error holds theirs (baryons.error).",
                mass.rhoMsunPc3() - mass.rhoDarkMsunPc3(),
                mass.surfaceDensityMsunPc2() - mass.surfaceDensityDarkMsunPc2());
    }

    /** The mass that one potential needs, in some parts, each beside the exact one where that is known. */
    static List<String> inWords(LocalMass mass) {
        List<String> words = new ArrayList<>();
        String rho = "rho " + measured("%.4f", mass.rhoMsunPc3(), mass.rhoErrMsunPc3(), 1) + " Msun/pc^3"
                + exact("%.4f", mass.rhoExactMsunPc3());
        words.add(
                mass.rhoDarkMsunPc3() == null
                        ? rho
                        : rho + ", dark " + measured("%.4f", mass.rhoDarkMsunPc3(), mass.rhoDarkErrMsunPc3(), 1)
                                + exact("%.4f", exactDark(mass)));
        words.add("Sigma (" + height(mass) + ") "
                + measured("%.1f", mass.surfaceDensityMsunPc2(), mass.surfaceDensityErrMsunPc2(), 1) + " Msun/pc^2"
                + exact("%.1f", mass.surfaceDensityExactMsunPc2()));
        return words;
    }

    /** What the same baryons leave of the exact density. */
    private static Double exactDark(LocalMass mass) {
        return mass.rhoExactMsunPc3() == null
                ? null
                : Double.valueOf(mass.rhoExactMsunPc3() - mass.rhoMsunPc3() + mass.rhoDarkMsunPc3());
    }

    private static String exact(String format, Double value) {
        return value == null ? "" : " (exact " + String.format(Locale.ROOT, format, value) + ")";
    }

    /** A number with its error, in a unit; a dash where it is not known. */
    static String measured(String format, Double value, Double error, double unit) {
        if (value == null) {
            return "-";
        }
        String text = String.format(Locale.ROOT, format, value * unit);
        return error == null ? text : text + " ± " + String.format(Locale.ROOT, format, error * unit);
    }
}
