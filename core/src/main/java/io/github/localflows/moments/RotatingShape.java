package io.github.localflows.moments;

import io.github.localflows.expansion.AzimuthalBasis;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Potential;
import java.io.Serializable;
import java.util.List;

/**
 * Which functions the weak form in a rotating frame has: those of a {@link WeakFormShape} that depend on R and z, and some that depend on the
 * azimuth, too. How many of these there are was chosen by measurement: more found the pattern speed of barred mock stars no better.
 *
 * @param meridional the functions of R and z
 * @param halfWidth of the sector about the Sun that the stars are in [rad], or pi for all around
 */
public record RotatingShape(WeakFormShape meridional, double halfWidth) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Of the functions of the azimuth, of potential and tests alike: cos and sin of 2 phi all around, phi to phi² in a sector. */
    private static final int ORDER_AROUND = 1;

    private static final int ORDER_IN_SECTOR = 2;

    /** Of the polynomials in R of the potential's functions that depend on the azimuth. */
    private static final int DEGREE = 2;

    /** @throws IllegalArgumentException when its functions cannot be */
    public RotatingShape {
        basis(meridional, halfWidth);
        functions(meridional.functions(0, new double[] {1, 1, 1}), halfWidth);
    }

    private static int order(double halfWidth) {
        return halfWidth == Math.PI ? ORDER_AROUND : ORDER_IN_SECTOR;
    }

    private static AzimuthalBasis basis(WeakFormShape meridional, double halfWidth) {
        return new AzimuthalBasis(
                meridional.basis(), Math.min(DEGREE, meridional.degree() + 1), halfWidth, order(halfWidth));
    }

    private static RotatingFunctions functions(TestFunctions fine, double halfWidth) {
        TestFunctions coarse = new TestFunctions(
                fine.R0(),
                fine.halfWidthR(),
                fine.absZmax(),
                fine.degreeR(),
                List.of(),
                fine.vphi0(),
                fine.widthR(),
                fine.widthphi(),
                fine.widthz(),
                fine.degreeV());
        return new RotatingFunctions(fine, coarse, halfWidth, order(halfWidth));
    }

    /**
     * What one pass over all stars needs to know beforehand.
     *
     * @param functions whose moments are summed
     * @param basis of the potential
     * @param pilot about which the moments' scatter is found; axisymmetric, which makes no difference to it
     * @param gravity a scale of dPhi/dR [km²/s²/kpc]
     */
    public record Prepared(RotatingFunctions functions, AzimuthalBasis basis, Potential pilot, double gravity)
            implements Serializable {
        private static final long serialVersionUID = 1;

        /** What adds stars up, about the pilot or another potential. */
        public RotatingAccumulator accumulator(Potential about) {
            return new RotatingAccumulator(functions, basis, about);
        }
    }

    /**
     * Finds the velocities' centre and widths, and a pilot of the potential as if it were axisymmetric, from some of the stars.
     *
     * @param stars some stars of the sector
     * @param weights of these stars
     * @throws Unsolvable when they are too few, or do not differ
     */
    public Prepared prepared(Stars stars, double[] weights) throws Unsolvable {
        WeakFormShape.Prepared axisymmetric = meridional.prepared(stars, weights);
        return new Prepared(
                functions(axisymmetric.functions(), halfWidth),
                basis(meridional, halfWidth),
                axisymmetric.pilot(),
                axisymmetric.gravity());
    }
}
