package io.github.localflows.moments;

import io.github.localflows.expansion.PotentialBasis;
import io.github.localflows.expansion.PotentialExpansion;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.Potential;
import java.util.Optional;
import org.bytedeco.javacpp.DoublePointer;

/**
 * Adds stars up to {@link MomentSums}, a tile of {@value #TILE} at a time, whose sums of products are products of matrices. Memory does
 * not depend on the number of stars. For one thread; to be closed.
 *
 * <p>The bits depend on the stars, their order and where tiles begin: with the first star, and after each {@link #sums}.
 */
public final class MomentAccumulator implements AutoCloseable {
    /** Stars of a tile: its matrices stay in the cache. */
    static final int TILE = 256;

    private static final int NONE = -1;

    private final TestFunctions functions;
    private final PotentialBasis basis;
    private final Potential pilot;
    private final double[] pilotCoefficients;
    private final PotentialBasis.Jet jet;
    private final int J;
    private final int K;
    private final VerticalFunctions even;
    private final VerticalFunctions odd;
    private final VelocityFunctions evenV;
    private final VelocityFunctions oddV;
    private final VelocityFunctions evenMirror;
    private final VelocityFunctions oddMirror;

    private final double[] heights;

    /** Of the height of the star that is being added. */
    private final double[] tanh;

    private final double[] u;
    private final double[] q;
    private final double[] gR;
    private final double[] gz;
    private final double[][] terms;
    private final NativeSums matrices = new NativeSums();
    private final DoublePointer uP;
    private final DoublePointer qP;
    private final DoublePointer gRP;
    private final DoublePointer gzP;
    private final DoublePointer[] termsP;
    private final DoublePointer MP;

    /** What is unknown of which stars are seen; null where all are. */
    private final UnknownSelection selection;

    private final PotentialBasis.Jet selectionJet;
    private final int L;
    private final double[] psi;
    private final double[] rate;
    private final DoublePointer psiP;
    private final DoublePointer rateP;
    private final DoublePointer NP;
    private final DoublePointer[] productsP;

    private MomentSums sums;
    private int filled;

    /** At most so many measurements of a star. */
    private final int copies;

    /** Of each row of the tile the row of its star's first measurement. */
    private final int[] lead = new int[TILE];

    /** The row of the first measurement of the star that is being added; {@link #NONE} before it. */
    private int last = NONE;

    /** The star that is being added. */
    private long next = NONE;

    /**
     * Of no stars so far.
     *
     * @param functions whose moments are summed
     * @param basis of the potential that is sought
     * @param pilot the potential about which the scatter of the moments is found
     */
    public MomentAccumulator(TestFunctions functions, PotentialBasis basis, Potential pilot) {
        this(functions, basis, pilot, Optional.empty(), 1);
    }

    /**
     * Of no stars so far.
     *
     * @param functions whose moments are summed
     * @param basis of the potential that is sought
     * @param pilot the potential about which the scatter of the moments is found
     * @param unknown the selection that is sought, too, and a pilot of it; empty where all stars are seen, or counted for those that are not
     * @param copies how many measurements of a star are added at most, 1 to {@value #TILE}
     */
    public MomentAccumulator(
            TestFunctions functions,
            PotentialBasis basis,
            Potential pilot,
            Optional<UnknownSelection> unknown,
            int copies) {
        if (!(copies > 0 && copies <= TILE)) {
            throw new IllegalArgumentException(copies + " measurements of each star: it must be 1 to " + TILE);
        }
        this.copies = copies;
        selection = unknown.orElse(null);
        selectionJet = unknown.map(s -> PotentialBasis.Jet.of(s.basis())).orElse(null);
        L = unknown.map(s -> s.basis().size()).orElse(0);
        this.functions = functions;
        this.basis = basis;
        this.pilot = pilot;
        pilotCoefficients = pilot instanceof PotentialExpansion expansion
                        && expansion.basis().equals(basis)
                ? expansion.coefficients().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray()
                : null;
        jet = PotentialBasis.Jet.of(basis);
        J = functions.count(MomentFamily.DYNAMICS);
        K = basis.size();
        heights = functions.heights().stream().mapToDouble(Double::doubleValue).toArray();
        tanh = new double[heights.length];
        even = new VerticalFunctions(functions, true);
        odd = new VerticalFunctions(functions, false);
        evenV = new VelocityFunctions(functions, functions.dynamics(true));
        oddV = new VelocityFunctions(functions, functions.dynamics(false));
        evenMirror = new VelocityFunctions(functions, functions.mirror(true));
        oddMirror = new VelocityFunctions(functions, functions.mirror(false));
        u = new double[TILE * J];
        q = new double[TILE * J];
        gR = new double[TILE * K];
        gz = new double[TILE * K];
        uP = matrices.allocate(TILE * J);
        qP = matrices.allocate(TILE * J);
        gRP = matrices.allocate(TILE * K);
        gzP = matrices.allocate(TILE * K);
        MP = matrices.allocate(J * K);
        psi = new double[L == 0 ? 0 : TILE * J];
        rate = new double[TILE * L];
        psiP = matrices.allocate(Math.max(1, psi.length));
        rateP = matrices.allocate(Math.max(1, rate.length));
        NP = matrices.allocate(Math.max(1, J * L));
        MomentFamily[] families = MomentFamily.values();
        terms = new double[families.length][];
        termsP = new DoublePointer[families.length];
        productsP = new DoublePointer[families.length];
        for (int f = 0; f < families.length; f++) {
            int n = functions.count(families[f]);
            terms[f] = new double[TILE * n];
            termsP[f] = matrices.allocate(TILE * n);
            productsP[f] = matrices.allocate(n * n);
        }
        restart();
    }

    private void restart() {
        sums = new MomentSums(functions, basis, Optional.ofNullable(selection).map(UnknownSelection::basis));
        NativeSums.clear(MP, J * K);
        NativeSums.clear(NP, J * L);
        for (int f = 0; f < productsP.length; f++) {
            int n = functions.count(MomentFamily.values()[f]);
            NativeSums.clear(productsP[f], n * n);
        }
        filled = 0;
    }

    /**
     * Adds a star; one outside of the volume adds nothing.
     *
     * @param R radius [kpc]
     * @param z height [kpc]
     * @param vR radial velocity [km/s]
     * @param vphi azimuthal velocity [km/s]
     * @param vz vertical velocity [km/s]
     * @param weight how many stars it stands for
     * @throws IllegalArgumentException when a number is not finite
     */
    public void add(double R, double z, double vR, double vphi, double vz, double weight) {
        last = NONE;
        measured(R, z, vR, vphi, vz, weight, 1);
    }

    /**
     * Adds one of several measurements of a star, which stand together for what the star says: each counts by its factor, and their sum scatters as
     * that of one star. They are added one after the other; one outside of the volume adds nothing.
     *
     * @param star which star it is, no negative number
     * @param weight how many stars the star stands for
     * @param factor by which the measurement counts, negative too; those of a star add up to 1
     * @throws IllegalArgumentException when a number is not finite
     */
    public void add(long star, double R, double z, double vR, double vphi, double vz, double weight, double factor) {
        if (star != next) {
            next = star;
            last = NONE;
        }
        measured(R, z, vR, vphi, vz, weight, factor);
    }

    private void measured(double R, double z, double vR, double vphi, double vz, double starWeight, double factor) {
        double weight = starWeight * factor;
        if (!Double.isFinite(R + z + vR + vphi + vz + weight)) {
            throw new IllegalArgumentException("a star at R = " + R + ", z = " + z + " kpc with velocity (" + vR + ", "
                    + vphi + ", " + vz + ") km/s and weight " + weight + ": all must be finite");
        }
        double x = (R - functions.R0()) / functions.halfWidthR();
        double y = z / functions.absZmax();
        if (!(Math.abs(x) < 1 && Math.abs(y) < 1)) {
            return;
        }
        boolean again = last != NONE;
        if (!again && filled + copies > TILE) {
            flush();
        }
        lead[filled] = again ? last : filled;
        last = lead[filled];
        for (int i = 0; i < heights.length; i++) {
            tanh[i] = Math.tanh(z / heights[i]);
        }
        even.fill(x, y, z, tanh);
        odd.fill(x, y, z, tanh);
        double a = vR / functions.widthR();
        double b = (vphi - functions.vphi0()) / functions.widthphi();
        double c = vz / functions.widthz();
        double gauss = Math.exp(-0.5 * (a * a + b * b + c * c));
        evenV.fill(a, b, c, gauss);
        oddV.fill(a, b, c, gauss);
        basis.fill(R, z, jet);
        double dPhidR = 0;
        double dPhidz = 0;
        if (pilotCoefficients == null) {
            Acceleration force = pilot.acceleration(R, z);
            dPhidR = -force.aR();
            dPhidz = -force.az();
        } else {
            for (int k = 0; k < K; k++) {
                dPhidR += pilotCoefficients[k] * jet.dR()[k];
                dPhidz += pilotCoefficients[k] * jet.dz()[k];
            }
        }
        System.arraycopy(jet.dR(), 0, gR, filled * K, K);
        System.arraycopy(jet.dz(), 0, gz, filled * K, K);
        // d ln S/dt along the orbit, by the pilot.
        double fading = 0;
        if (selection != null) {
            selection.basis().fill(R, z, selectionJet);
            for (int m = 0; m < L; m++) {
                double along = vR * selectionJet.dR()[m] + vz * selectionJet.dz()[m];
                rate[filled * L + m] = along;
                fading += selection.coefficients().get(m) * along;
            }
        }
        double centrifugal = vphi * vphi / R;
        double coriolis = vR * vphi / R;
        int j = dynamics(0, even, evenV, vR, vz, weight, centrifugal, coriolis, dPhidR, dPhidz, fading);
        dynamics(j, odd, oddV, vR, vz, weight, centrifugal, coriolis, dPhidR, dPhidz, fading);
        continuity(vR, vz, weight, fading);
        evenMirror.values(a, b, c, gauss);
        oddMirror.values(a, b, c, gauss);
        mirror(weight);
        sums.weights += weight;
        if (!again) {
            sums.stars++;
            sums.squares += starWeight * starWeight;
        }
        if (++filled == TILE) {
            flush();
        }
    }

    /** The moments of a parity of z from number j on; the number after them. */
    private int dynamics(
            int j,
            VerticalFunctions space,
            VelocityFunctions velocity,
            double vR,
            double vz,
            double weight,
            double centrifugal,
            double coriolis,
            double dPhidR,
            double dPhidz,
            double fading) {
        double[] term = terms[MomentFamily.DYNAMICS.ordinal()];
        double[] moment = sums.moment[MomentFamily.DYNAMICS.ordinal()];
        int n = velocity.count;
        double[] V = velocity.value;
        double[] dvR = velocity.dvR;
        double[] dvz = velocity.dvz;
        double[] inertial = velocity.inertial;
        for (int l = 0; l < n; l++) {
            inertial[l] = dvR[l] * centrifugal - velocity.dvphi[l] * coriolis;
        }
        int row = filled * J;
        int at = j;
        for (int a = 0; a < space.count; a++) {
            double A = space.value[a] * weight;
            double flow = (space.dR[a] * vR + space.dz[a] * vz) * weight;
            for (int l = 0; l < n; l++) {
                double free = flow * V[l] + A * inertial[l];
                double ofR = A * dvR[l];
                double ofz = A * dvz[l];
                double left = free - dPhidR * ofR - dPhidz * ofz;
                if (selection != null) {
                    psi[row + at] = A * V[l];
                    left += fading * psi[row + at];
                }
                sums.b[at] += free;
                moment[at] += left;
                u[row + at] = ofR;
                q[row + at] = ofz;
                term[row + at] = left;
                at++;
            }
        }
        return at;
    }

    private void continuity(double vR, double vz, double weight, double fading) {
        int f = MomentFamily.CONTINUITY.ordinal();
        int row = filled * sums.moment[f].length;
        int at = 0;
        for (VerticalFunctions space : new VerticalFunctions[] {even, odd}) {
            for (int a = 0; a < space.count; a++) {
                double flow = (space.dR[a] * vR + space.dz[a] * vz + space.value[a] * fading) * weight;
                terms[f][row + at] = flow;
                sums.moment[f][at] += flow;
                at++;
            }
        }
    }

    private void mirror(double weight) {
        int f = MomentFamily.MIRROR.ordinal();
        int row = filled * sums.moment[f].length;
        int at = 0;
        for (int parity = 0; parity < 2; parity++) {
            VerticalFunctions space = parity == 0 ? even : odd;
            VelocityFunctions velocity = parity == 0 ? evenMirror : oddMirror;
            // Those of i = 0 come first.
            for (int a = 0; a < functions.verticals(); a++) {
                for (int l = 0; l < velocity.count; l++) {
                    double value = space.value[a] * velocity.value[l] * weight;
                    terms[f][row + at] = value;
                    sums.moment[f][at] += value;
                    at++;
                }
            }
        }
    }

    private void flush() {
        if (filled == 0) {
            return;
        }
        NativeSums.put(uP, u, filled * J);
        NativeSums.put(qP, q, filled * J);
        NativeSums.put(gRP, gR, filled * K);
        NativeSums.put(gzP, gz, filled * K);
        NativeSums.addProduct(filled, uP, J, gRP, K, MP);
        NativeSums.addProduct(filled, qP, J, gzP, K, MP);
        if (selection != null) {
            NativeSums.put(psiP, psi, filled * J);
            NativeSums.put(rateP, rate, filled * L);
            NativeSums.addProduct(filled, psiP, J, rateP, L, NP);
        }
        for (int f = 0; f < terms.length; f++) {
            int n = sums.moment[f].length;
            together(terms[f], n);
            NativeSums.put(termsP[f], terms[f], filled * n);
            NativeSums.addSquare(filled, termsP[f], n, productsP[f]);
        }
        filled = 0;
        last = NONE;
    }

    /** Adds the rows of a star's measurements up in the first of them. */
    private void together(double[] rows, int n) {
        for (int row = 0; row < filled; row++) {
            if (lead[row] != row) {
                for (int i = 0; i < n; i++) {
                    rows[lead[row] * n + i] += rows[row * n + i];
                    rows[row * n + i] = 0;
                }
            }
        }
    }

    /** The sums over the stars since the last time, or since the first star. */
    public MomentSums sums() {
        flush();
        MP.position(0).get(sums.M, 0, J * K);
        NP.position(0).get(sums.N, 0, J * L);
        for (int f = 0; f < productsP.length; f++) {
            int n = sums.moment[f].length;
            NativeSums.upperTriangle(productsP[f], n, sums.products[f]);
        }
        MomentSums done = sums;
        restart();
        return done;
    }

    @Override
    public void close() {
        matrices.close();
    }
}
