package io.github.localflows.evaluate;

import io.github.localflows.action.StaeckelActionFinder;
import io.github.localflows.df.DistributionFunction;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.CircularOrbits;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.units.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Evaluates quantities of the model galaxy, and of flows, at batches of points. Costly to build, and thread-safe: one per
 * process. Takes the flows over: {@link #close} it.
 */
final class PointEvaluator implements AutoCloseable {
    private final List<Quantity> quantities;
    private final CompositePotential potential;
    private final CircularOrbits circularOrbits;
    private final StaeckelActionFinder actionFinder;
    private final DistributionFunction f;
    private final FlowEvaluator flows;

    /**
     * @param model the galaxy
     * @param quantities what is asked of it
     * @param flows flows to ask too, or null for none
     */
    PointEvaluator(ModelSettings model, List<Quantity> quantities, FlowEvaluator flows) {
        this.quantities = List.copyOf(quantities);
        potential = model.potential().potential();
        circularOrbits = new CircularOrbits(potential);
        actionFinder = model.actionFinder();
        f = model.f();
        this.flows = flows;
    }

    /**
     * What was evaluated.
     *
     * @param columns [columns][n] of the quantities in their order, then those of the flows; null where a star has no actions, the
     *     flows have no answer, or the value is not finite
     * @param reasons [n] which quantities are not finite at a point, null where all are
     */
    record Answers(List<Object[]> columns, String[] reasons) {}

    /**
     * Evaluates all that is asked for.
     *
     * @param points n points; their velocities matter only to quantities that need them
     * @param rows [n] the points' numbers
     */
    Answers answers(Stars points, long[] rows) {
        List<Object[]> columns = new ArrayList<>();
        String[] reasons = new String[points.size()];
        for (Quantity quantity : quantities) {
            boolean[] bad = new boolean[points.size()];
            for (double[] column : values(quantity, points)) {
                columns.add(column(quantity, column, bad));
            }
            for (int i = 0; i < bad.length; i++) {
                if (bad[i]) {
                    String reason = quantity + " is not a finite number here";
                    reasons[i] = reasons[i] == null ? reason : reasons[i] + "; " + reason;
                }
            }
        }
        if (flows != null) {
            columns.addAll(flows.columns(points, rows));
        }
        return new Answers(columns, reasons);
    }

    /** The values for a table, nulls in place of those that are not finite; these are bad unless a star may be without. */
    private static Object[] column(Quantity quantity, double[] values, boolean[] bad) {
        Object[] column = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            boolean noStar = quantity == Quantity.DF && values[i] == Double.NEGATIVE_INFINITY;
            if (Double.isFinite(values[i]) || noStar) {
                column[i] = values[i];
            } else {
                bad[i] |= quantity != Quantity.ACTIONS;
            }
        }
        return column;
    }

    @Override
    public void close() {
        if (flows != null) {
            flows.close();
        }
    }

    private List<double[]> values(Quantity quantity, Stars points) {
        double[] R = points.R();
        double[] z = points.z();
        int n = points.size();
        return switch (quantity) {
            case POTENTIAL -> List.of(column(n, i -> potential.Phi(R[i], z[i])));
            case ACCELERATION -> {
                double[] aR = new double[n];
                double[] az = new double[n];
                for (int i = 0; i < n; i++) {
                    Acceleration acceleration = potential.acceleration(R[i], z[i]);
                    aR[i] = acceleration.aR() * Units.PC_MYR2_PER_KM2_S2_KPC;
                    az[i] = acceleration.az() * Units.PC_MYR2_PER_KM2_S2_KPC;
                }
                yield List.of(aR, az);
            }
            case DENSITY -> List.of(column(n, i -> potential.density(R[i], z[i])));
            case ACTIONS -> {
                double[] Jr = new double[n];
                double[] Lz = new double[n];
                double[] Jz = new double[n];
                actionFinder.actions(points, Jr, Lz, Jz);
                yield List.of(Jr, Lz, Jz);
            }
            case FREQUENCIES ->
                List.of(
                        column(n, i -> circularOrbits.Omega(R[i])),
                        column(n, i -> circularOrbits.kappa(R[i])),
                        column(n, i -> circularOrbits.nu(R[i])));
            case DF -> List.of(f.lnf(points));
        };
    }

    private static double[] column(int n, IntToDoubleFunction value) {
        double[] column = new double[n];
        for (int i = 0; i < n; i++) {
            column[i] = value.applyAsDouble(i);
        }
        return column;
    }
}
