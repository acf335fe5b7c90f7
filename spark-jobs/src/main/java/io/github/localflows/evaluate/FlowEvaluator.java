package io.github.localflows.evaluate;

import io.github.localflows.df.LnfGradients;
import io.github.localflows.field.Jackknife;
import io.github.localflows.field.Position;
import io.github.localflows.learned.TrainingVolume;
import io.github.localflows.phase.Stars;
import io.github.localflows.stage.field.AccelerationRows;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.field.EvaluateAccelerations;
import io.github.localflows.stage.field.InversionTiles;
import io.github.localflows.units.Units;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Evaluates flows at batches of points: the density that they learned and its gradient at a star, and the acceleration that
 * keeps this density steady at its position, whatever its velocity. Costly to build, and thread-safe: one per process.
 * Holds the flows' native memory: {@link #close} it.
 */
final class FlowEvaluator implements AutoCloseable {
    /** ln f and its gradient. */
    private static final List<StructField> DENSITY_COLUMNS = List.of(
            Quantity.column(
                    "lnf_flow", "1", "natural logarithm of the learned f, in kpc^-3 (km/s)^-3 or kpc^-2 (km/s)^-3"),
            Quantity.column("dlnf_dR", "1/kpc", "d lnf_flow/dR"),
            Quantity.column("dlnf_dz", "1/kpc", "d lnf_flow/dz"),
            Quantity.column("dlnf_dvR", "s/km", "d lnf_flow/dvR"),
            Quantity.column("dlnf_dvphi", "s/km", "d lnf_flow/dvphi"),
            Quantity.column("dlnf_dvz", "s/km", "d lnf_flow/dvz"));

    private static final List<StructField> ACCELERATION_COLUMNS = List.of(
            Quantity.column("aR_flow", "pc/Myr^2", "radial acceleration from the learned f"),
            Quantity.column("az_flow", "pc/Myr^2", "vertical acceleration from the learned f"),
            Quantity.column("aR_flow_err", "pc/Myr^2", "1-sigma error of aR_flow (jackknife)"),
            Quantity.column("az_flow_err", "pc/Myr^2", "1-sigma error of az_flow (jackknife)"),
            Quantity.column(
                    "reason_flow", DataTypes.StringType, "1", "why there is no acceleration; null where there is one"));

    /**
     * What flows are asked for.
     *
     * @param density whether for ln f and its gradient, for which points need velocities
     * @param acceleration how accelerations are found; null when they are not asked for
     */
    record Questions(boolean density, AccelerationSettings acceleration) implements Serializable {
        private static final long serialVersionUID = 1;

        /** The columns of the answers. */
        List<StructField> columns() {
            List<StructField> columns = new ArrayList<>();
            if (density) {
                columns.addAll(DENSITY_COLUMNS);
            }
            if (acceleration != null) {
                columns.addAll(ACCELERATION_COLUMNS);
            }
            return columns;
        }
    }

    private final Questions questions;
    private final EvaluateAccelerations.FlowsEnsemble flows;

    /**
     * @param flows an ensemble of flows as bytes
     * @param questions what is asked of them
     */
    FlowEvaluator(byte[] flows, Questions questions) {
        this.questions = questions;
        this.flows = new EvaluateAccelerations.FlowsEnsemble(flows, questions.acceleration());
    }

    /**
     * The columns of {@link Questions#columns}.
     *
     * @param points n points; their velocities matter only to the density
     * @param rows [n] the points' numbers, which with the settings decide the velocities of the inversion
     * @return [columns][n]; null where a point lies outside the volume that the flows were trained in, or the inversion fails
     */
    List<Object[]> columns(Stars points, long[] rows) {
        List<Object[]> columns = new ArrayList<>();
        if (points.size() == 0) {
            questions.columns().forEach(column -> columns.add(new Object[0]));
            return columns;
        }
        if (questions.density()) {
            columns.addAll(density(points));
        }
        if (questions.acceleration() != null) {
            columns.addAll(accelerations(points, rows));
        }
        return columns;
    }

    private List<Object[]> density(Stars points) {
        LnfGradients gradients = flows.f().gradients(points);
        List<double[]> values = List.of(
                gradients.lnf(), gradients.dR(), gradients.dz(), gradients.dvR(), gradients.dvphi(), gradients.dvz());
        List<Object[]> columns = new ArrayList<>();
        for (double[] column : values) {
            Object[] inside = new Object[points.size()];
            for (int i = 0; i < inside.length; i++) {
                // Beyond it a flow says something, too, but it means nothing.
                inside[i] = flows.f().volume().contains(points.R()[i], points.z()[i]) ? column[i] : null;
            }
            columns.add(inside);
        }
        return columns;
    }

    private List<Object[]> accelerations(Stars points, long[] rows) {
        AccelerationSettings settings = questions.acceleration();
        TrainingVolume volume = flows.f().volume();
        List<Object[]> columns = new ArrayList<>();
        for (int c = 0; c < ACCELERATION_COLUMNS.size(); c++) {
            columns.add(new Object[points.size()]);
        }
        Object[] reasons = columns.get(columns.size() - 1);
        List<Position> reached = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < reasons.length; i++) {
            Position position = new Position(rows[i], points.R()[i], points.z()[i]);
            reasons[i] = EvaluateAccelerations.refusal(volume, settings.edge(), position);
            if (reasons[i] == null) {
                reached.add(position);
                places.add(i);
            }
        }
        List<InversionTiles.Cell> cells = InversionTiles.cells(reached, flows, settings);
        Jackknife jackknife = AccelerationRows.jackknife(cells);
        for (int k = 0; k < cells.size(); k++) {
            InversionTiles.Cell cell = cells.get(k);
            int i = places.get(k);
            columns.get(0)[i] = inTable(cell.aR());
            columns.get(1)[i] = inTable(cell.az());
            columns.get(2)[i] = inTable(AccelerationRows.error(cell.aRWithout(), jackknife));
            columns.get(3)[i] = inTable(AccelerationRows.error(cell.azWithout(), jackknife));
            reasons[i] = cell.reason();
        }
        return columns;
    }

    private static Double inTable(double acceleration) {
        return Double.isFinite(acceleration) ? acceleration * Units.PC_MYR2_PER_KM2_S2_KPC : null;
    }

    @Override
    public void close() {
        flows.close();
    }
}
