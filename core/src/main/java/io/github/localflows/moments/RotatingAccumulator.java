package io.github.localflows.moments;

import io.github.localflows.expansion.AzimuthalBasis;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.Potential;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;

/**
 * Adds stars up to {@link RotatingSums}, a tile of {@value MomentAccumulator#TILE} at a time, as {@link MomentAccumulator} does for an axisymmetric
 * galaxy. For one thread; to be closed.
 *
 * <p>The bits depend on the stars, their order and where tiles begin: with the first star, and after each {@link #sums}.
 */
public final class RotatingAccumulator implements AutoCloseable {
    private static final int TILE = MomentAccumulator.TILE;

    private final RotatingFunctions functions;
    private final AzimuthalBasis basis;
    private final Potential pilot;
    private final AzimuthalBasis.Jet jet;
    private final int J;
    private final int K;
    private final int first;
    private final int columns;
    private final Part fine;
    private final Part coarse;
    private final List<Prepared> groups = new ArrayList<>();
    private final double[] T;
    private final double[] dT;

    private final double[] terms;
    private final double[][] ofPotential;
    private final double[][] gradients;
    private final NativeSums matrices = new NativeSums();
    private final DoublePointer termsP;
    private final DoublePointer leftP;
    private final DoublePointer rightP;
    private final DoublePointer MP;
    private final DoublePointer productsP;

    private RotatingSums sums;
    private int filled;

    /** The functions of the position, fine or coarse. */
    private static final class Part {
        final TestFunctions functions;
        final double[] heights;
        final double[] tanh;
        final VerticalFunctions even;
        final VerticalFunctions odd;

        Part(TestFunctions functions) {
            this.functions = functions;
            heights = functions.heights().stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            tanh = new double[heights.length];
            even = new VerticalFunctions(functions, true);
            odd = new VerticalFunctions(functions, false);
        }

        void fill(double x, double y, double z) {
            for (int i = 0; i < heights.length; i++) {
                tanh[i] = Math.tanh(z / heights[i]);
            }
            even.fill(x, y, z, tanh);
            odd.fill(x, y, z, tanh);
        }
    }

    /** A group of functions, ready to be filled. */
    private record Prepared(VerticalFunctions space, VelocityFunctions velocity, int azimuth) {}

    /**
     * Of no stars so far.
     *
     * @param functions whose moments are summed
     * @param basis of the potential that is sought
     * @param pilot the axisymmetric potential about which the scatter of the moments is found
     */
    public RotatingAccumulator(RotatingFunctions functions, AzimuthalBasis basis, Potential pilot) {
        this.functions = functions;
        this.basis = basis;
        this.pilot = pilot;
        jet = AzimuthalBasis.Jet.of(basis);
        J = functions.count();
        K = basis.size();
        first = functions.firstOfAzimuth();
        columns = 2 * J - first;
        fine = new Part(functions.fine());
        coarse = new Part(functions.coarse());
        for (RotatingFunctions.Group group : functions.groups()) {
            Part part = group.isFine() ? fine : coarse;
            groups.add(new Prepared(
                    group.evenZ() ? part.even : part.odd,
                    new VelocityFunctions(part.functions, group.powers()),
                    group.azimuth()));
        }
        T = new double[functions.azimuths()];
        dT = new double[T.length];
        terms = new double[TILE * columns];
        ofPotential = new double[3][TILE * J];
        gradients = new double[3][TILE * K];
        termsP = matrices.allocate(TILE * columns);
        leftP = matrices.allocate(TILE * J);
        rightP = matrices.allocate(TILE * K);
        MP = matrices.allocate(J * K);
        productsP = matrices.allocate(columns * columns);
        restart();
    }

    private void restart() {
        sums = new RotatingSums(functions, basis);
        NativeSums.clear(MP, J * K);
        NativeSums.clear(productsP, columns * columns);
        filled = 0;
    }

    /**
     * Adds a star; one outside of the volume or the sector adds nothing.
     *
     * @param R radius [kpc]
     * @param phi azimuth, from the Sun's [rad]; any whole turns are taken off
     * @param z height [kpc]
     * @param vR radial velocity [km/s]
     * @param vphi azimuthal velocity [km/s]
     * @param vz vertical velocity [km/s]
     * @param weight how many stars it stands for
     * @throws IllegalArgumentException when a number is not finite
     */
    public void add(double R, double phi, double z, double vR, double vphi, double vz, double weight) {
        if (!Double.isFinite(R + phi + z + vR + vphi + vz + weight)) {
            throw new IllegalArgumentException("a star at R = " + R + " kpc, phi = " + phi + " rad, z = " + z
                    + " kpc with velocity (" + vR + ", " + vphi + ", " + vz + ") km/s and weight " + weight
                    + ": all must be finite");
        }
        double azimuth = Math.IEEEremainder(phi, 2 * Math.PI);
        TestFunctions shape = functions.fine();
        double x = (R - shape.R0()) / shape.halfWidthR();
        double y = z / shape.absZmax();
        if (!(Math.abs(x) < 1 && Math.abs(y) < 1 && Math.abs(azimuth) <= functions.halfWidth())) {
            return;
        }
        fine.fill(x, y, z);
        coarse.fill(x, y, z);
        functions.fill(azimuth, T, dT);
        double a = vR / shape.widthR();
        double b = (vphi - shape.vphi0()) / shape.widthphi();
        double c = vz / shape.widthz();
        double gauss = Math.exp(-0.5 * (a * a + b * b + c * c));
        basis.fill(R, azimuth, z, jet);
        System.arraycopy(jet.dR(), 0, gradients[0], filled * K, K);
        System.arraycopy(jet.dphi(), 0, gradients[1], filled * K, K);
        System.arraycopy(jet.dz(), 0, gradients[2], filled * K, K);
        Acceleration force = pilot.acceleration(R, z);
        double centrifugal = vphi * vphi / R;
        double coriolis = vR * vphi / R;
        double turning = vphi / R;
        int row = filled * columns;
        int from = filled * J;
        int at = 0;
        for (Prepared group : groups) {
            VelocityFunctions velocity = group.velocity;
            VerticalFunctions space = group.space;
            velocity.fill(a, b, c, gauss);
            double t = T[group.azimuth] * weight;
            double dt = dT[group.azimuth] * weight;
            for (int s = 0; s < space.count; s++) {
                double A = space.value[s] * t;
                double ofphi = space.value[s] * dt;
                double flow = (space.dR[s] * vR + space.dz[s] * vz) * t + ofphi * turning;
                for (int l = 0; l < velocity.count; l++) {
                    double ofR = A * velocity.dvR[l];
                    double ofz = A * velocity.dvz[l];
                    double across = A * velocity.dvphi[l];
                    double free = flow * velocity.value[l] + ofR * centrifugal - across * coriolis;
                    sums.b[at] += free;
                    ofPotential[0][from + at] = ofR;
                    ofPotential[1][from + at] = across / R;
                    ofPotential[2][from + at] = ofz;
                    terms[row + at] = free + force.aR() * ofR + force.az() * ofz;
                    if (at >= first) {
                        double rate = ofphi * velocity.value[l];
                        sums.d[at] += rate;
                        terms[row + J + at - first] = rate;
                    }
                    at++;
                }
            }
        }
        sums.stars++;
        sums.weights += weight;
        sums.squares += weight * weight;
        if (++filled == TILE) {
            flush();
        }
    }

    private void flush() {
        for (int i = 0; i < gradients.length; i++) {
            NativeSums.put(leftP, ofPotential[i], filled * J);
            NativeSums.put(rightP, gradients[i], filled * K);
            NativeSums.addProduct(filled, leftP, J, rightP, K, MP);
        }
        NativeSums.put(termsP, terms, filled * columns);
        NativeSums.addSquare(filled, termsP, columns, productsP);
        filled = 0;
    }

    /** The sums over the stars since the last time, or since the first star. */
    public RotatingSums sums() {
        flush();
        MP.position(0).get(sums.M, 0, J * K);
        NativeSums.upperTriangle(productsP, columns, sums.products);
        RotatingSums done = sums;
        restart();
        return done;
    }

    @Override
    public void close() {
        matrices.close();
    }
}
