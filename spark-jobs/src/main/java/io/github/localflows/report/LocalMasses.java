package io.github.localflows.report;

import io.github.localflows.accuracy.Zone;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.galaxy.Baryons;
import io.github.localflows.stage.MassFigures;
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
     * Of all potentials that were found, and of accelerations position by position.
     *
     * @param baryons what of the mass is not dark
     */
    static List<LocalMass> of(RunDirectory run, Baryons baryons) throws IOException {
        List<LocalMass> all = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>(Kind.potentials());
        kinds.add(Kind.ACCELERATIONS);
        for (Kind kind : kinds) {
            for (String name : run.finished(kind)) {
                Path directory = run.of(kind, name);
                Manifest manifest = run.checked(directory);
                MassFigures names = kind == Kind.ACCELERATIONS ? MassFigures.OF_GRID : MassFigures.OF_POTENTIAL;
                // A grid may not reach what is asked for.
                if (names == MassFigures.OF_POTENTIAL || manifest.figures().containsKey(names.rho())) {
                    all.add(of(kind.fieldName(name), directory, manifest, names, baryons));
                }
            }
        }
        return all;
    }

    private static LocalMass of(String field, Path directory, Manifest manifest, MassFigures names, Baryons baryons) {
        double R0 = ManifestNumbers.setting(directory, manifest, "accelerations.profiles.R0");
        double absZ = ManifestNumbers.setting(directory, manifest, "accelerations.density.absZ");
        Map<String, Double> figures = manifest.figures();
        Optional<Double> rho = baryons.density(R0, 0);
        Optional<Double> sigma = baryons.surfaceDensity(R0, absZ);
        LocalMass mass = new LocalMass(
                field,
                R0,
                figures.get(names.rho()),
                figures.get(names.rhoError()),
                figures.get(names.rhoExact()),
                absZ,
                figures.get(names.sigma()),
                figures.get(names.sigmaError()),
                figures.get(names.sigmaExact()),
                rho.orElse(null),
                sigma.orElse(null),
                less(figures.get(names.rho()), rho),
                error(figures.get(names.rhoError()), rho, baryons.error()),
                less(figures.get(names.sigma()), sigma),
                error(figures.get(names.sigmaError()), sigma, baryons.error()));
        return names == MassFigures.OF_GRID ? mass.withSmoothedPeak() : mass;
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
        boolean dark = all.stream().anyMatch(one -> one.rhoBaryonsMsunPc3() != null);
        boolean oneWhere = all.stream().map(LocalMasses::where).distinct().count() == 1;
        StringBuilder text = new StringBuilder("## The mass near the plane\n\n");
        text.append("rho is the density in the plane, Sigma the mass of the column about it, as each field needs them")
                .append(oneWhere ? ": at " + where(all.get(0)).replace("|", "\\|") + ". " : ". ");
        text.append(
                dark
                        ? "Dark is what the baryons of the configuration (baryons.parts) leave"
                                + (oneWhere ? baryons(all.get(0)) : "")
                                + "; its error holds theirs (baryons.error)."
                        : "Name the baryons in the configuration (baryons.parts), and dark matter has its own columns.");
        if (!all.stream().allMatch(LocalMasses::isOfPotential)) {
            text.append(
                    " Where the field is no potential they are differences over its grid, which smooth the peak of the density in the plane:"
                            + " that has no error there, and says nothing of what is dark.");
        }
        text.append("\n\n");
        text.append("| field | rho [Msun/pc^3] | exact | Sigma [Msun/pc^2] | exact |")
                .append(dark ? " dark rho [Msun/pc^3] | exact | [GeV/cm^3] | dark Sigma [Msun/pc^2] | exact |\n" : "\n")
                .append("|---|---|---|---|---|")
                .append(dark ? "---|---|---|---|---|\n" : "\n");
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
                        .append(measured("%.4f", dark(one.rhoExactMsunPc3(), one.rhoBaryonsMsunPc3()), null, 1));
                text.append(" | ")
                        .append(measured(
                                "%.2f", one.rhoDarkMsunPc3(), one.rhoDarkErrMsunPc3(), Units.GEV_CM3_PER_MSUN_PC3));
                text.append(" | ")
                        .append(measured(
                                "%.1f", one.surfaceDensityDarkMsunPc2(), one.surfaceDensityDarkErrMsunPc2(), 1));
                text.append(" | ")
                        .append(measured(
                                "%.1f",
                                dark(one.surfaceDensityExactMsunPc2(), one.surfaceDensityBaryonsMsunPc2()), null, 1));
            }
            text.append(" |\n");
        }
        return text.append("\n").toString();
    }

    /** Whether it is that of a potential, not of accelerations position by position, whose names have no kind before them. */
    private static boolean isOfPotential(LocalMass mass) {
        return mass.field().contains("/");
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
        return mass.rhoBaryonsMsunPc3() == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", of which there are %.4f Msun/pc^3 and %.1f Msun/pc^2",
                        mass.rhoBaryonsMsunPc3(),
                        mass.surfaceDensityBaryonsMsunPc2());
    }

    /**
     * The mass that one field needs, in some parts, each beside the exact one where that is known. Of a field position by position without the
     * density in the plane, whose peak its differences smooth.
     */
    static List<String> inWords(LocalMass mass) {
        List<String> words = new ArrayList<>();
        String rho = "rho " + measured("%.4f", mass.rhoMsunPc3(), mass.rhoErrMsunPc3(), 1) + " Msun/pc^3"
                + exact("%.4f", mass.rhoExactMsunPc3());
        if (isOfPotential(mass)) {
            words.add(
                    mass.rhoDarkMsunPc3() == null
                            ? rho
                            : rho + ", dark " + measured("%.4f", mass.rhoDarkMsunPc3(), mass.rhoDarkErrMsunPc3(), 1)
                                    + exact("%.4f", dark(mass.rhoExactMsunPc3(), mass.rhoBaryonsMsunPc3())));
        }
        words.add("Sigma (" + height(mass) + ") "
                + measured("%.1f", mass.surfaceDensityMsunPc2(), mass.surfaceDensityErrMsunPc2(), 1) + " Msun/pc^2"
                + exact("%.1f", mass.surfaceDensityExactMsunPc2()));
        return words;
    }

    /** What the same baryons leave of what is exact. */
    private static Double dark(Double exact, Double baryons) {
        return exact == null || baryons == null ? null : Double.valueOf(exact - baryons);
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
