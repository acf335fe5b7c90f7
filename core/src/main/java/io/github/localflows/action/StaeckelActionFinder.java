package io.github.localflows.action;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Potential;

/**
 * Actions of bound, prograde orbits in an axisymmetric potential, and their gradients, by the Stäckel fudge.
 *
 * <p>The potential is taken to be separable in prolate spheroidal coordinates (u, v), {@code R = Delta sinh u sin v},
 * {@code z = Delta cosh u cos v}, through the star's own u and through v = pi/2, which gives
 * <pre>
 *   Jr = (1/pi) ∫ p_u du   over [uMin, uMax]
 *   Jz = (2/pi) ∫ p_v dv   over [vMin, pi/2]
 *   Lz = R vphi            (exact)
 * </pre>
 * Method: Binney (2012), MNRAS 426, 1324. How {@code Delta} may be chosen: Sanders (2012), MNRAS 426, 128, eq. 9.
 *
 * <p><b>Units:</b> kpc, km/s; actions in kpc km/s.
 *
 * <p><b>Accuracy:</b> exact when the potential is of Stäckel's form and {@code Delta} its focal distance; otherwise the
 * fudge dominates. The integrals themselves are good to 5e-9 for stars of a disc, to 2e-8 for orbits of any Lz, down to
 * 1e-12 kpc km/s, that reach some kpc, radial, polar or nearly unbound, and to 1e-6 within 0.3 kpc of a cusp (asserted in
 * {@code StaeckelActionFinderTest}): below 1e-6 kpc the potential in the plane is taken to be constant. Orbits trapped by
 * a resonance get actions as if they were not; next to a separatrix of the fudge, where p_u has a second range for one
 * and the same E and I, the radial action is that of the range's ends.
 *
 * <p><b>No actions</b> (all NaN) has a star that is unbound, whose apocentre would lie beyond 1e6 kpc or that is there
 * already; one that does not rotate forwards (Lz &lt;= 0); one within 1e-45 Delta of the axis, or of Lz below
 * 1e-125 Delta km/s, for powers of these are no numbers; one with a coordinate that is not finite; and one for which the
 * fudge finds an orbit that never crosses the plane, as it can when {@code Delta} is far too large for a nearly spherical
 * potential.
 *
 * <p>Immutable and thread-safe. Cheap to call, up to a tenth of a second to build: make one per task.
 */
public final class StaeckelActionFinder {
    /** Safety with which the thickness is underestimated: too thin costs a node or two, too thick costs digits. */
    private static final double THINNER = 1.5;

    private final Potential potential;
    private final double Delta;
    private final MidplaneTable midplane;
    private final double thickness;
    private final double escapeEnergy;
    private final boolean refined;

    /**
     * The fudge in a potential.
     *
     * @param potential the galaxy
     * @param Delta focal distance of the coordinates [kpc], positive; nearly 0 for a spherical potential
     */
    public StaeckelActionFinder(Potential potential, double Delta) {
        if (!(Delta > 0 && Delta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Delta = " + Delta
                    + " kpc: the focal distance of the Staeckel fudge must be positive and finite."
                    + " A few kpc suit a disc galaxy.");
        }
        this.potential = potential;
        this.Delta = Delta;
        midplane = new MidplaneTable(potential, Delta);
        escapeEnergy = midplane.value(Math.nextDown(midplane.outermost()));
        thickness = thickness(potential, 2 * Delta) / THINNER;
        refined = true;
    }

    private StaeckelActionFinder(StaeckelActionFinder other, boolean refined) {
        potential = other.potential;
        Delta = other.Delta;
        midplane = other.midplane;
        escapeEnergy = other.escapeEnergy;
        thickness = other.thickness;
        this.refined = refined;
    }

    /**
     * The same with 256 nodes at most in each integral. The actions have the same bits but for orbits that pass the axis at
     * less than a fiftieth of their reach, of which they are off by up to 1e-4, and for stars within some 0.3 kpc of the
     * axis, off by up to 1e-3. The sampler uses it, so that stars that were drawn before keep their bits.
     */
    public StaeckelActionFinder coarse() {
        return new StaeckelActionFinder(this, false);
    }

    /**
     * Half the thickness of the disc at R: where the vertical stiffness (1/z) dPhi/dz, which falls as
     * 1/sqrt(z² + thickness²) through a flat sheet, is down to 1/sqrt 2. It only steers where the nodes of the
     * quadrature lie.
     */
    private static double thickness(Potential potential, double R) {
        double z = 1e-3 * R;
        double stiffness = -potential.acceleration(R, z).az() / z;
        while (z < R && -potential.acceleration(R, z).az() / z > Math.sqrt(0.5) * stiffness) {
            z *= 1.1;
        }
        return z;
    }

    /** The focal distance [kpc]. */
    public double Delta() {
        return Delta;
    }

    /**
     * Actions at one phase-space point; for many, use the batch.
     *
     * @return {@code Jr >= 0}, {@code Lz > 0}, {@code Jz >= 0}, or {@link Actions#UNBOUND}
     */
    public Actions actions(PhasePoint point) {
        SeparatedOrbit orbit = orbit();
        return orbit.set(point.R(), point.z(), point.vR(), point.vphi(), point.vz())
                ? new Actions(orbit.Jr(), orbit.Lz(), orbit.Jz())
                : Actions.UNBOUND;
    }

    /**
     * Actions of a batch of stars [kpc km/s]; all three NaN for a star that has none.
     *
     * @param stars n stars
     * @param Jr [n or more] filled with radial actions
     * @param Lz [n or more] filled with angular momenta
     * @param Jz [n or more] filled with vertical actions
     */
    public void actions(Stars stars, double[] Jr, double[] Lz, double[] Jz) {
        SeparatedOrbit orbit = orbit();
        for (int i = 0; i < stars.size(); i++) {
            set(orbit, stars, i, Jr, Lz, Jz);
        }
    }

    /**
     * Actions of a batch of stars and their gradients: the derivatives of the integrals, not differences of actions, so
     * as accurate as the actions are. Both gradients vanish with their actions, which are quadratic there.
     */
    public ActionGradients gradients(Stars stars) {
        ActionGradients gradients = ActionGradients.allocate(stars.size());
        SeparatedOrbit orbit = orbit();
        for (int i = 0; i < stars.size(); i++) {
            if (set(orbit, stars, i, gradients.Jr(), gradients.Lz(), gradients.Jz())) {
                orbit.gradients(gradients.dJr(), gradients.dJz(), i);
            } else {
                for (int c = 0; c < gradients.dJr().length; c++) {
                    gradients.dJr()[c][i] = Double.NaN;
                    gradients.dJz()[c][i] = Double.NaN;
                }
            }
        }
        return gradients;
    }

    private static boolean set(SeparatedOrbit orbit, Stars stars, int i, double[] Jr, double[] Lz, double[] Jz) {
        boolean bound = orbit.set(stars.R()[i], stars.z()[i], stars.vR()[i], stars.vphi()[i], stars.vz()[i]);
        Jr[i] = bound ? orbit.Jr() : Double.NaN;
        Lz[i] = bound ? orbit.Lz() : Double.NaN;
        Jz[i] = bound ? orbit.Jz() : Double.NaN;
        return bound;
    }

    private SeparatedOrbit orbit() {
        return new SeparatedOrbit(potential, midplane, Delta, thickness, escapeEnergy, refined);
    }
}
