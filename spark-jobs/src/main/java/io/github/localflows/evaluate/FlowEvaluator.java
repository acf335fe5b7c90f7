package io.github.localflows.evaluate;

import io.github.localflows.cluster.PerProcess;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.field.AccelerationEstimate;
import io.github.localflows.field.BoltzmannInversion;
import io.github.localflows.field.Ensemble;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Outcome;
import io.github.localflows.field.PatternSpeed;
import io.github.localflows.field.Position;
import io.github.localflows.field.Reach;
import io.github.localflows.learned.FlowDistributionFunction;
import io.github.localflows.learned.FlowEnsemble;
import io.github.localflows.phase.Stars;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.units.Units;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** And where flows see azimuths. */
    private static final StructField DPHI_COLUMN = Quantity.column("dlnf_dphi", "1/rad", "d lnf_flow/dphi");

    private static final List<StructField> ACCELERATION_COLUMNS = List.of(
            Quantity.column("aR_flow", "pc/Myr^2", "radial acceleration from the learned f"),
            Quantity.column("az_flow", "pc/Myr^2", "vertical acceleration from the learned f"),
            Quantity.column("aR_flow_err", "pc/Myr^2", "1-sigma error of aR_flow (jackknife)"),
            Quantity.column("az_flow_err", "pc/Myr^2", "1-sigma error of az_flow (jackknife)"),
            Quantity.column(
                    "reason_flow", DataTypes.StringType, "1", "why there is no acceleration; null where there is one"));

    /** And where flows see azimuths. */
    private static final List<StructField> APHI_COLUMNS = List.of(
            Quantity.column("aphi_flow", "pc/Myr^2", "azimuthal acceleration from the learned f"),
            Quantity.column("aphi_flow_err", "pc/Myr^2", "1-sigma error of aphi_flow (jackknife)"));

    /**
     * What flows are asked for.
     *
     * @param seeAzimuths whether their f depends on the azimuth
     * @param density whether for ln f and its gradient, for which points need velocities
     * @param acceleration how accelerations are found; null when they are not asked for
     * @param frame in which flows that see azimuths are taken as steady; null while it is not known, and where no acceleration of such
     *     flows is asked for
     */
    record Questions(boolean seeAzimuths, boolean density, AccelerationSettings acceleration, PatternSpeed frame)
            implements Serializable {
        private static final long serialVersionUID = 1;

        /** The same of flows that are steady in a frame. */
        Questions in(PatternSpeed found) {
            return new Questions(seeAzimuths, density, acceleration, found);
        }

        /** The columns of the answers. */
        List<StructField> columns() {
            List<StructField> columns = new ArrayList<>();
            if (density) {
                columns.addAll(DENSITY_COLUMNS);
                if (seeAzimuths) {
                    columns.add(DPHI_COLUMN);
                }
            }
            if (acceleration != null) {
                columns.addAll(ACCELERATION_COLUMNS);
                if (seeAzimuths) {
                    columns.addAll(APHI_COLUMNS);
                }
            }
            return columns;
        }
    }

    private final Questions questions;
    private final FlowDistributionFunction f;

    /** Drawing the stars whose velocities it takes costs seconds: built when a position is first within reach. */
    private final PerProcess<BoltzmannInversion> inversion;

    /**
     * @param flows an ensemble of flows as bytes
     * @param questions what is asked of them
     */
    FlowEvaluator(byte[] flows, Questions questions) {
        this.questions = questions;
        f = new FlowDistributionFunction(FlowEnsemble.fromBytes(flows));
        inversion = new PerProcess<>(() -> questions.frame() == null
                ? questions.acceleration().inversion(f)
                : questions.acceleration().inversion(f, questions.frame()));
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
        LnfGradients gradients = f.gradients(points);
        List<double[]> values = new ArrayList<>(List.of(
                gradients.lnf(), gradients.dR(), gradients.dz(), gradients.dvR(), gradients.dvphi(), gradients.dvz()));
        if (questions.seeAzimuths()) {
            values.add(gradients.dphi());
        }
        List<Object[]> columns = new ArrayList<>();
        for (double[] column : values) {
            Object[] inside = new Object[points.size()];
            for (int i = 0; i < inside.length; i++) {
                // Beyond it a flow says something, too, but it means nothing.
                inside[i] = isKnown(points, i) ? column[i] : null;
            }
            columns.add(inside);
        }
        return columns;
    }

    private boolean isKnown(Stars points, int i) {
        boolean inSector = f.azimuth().isEmpty()
                || Math.abs(points.azimuth(i)) < f.azimuth().getAsDouble();
        return inSector && f.volume().encloses(points.R()[i], points.z()[i]);
    }

    private List<Object[]> accelerations(Stars points, long[] rows) {
        Reach reach =
                new Reach(f.volume(), f.azimuth(), questions.acceleration().edge());
        List<Object[]> columns = new ArrayList<>();
        for (int c = 0; c < ACCELERATION_COLUMNS.size() + (questions.seeAzimuths() ? APHI_COLUMNS.size() : 0); c++) {
            columns.add(new Object[points.size()]);
        }
        Object[] reasons = columns.get(ACCELERATION_COLUMNS.size() - 1);
        List<Position> reached = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < reasons.length; i++) {
            double phi = questions.seeAzimuths() ? points.azimuth(i) : 0;
            if (!Double.isFinite(phi)) {
                reasons[i] = "phi is no finite number";
                continue;
            }
            Position position = new Position(rows[i], points.R()[i], phi, points.z()[i]);
            Optional<Outcome> refusal = reach.refusal(position.R(), position.phi(), position.z());
            if (refusal.isPresent()) {
                reasons[i] = refusal.get().description();
            } else {
                reached.add(position);
                places.add(i);
            }
        }
        if (reached.isEmpty()) {
            return columns;
        }
        List<EnsembleEstimate> estimates = inversion.value().estimates(Ensemble.ofFlows(f), reached);
        for (int k = 0; k < estimates.size(); k++) {
            AccelerationEstimate estimate = estimates.get(k).all();
            int i = places.get(k);
            columns.get(0)[i] = inTable(estimate.aR());
            columns.get(1)[i] = inTable(estimate.az());
            columns.get(2)[i] = inTable(estimate.aRError());
            columns.get(3)[i] = inTable(estimate.azError());
            if (questions.seeAzimuths()) {
                columns.get(ACCELERATION_COLUMNS.size())[i] = inTable(estimate.aphi());
                columns.get(ACCELERATION_COLUMNS.size() + 1)[i] = inTable(estimate.aphiError());
            }
            reasons[i] = estimate.solved() ? null : estimate.outcome().description();
        }
        return columns;
    }

    private static Double inTable(double acceleration) {
        return Double.isFinite(acceleration) ? acceleration * Units.PC_MYR2_PER_KM2_S2_KPC : null;
    }

    @Override
    public void close() {
        f.close();
    }
}
