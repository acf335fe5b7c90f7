package io.github.localflows.stage.field;

import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.field.Column;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.GridDensity;
import io.github.localflows.field.MassDensity;
import io.github.localflows.field.Measured;
import io.github.localflows.field.Position;
import io.github.localflows.potential.Potential;
import io.github.localflows.stage.FieldGrid;
import io.github.localflows.stage.MassFigures;
import io.github.localflows.table.AccelerationTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Rows of the tables of accelerations, in the tables' units, nulls where there is nothing.
 *
 * @param truth the potential that the exact columns are of, which are null without it
 * @param axisymmetric whether accelerations are; those at one azimuth do not say what they are next to it, and so no mass density
 */
record AccelerationRows(Optional<? extends Potential> truth, boolean axisymmetric) {
    /** The mass density of a position where nobody knows it. */
    private static final Measured NO_DENSITY = new Measured(Double.NaN, Double.NaN);

    /**
     * A table and what is to be said of it.
     *
     * @param rows in the order of the positions
     * @param figures for the manifest, units in the names
     */
    record Content(List<Row> rows, Map<String, Double> figures) {}

    /** The whole grid, with the mass density, and what it is in the column at the profiles' R0. */
    Content grid(AccelerationSettings settings, List<EnsembleEstimate> estimates) {
        FieldGrid grid = settings.grid();
        List<Position> positions = grid.positions();
        if (!axisymmetric) {
            return new Content(withoutDensity(positions, estimates), Map.of());
        }
        GridDensity density = GridDensity.of(
                grid.Rs(), grid.zs(), estimates, settings.density().window());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            rows.add(AccelerationTable.row(
                    positions.get(i), estimates.get(i).all(), density.at(i / grid.z(), i % grid.z()), truth));
        }
        return new Content(rows, columnFigures(settings, density));
    }

    private List<Row> withoutDensity(List<Position> positions, List<EnsembleEstimate> estimates) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            rows.add(AccelerationTable.row(positions.get(i), estimates.get(i).all(), NO_DENSITY, truth));
        }
        return rows;
    }

    /** The radial profile, then the vertical one; they have no mass density. */
    Content profiles(AccelerationSettings settings, List<EnsembleEstimate> estimates) {
        List<Row> bare = withoutDensity(settings.profilePositions(), estimates);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < bare.size(); i++) {
            String profile = i < settings.profiles().points() ? "R" : "z";
            rows.add(AccelerationTable.profileRow(profile, bare.get(i)));
        }
        return new Content(rows, Map.of());
    }

    /** Density at z = 0 and surface density at R0, with errors and the exact ones; without what the grid does not reach. */
    private Map<String, Double> columnFigures(AccelerationSettings settings, GridDensity density) {
        double R0 = settings.profiles().R0();
        double absZ = settings.density().absZ();
        Map<String, Double> figures = new TreeMap<>();
        if (!density.holdsColumn(R0, absZ)) {
            return figures;
        }
        Column column = density.column(R0);
        Measured atPlane = column.density(0);
        Measured surface = column.surfaceDensity(absZ);
        ManifestNumbers.put(figures, MassFigures.OF_GRID.rho(), atPlane.value());
        ManifestNumbers.put(figures, MassFigures.OF_GRID.rhoError(), atPlane.error());
        ManifestNumbers.put(figures, MassFigures.OF_GRID.sigma(), surface.value());
        ManifestNumbers.put(figures, MassFigures.OF_GRID.sigmaError(), surface.error());
        if (!figures.isEmpty() && truth.isPresent()) {
            Potential potential = truth.get();
            figures.put(MassFigures.OF_GRID.rhoExact(), potential.density(R0, 0));
            figures.put(MassFigures.OF_GRID.sigmaExact(), MassDensity.surfaceDensity(potential, R0, absZ));
        }
        return figures;
    }
}
