package io.github.localflows.comparison;

import java.util.List;

/** What the search for the best fit and the sampler need to know of a method and its stars. Implementations are thread-safe. */
interface Model {
    /** The parameters, in the order of the arrays below. */
    List<Parameter> parameters();

    /** ln of likelihood times prior, with any norm; -Infinity outside of the prior. */
    double lnPosterior(double[] parameters);

    /**
     * A point inside of the prior for each point of the unit cube, all points of the prior among them.
     *
     * @param unit [d], each strictly between 0 and 1
     */
    double[] parameters(double[] unit);

    /** Vertical acceleration [km²/s²/kpc] at height z [kpc], for parameters inside of the prior. */
    double az(double[] parameters, double z);
}
