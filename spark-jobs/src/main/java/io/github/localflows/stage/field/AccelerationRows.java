package io.github.localflows.stage.field;

import io.github.localflows.field.Jackknife;
import io.github.localflows.field.MassDensity;
import io.github.localflows.field.Position;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.Potential;
import io.github.localflows.stage.field.AccelerationSettings.Grid;
import io.github.localflows.units.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows of the table of accelerations from the inversion's cells, in the table's units, nulls where there is nothing. */
public final class AccelerationRows {
    /** A derivative of second order needs so many points. */
    private static final int FEWEST_FOR_DENSITY = 3;

    /** Enough for the exact surface density of a disc of some 0.1 kpc, whose error then is below 1e-5. */
    private static final int EXACT_NODES = 1001;

    private static final double PC_MYR2 = Units.PC_MYR2_PER_KM2_S2_KPC;

    private AccelerationRows() {}

    /** The positions of a grid by R, then z; their indices count from 0. */
    static List<Position> positions(Grid grid) {
        List<Position> positions = new ArrayList<>();
        for (double R : grid.Rs()) {
            for (double z : grid.zs()) {
                positions.add(new Position(positions.size(), R, z));
            }
        }
        return positions;
    }

    /** Rows of positions without the mass density that only a grid has. */
    static List<Row> rows(List<Position> positions, List<InversionTiles.Cell> cells, Potential potential) {
        Jackknife jackknife = jackknife(cells);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            rows.add(row(positions.get(i), cells.get(i), Double.NaN, Double.NaN, jackknife, potential));
        }
        return rows;
    }

    /**
     * A table and what is to be said of it.
     *
     * @param rows in the order of the positions
     * @param figures for the manifest, units in the names
     */
    record Content(List<Row> rows, Map<String, Double> figures) {}

    /** Rows of a whole grid, with the mass density, and what it is in the column at the profiles' R0. */
    static Content onGrid(
            AccelerationSettings settings,
            List<Position> positions,
            List<InversionTiles.Cell> cells,
            Potential potential) {
        Grid grid = settings.grid();
        int groups = groups(cells);
        Jackknife jackknife = jackknife(cells);
        double[][] rho = density(settings, cells, -1);
        List<double[][]> rhoWithout = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            rhoWithout.add(density(settings, cells, g));
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            int iR = i / grid.z();
            int iz = i % grid.z();
            double rhoError = jackknife.error(
                    rhoWithout.stream().mapToDouble(field -> field[iR][iz]).toArray());
            rows.add(row(positions.get(i), cells.get(i), rho[iR][iz], rhoError, jackknife, potential));
        }
        return new Content(rows, columnFigures(settings, rho, rhoWithout, jackknife, potential));
    }

    /** Density at z = 0 and surface density at R0, with errors and the exact ones; without what the grid does not reach. */
    private static Map<String, Double> columnFigures(
            AccelerationSettings settings,
            double[][] rho,
            List<double[][]> rhoWithout,
            Jackknife jackknife,
            Potential potential) {
        Grid grid = settings.grid();
        double R0 = settings.profiles().R0();
        double absZ = settings.density().absZ();
        Map<String, Double> figures = new TreeMap<>();
        if (R0 < grid.Rmin() || R0 > grid.Rmax() || -absZ < grid.zmin() || absZ > grid.zmax()) {
            return figures;
        }
        double[] z = grid.zs();
        double[] column = column(grid, R0, rho);
        List<double[]> without =
                rhoWithout.stream().map(field -> column(grid, R0, field)).toList();
        put(figures, "rhoAtPlaneMsunPc3", at(z, column, 0));
        put(
                figures,
                "rhoAtPlaneErrMsunPc3",
                jackknife.error(
                        without.stream().mapToDouble(one -> at(z, one, 0)).toArray()));
        put(figures, "surfaceDensityMsunPc2", MassDensity.surfaceDensity(z, column, absZ));
        put(
                figures,
                "surfaceDensityErrMsunPc2",
                jackknife.error(without.stream()
                        .mapToDouble(one -> MassDensity.surfaceDensity(z, one, absZ))
                        .toArray()));
        if (!figures.isEmpty()) {
            double[] fine = AccelerationSettings.nodes(EXACT_NODES, -absZ, absZ);
            double[] exact = Arrays.stream(fine)
                    .map(height -> potential.density(R0, height))
                    .toArray();
            figures.put("rhoAtPlaneExactMsunPc3", potential.density(R0, 0));
            figures.put("surfaceDensityExactMsunPc2", MassDensity.surfaceDensity(fine, exact, absZ));
        }
        return figures;
    }

    private static void put(Map<String, Double> figures, String name, double value) {
        if (Double.isFinite(value)) {
            figures.put(name, value);
        }
    }

    /** A field at R and the nodes of z, linear between the nodes of R. */
    private static double[] column(Grid grid, double R, double[][] field) {
        double[] nodes = grid.Rs();
        double[] column = new double[grid.z()];
        for (int iz = 0; iz < column.length; iz++) {
            int k = iz;
            column[iz] =
                    at(nodes, Arrays.stream(field).mapToDouble(line -> line[k]).toArray(), R);
        }
        return column;
    }

    /** A value between nodes, linear; at a node its own, whether the next one is known or not. */
    private static double at(double[] nodes, double[] values, double x) {
        int i = Arrays.binarySearch(nodes, x);
        if (i >= 0) {
            return values[i];
        }
        int above = -i - 1;
        double part = (x - nodes[above - 1]) / (nodes[above] - nodes[above - 1]);
        return values[above - 1] + part * (values[above] - values[above - 1]);
    }

    /** The density from all members, or without one group of them when {@code without} is not negative. */
    private static double[][] density(AccelerationSettings settings, List<InversionTiles.Cell> cells, int without) {
        Grid grid = settings.grid();
        double[][] aR = new double[grid.R()][grid.z()];
        double[][] az = new double[grid.R()][grid.z()];
        for (int i = 0; i < cells.size(); i++) {
            InversionTiles.Cell cell = cells.get(i);
            boolean all = without < 0;
            boolean there = all || without < cell.aRWithout().length;
            int iR = i / grid.z();
            int iz = i % grid.z();
            aR[iR][iz] = all ? cell.aR() : there ? cell.aRWithout()[without] : Double.NaN;
            az[iR][iz] = all ? cell.az() : there ? cell.azWithout()[without] : Double.NaN;
        }
        if (grid.R() < FEWEST_FOR_DENSITY || grid.z() < FEWEST_FOR_DENSITY) {
            for (double[] row : aR) {
                Arrays.fill(row, Double.NaN);
            }
            return aR;
        }
        return MassDensity.density(
                grid.Rs(),
                grid.zs(),
                aR,
                az,
                settings.density().halfWidthR(),
                settings.density().halfWidthz());
    }

    private static Row row(
            Position position,
            InversionTiles.Cell cell,
            double rho,
            double rhoError,
            Jackknife jackknife,
            Potential potential) {
        Acceleration exact = potential.acceleration(position.R(), position.z());
        return RowFactory.create(
                position.R(),
                0.0,
                position.z(),
                orNull(cell.aR() * PC_MYR2),
                orNull(cell.aphi() * PC_MYR2),
                orNull(cell.az() * PC_MYR2),
                orNull(error(cell.aRWithout(), jackknife) * PC_MYR2),
                orNull(error(cell.aphiWithout(), jackknife) * PC_MYR2),
                orNull(error(cell.azWithout(), jackknife) * PC_MYR2),
                exact.aR() * PC_MYR2,
                exact.az() * PC_MYR2,
                orNull(rho),
                orNull(rhoError),
                potential.density(position.R(), position.z()),
                orNull(cell.residual() * Units.KPC_PER_MYR_AT_KM_S),
                orNull(cell.condition()),
                cell.reason());
    }

    /** Into how many groups the cells' members fall; one when they have none to leave out. */
    private static int groups(List<InversionTiles.Cell> cells) {
        return cells.stream().mapToInt(cell -> cell.aRWithout().length).max().orElse(0);
    }

    /** The jackknife over the groups that the members of the cells fall into. */
    public static Jackknife jackknife(List<InversionTiles.Cell> cells) {
        return new Jackknife(Math.max(1, groups(cells)));
    }

    /** The error at a cell; NaN where it is not solved, whose estimates without a group are missing. */
    public static double error(double[] without, Jackknife jackknife) {
        return without.length == 0 ? Double.NaN : jackknife.error(without);
    }

    private static Double orNull(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
