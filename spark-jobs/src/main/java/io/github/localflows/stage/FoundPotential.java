package io.github.localflows.stage;

import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Storage;
import io.github.localflows.expansion.AzimuthalPotential;
import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.expansion.PotentialFile;
import io.github.localflows.expansion.PotentialGrid;
import io.github.localflows.field.MassDensity;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.table.PotentialTable;
import io.github.localflows.table.RowFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/**
 * A potential that was found, as an artifact holds it: a table over the grid, the coefficients with their covariance, files
 * for other programs ({@link PotentialGrid}), and figures of the mass near the plane.
 *
 * @param content the potential and where it means something; one that depends on the azimuth as it is at phi = 0
 * @param azimuthal the same at all azimuths; empty where it is axisymmetric
 * @param places where it is told
 * @param truth the model galaxy, of which there are exact columns; empty where nobody knows it
 */
public record FoundPotential(
        PotentialFile.Content content,
        Optional<AzimuthalPotential> azimuthal,
        FieldPlaces places,
        Optional<ModelSettings> truth) {
    /** An axisymmetric one. */
    public FoundPotential(PotentialFile.Content content, FieldPlaces places, Optional<ModelSettings> truth) {
        this(content, Optional.empty(), places, truth);
    }

    /**
     * Writes it.
     *
     * @param file name of the table
     * @param start when the work began [System.nanoTime]
     * @param coreSeconds of tasks on executors; without any the work took one core of the driver
     * @param found figures of how it was found, beside those of the mass
     * @param warnings what is doubtful about it
     */
    public Made made(
            Job job,
            PendingDirectory pending,
            String file,
            Origin origin,
            long start,
            OptionalDouble coreSeconds,
            Map<String, Double> found,
            List<String> warnings)
            throws IOException {
        PotentialGrid grid = PotentialGrid.of(content);
        create(job, pending, PotentialFile.NAME, out -> PotentialFile.write(out, content));
        create(job, pending, PotentialGrid.NPZ, grid::writeNpz);
        create(job, pending, PotentialGrid.AGAMA, grid::writeAgama);
        PotentialEstimate potential = content.potential();
        Optional<CompositePotential> exact =
                truth.map(model -> model.potential().potential());
        PotentialTable table = new PotentialTable(exact, content.volume());
        List<Row> rows = places.grid().positions().stream()
                .map(position ->
                        azimuthal.map(all -> table.row(all, position)).orElseGet(() -> table.row(potential, position)))
                .toList();
        ContentChecksum checksum = RowFile.write(job.spark(), pending, file, rows, PotentialTable.SCHEMA);
        Map<String, Double> figures = new TreeMap<>(found);
        put(
                figures,
                MassFigures.OF_POTENTIAL.rho(),
                MassFigures.OF_POTENTIAL.rhoError(),
                azimuthal
                        .map(all -> all.density(places.R0(), 0, 0))
                        .orElseGet(() -> potential.density(places.R0(), 0)));
        put(
                figures,
                MassFigures.OF_POTENTIAL.sigma(),
                MassFigures.OF_POTENTIAL.sigmaError(),
                potential.surfaceDensity(places.R0(), places.absZ()));
        exact.ifPresent(galaxy -> {
            figures.put(MassFigures.OF_POTENTIAL.rhoExact(), galaxy.density(places.R0(), 0));
            figures.put(
                    MassFigures.OF_POTENTIAL.sigmaExact(),
                    MassDensity.surfaceDensity(galaxy, places.R0(), places.absZ()));
        });
        double seconds = (System.nanoTime() - start) * 1e-9;
        return new Made(
                origin,
                rows.size(),
                checksum.hex(),
                new Made.Times(seconds, coreSeconds.orElse(seconds)),
                figures,
                warnings);
    }

    private static void create(Job job, PendingDirectory pending, String name, Storage.Content content) {
        Storage.create(job.run().fileSystem(), new Path(pending.path(), name), content);
    }

    private static void put(Map<String, Double> figures, String name, String errorName, PotentialEstimate.Value found) {
        ManifestNumbers.put(figures, name, found.value());
        ManifestNumbers.put(figures, errorName, found.error());
    }
}
