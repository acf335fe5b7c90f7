package io.github.localflows.field;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The {@link MassDensity} over a regular grid of accelerations of an ensemble, with errors by the {@link Jackknife}: the density is
 * found anew from the accelerations without each group of the members. Immutable and thread-safe.
 */
public final class GridDensity {
    private final double[] R;
    private final double[] z;
    private final double[][] rho;
    private final List<double[][]> rhoWithout;
    private final Jackknife jackknife;

    private GridDensity(double[] R, double[] z, double[][] rho, List<double[][]> rhoWithout) {
        this.R = R;
        this.z = z;
        this.rho = rho;
        this.rhoWithout = rhoWithout;
        jackknife = new Jackknife(Math.max(1, rhoWithout.size()));
    }

    /**
     * The density that the accelerations need.
     *
     * @param R [nR] radii [kpc], positive, ascending in equal steps
     * @param z [nz] heights [kpc], ascending in equal steps
     * @param estimates [nR nz] accelerations, for each R all z; those without a solution leave gaps
     * @param window over which they are differentiated
     * @return NaN everywhere when there are fewer than three radii or heights, for then they have no derivatives
     * @throws IllegalArgumentException when there is not one estimate a node, their members fall into different numbers of
     *     groups, or the grid is not regular
     */
    public static GridDensity of(double[] R, double[] z, List<EnsembleEstimate> estimates, MassDensity.Window window) {
        if (estimates.size() != R.length * z.length) {
            throw new IllegalArgumentException(estimates.size() + " accelerations on a grid of " + R.length
                    + " radii and " + z.length + " heights: there must be one a node");
        }
        int groups = 0;
        for (EnsembleEstimate estimate : estimates) {
            int own = estimate.without().size();
            if (own > 0 && groups > 0 && own != groups) {
                throw new IllegalArgumentException("accelerations of ensembles of " + groups + " and of " + own
                        + " groups on one grid: all must be of the same ensemble");
            }
            groups = Math.max(groups, own);
        }
        double[][] rho = density(R, z, estimates, EnsembleEstimate::all, window);
        List<double[][]> rhoWithout = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            int g = group;
            rhoWithout.add(density(
                    R,
                    z,
                    estimates,
                    estimate -> estimate.without().isEmpty()
                            ? estimate.all()
                            : estimate.without().get(g),
                    window));
        }
        return new GridDensity(R.clone(), z.clone(), rho, rhoWithout);
    }

    private static double[][] density(
            double[] R,
            double[] z,
            List<EnsembleEstimate> estimates,
            Function<EnsembleEstimate, AccelerationEstimate> choice,
            MassDensity.Window window) {
        double[][] aR = new double[R.length][z.length];
        double[][] az = new double[R.length][z.length];
        for (int i = 0; i < estimates.size(); i++) {
            AccelerationEstimate estimate = choice.apply(estimates.get(i));
            aR[i / z.length][i % z.length] = estimate.aR();
            az[i / z.length][i % z.length] = estimate.az();
        }
        if (R.length < MassDensity.FEWEST_NODES || z.length < MassDensity.FEWEST_NODES) {
            for (double[] row : aR) {
                Arrays.fill(row, Double.NaN);
            }
            return aR;
        }
        return MassDensity.density(R, z, aR, az, window);
    }

    /**
     * The density at a node [Msun/pc³].
     *
     * @param iR number of the radius, from 0
     * @param iz number of the height, from 0
     */
    public Measured at(int iR, int iz) {
        return new Measured(
                rho[iR][iz],
                jackknife.error(
                        rhoWithout.stream().mapToDouble(field -> field[iR][iz]).toArray()));
    }

    /** Whether a column at R [kpc] that reaches from -absZ to absZ [kpc] lies within the grid. */
    public boolean holdsColumn(double R, double absZ) {
        return R >= this.R[0] && R <= this.R[this.R.length - 1] && -absZ >= z[0] && absZ <= z[z.length - 1];
    }

    /**
     * The column at a radius, linear between the nodes.
     *
     * @param R its radius [kpc], within the grid
     * @throws IllegalArgumentException when the grid does not reach that far
     */
    public Column column(double R) {
        if (!(R >= this.R[0] && R <= this.R[this.R.length - 1])) {
            throw new IllegalArgumentException("a column at R = " + R + " kpc: the grid has " + this.R[0] + " to "
                    + this.R[this.R.length - 1] + " kpc");
        }
        return new Column(
                z,
                column(R, rho),
                rhoWithout.stream().map(field -> column(R, field)).toList(),
                jackknife);
    }

    private double[] column(double R, double[][] field) {
        double[] column = new double[z.length];
        for (int iz = 0; iz < column.length; iz++) {
            int k = iz;
            column[iz] = Column.at(
                    this.R, Arrays.stream(field).mapToDouble(line -> line[k]).toArray(), R);
        }
        return column;
    }
}
