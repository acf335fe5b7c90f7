package io.github.localflows.job;

import io.github.localflows.config.ModelSettings;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.flow.FlowDistributionFunction;
import io.github.localflows.flow.FlowEnsemble;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.CircularOrbits;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.units.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.apache.spark.sql.types.StructField;

/**
 * Evaluates quantities of the model galaxy, and of flows, at batches of points. Costly to build, and thread-safe: one per
 * process. Holds the flows' native memory: {@link #close} it.
 */
final class PointEvaluator implements AutoCloseable {
    /** What the flows give at a point: ln f and its gradient. */
    static final List<StructField> FLOW_COLUMNS = List.of(
            Quantity.column(
                    "lnf_flow", "1", "natural logarithm of the learned f, in kpc^-3 (km/s)^-3 or kpc^-2 (km/s)^-3"),
            Quantity.column("dlnf_dR", "1/kpc", "d lnf_flow/dR"),
            Quantity.column("dlnf_dz", "1/kpc", "d lnf_flow/dz"),
            Quantity.column("dlnf_dvR", "s/km", "d lnf_flow/dvR"),
            Quantity.column("dlnf_dvphi", "s/km", "d lnf_flow/dvphi"),
            Quantity.column("dlnf_dvz", "s/km", "d lnf_flow/dvz"));

    private final List<Quantity> quantities;
    private final CompositePotential potential;
    private final CircularOrbits circularOrbits;
    private final QuasiIsothermalMixture f;
    private final FlowDistributionFunction flow;

    /**
     * @param model the galaxy
     * @param quantities what is asked of it
     * @param flows an ensemble of flows as bytes, or null for none
     */
    PointEvaluator(ModelSettings model, List<Quantity> quantities, byte[] flows) {
        this.quantities = List.copyOf(quantities);
        potential = model.potential().potential();
        circularOrbits = new CircularOrbits(potential);
        f = model.mixture();
        flow = flows == null ? null : new FlowDistributionFunction(FlowEnsemble.fromBytes(flows));
    }

    /**
     * The columns of the quantities in their order, then those of the flows.
     *
     * @param points n points; their velocities matter only to quantities that need them
     * @return [columns][n]; NaN where a star has no actions, or lies outside the volume that the flows were trained in
     */
    List<double[]> columns(Stars points) {
        List<double[]> columns = new ArrayList<>();
        for (Quantity quantity : quantities) {
            List<double[]> values = values(quantity, points);
            if (quantity != Quantity.ACTIONS) {
                values.forEach(column -> checkNumbers(quantity, column, points));
            }
            columns.addAll(values);
        }
        if (flow != null) {
            columns.addAll(flowColumns(points));
        }
        return columns;
    }

    private List<double[]> flowColumns(Stars points) {
        LnfGradients gradients = flow.gradients(points);
        List<double[]> columns = List.of(
                gradients.lnf(), gradients.dR(), gradients.dz(), gradients.dvR(), gradients.dvphi(), gradients.dvz());
        for (int i = 0; i < points.size(); i++) {
            // Beyond it a flow says something, too, but it means nothing.
            if (!flow.volume().contains(points.R()[i], points.z()[i])) {
                for (double[] column : columns) {
                    column[i] = Double.NaN;
                }
            }
        }
        return columns;
    }

    @Override
    public void close() {
        if (flow != null) {
            flow.close();
        }
    }

    private List<double[]> values(Quantity quantity, Stars points) {
        double[] R = points.R();
        double[] z = points.z();
        int n = points.size();
        switch (quantity) {
            case POTENTIAL:
                return List.of(column(n, i -> potential.Phi(R[i], z[i])));
            case ACCELERATION:
                double[] aR = new double[n];
                double[] az = new double[n];
                for (int i = 0; i < n; i++) {
                    Acceleration acceleration = potential.acceleration(R[i], z[i]);
                    aR[i] = acceleration.aR() * Units.PC_MYR2_PER_KM2_S2_KPC;
                    az[i] = acceleration.az() * Units.PC_MYR2_PER_KM2_S2_KPC;
                }
                return List.of(aR, az);
            case DENSITY:
                return List.of(column(n, i -> potential.density(R[i], z[i])));
            case ACTIONS:
                double[] Jr = new double[n];
                double[] Lz = new double[n];
                double[] Jz = new double[n];
                f.actionFinder().actions(points, Jr, Lz, Jz);
                return List.of(Jr, Lz, Jz);
            case FREQUENCIES:
                return List.of(
                        column(n, i -> circularOrbits.Omega(R[i])),
                        column(n, i -> circularOrbits.kappa(R[i])),
                        column(n, i -> circularOrbits.nu(R[i])));
            case DF:
                return List.of(f.lnf(points));
            default:
                throw new IllegalStateException("no way to evaluate " + quantity);
        }
    }

    private static double[] column(int n, IntToDoubleFunction value) {
        double[] column = new double[n];
        for (int i = 0; i < n; i++) {
            column[i] = value.applyAsDouble(i);
        }
        return column;
    }

    private static void checkNumbers(Quantity quantity, double[] column, Stars points) {
        for (int i = 0; i < column.length; i++) {
            if (Double.isNaN(column[i])) {
                throw new IllegalStateException(quantity + " is not a number at " + points.point(i));
            }
        }
    }
}
