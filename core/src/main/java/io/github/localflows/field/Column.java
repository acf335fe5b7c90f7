package io.github.localflows.field;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The mass density along z at one R of a {@link GridDensity}, linear between the heights of its nodes. Immutable. */
public final class Column {
    private final double[] z;
    private final double[] rho;
    private final List<double[]> rhoWithout;
    private final Jackknife jackknife;

    /**
     * @param z heights of the nodes [kpc], ascending
     * @param rho the density there [Msun/pc³]
     * @param rhoWithout the same without each group of the ensemble's members
     */
    Column(double[] z, double[] rho, List<double[]> rhoWithout, Jackknife jackknife) {
        this.z = z;
        this.rho = rho;
        this.rhoWithout = rhoWithout;
        this.jackknife = jackknife;
    }

    /**
     * The density at a height [Msun/pc³].
     *
     * @param z the height [kpc], between the first and the last node
     */
    public Measured density(double z) {
        return measured(values -> at(this.z, values, z));
    }

    /**
     * The surface density [Msun/pc²] of the part from -absZ to absZ.
     *
     * @param absZ its half-length [kpc], positive, within the nodes
     */
    public Measured surfaceDensity(double absZ) {
        return measured(values -> MassDensity.surfaceDensity(z, values, absZ));
    }

    private Measured measured(ToDoubleFunction<double[]> figure) {
        return new Measured(
                figure.applyAsDouble(rho),
                jackknife.error(rhoWithout.stream().mapToDouble(figure).toArray()));
    }

    /** A value between nodes, linear; at a node its own, whether the next one is known or not. */
    static double at(double[] nodes, double[] values, double x) {
        int i = Arrays.binarySearch(nodes, x);
        if (i >= 0) {
            return values[i];
        }
        int above = -i - 1;
        if (above == 0 || above == nodes.length) {
            throw new IllegalArgumentException(x + " kpc lies beyond the nodes, which go from " + nodes[0] + " to "
                    + nodes[nodes.length - 1] + " kpc");
        }
        double part = (x - nodes[above - 1]) / (nodes[above] - nodes[above - 1]);
        return values[above - 1] + part * (values[above] - values[above - 1]);
    }
}
