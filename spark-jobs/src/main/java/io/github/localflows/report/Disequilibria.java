package io.github.localflows.report;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.table.SpiralTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads how far from a steady state the star sets of a run are. */
final class Disequilibria {
    private Disequilibria() {}

    /** The numbers of all spirals of a run, sorted by star set. */
    static List<Disequilibrium> of(RunDirectory run) throws IOException {
        List<Disequilibrium> numbers = new ArrayList<>();
        for (String name : run.spiralDatasets()) {
            Manifest manifest = run.checked(run.spiral(name));
            Map<String, Double> figures = manifest.figures();
            Double vphi = figures.get(SpiralTable.VPHI);
            numbers.add(new Disequilibrium(
                    name,
                    ManifestNumbers.setting(run.spiral(name), manifest, "spiral.R"),
                    // A figure since the key may be auto; before, the key was the number.
                    vphi != null ? vphi : ManifestNumbers.setting(run.spiral(name), manifest, "spiral.vphi"),
                    figures.get(SpiralTable.STRENGTH),
                    figures.get(SpiralTable.STRENGTH_ERROR),
                    figures.get(SpiralTable.NOISE)));
        }
        return numbers;
    }
}
