package io.github.localflows.potential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A galaxy made of parts, each of which supplies its share of the squared circular velocity at one radius.
 *
 * <p>All spherical parts together are one table over r² (piecewise polynomials of degree 7; relative error of Phi and
 * force below 1e-11 in 1e-3 to 300 kpc, asserted in {@code CompositePotentialTest}); the force is the exact gradient of
 * the tabulated Phi. Miyamoto-Nagai discs are evaluated in closed form, two square roots each; an exponential disc is three of
 * them. Density and second derivatives come from the closed forms of all parts.
 *
 * <p>Points so near to the centre or so far from it that the square of their distance is not a number any more have the
 * limits of the parts' closed forms: Phi to the largest number, the force until it underflows (beyond 1e160 kpc it is 0).
 * A density or force that a double cannot hold, at the centre of a cusp, is infinite; at the centre itself the force is 0
 * by symmetry. What is not a number gives what is none; at an infinite distance values are 0 or not numbers.
 *
 * <p>Immutable and thread-safe; building one takes a few milliseconds, so make one per task. The batch methods allocate
 * nothing.
 */
public final class CompositePotential implements Potential {
    /** How far the shares may be off 1: the rounding of a sum of shares written with a few decimals. */
    public static final double SHARE_ROUNDING = 1e-9;

    private final double R0;
    private final double v0;
    private final List<PotentialPart> parts;
    private final double[] GM;
    private final SphericalTable spheres;
    private final boolean hasSpheres;
    private final double[] discA;
    private final double[] discB2;
    private final double[] discGM;

    private CompositePotential(double R0, double v0, List<PotentialPart> parts, double[] GM) {
        this.R0 = R0;
        this.v0 = v0;
        this.parts = List.copyOf(parts);
        this.GM = GM;
        List<SphericalShape> shapes = new ArrayList<>();
        List<Double> sphereGM = new ArrayList<>();
        List<MiyamotoNagai> discs = new ArrayList<>();
        List<Double> eachGM = new ArrayList<>();
        for (int i = 0; i < GM.length; i++) {
            PotentialShape shape = parts.get(i).shape();
            if (shape instanceof MiyamotoNagai disc) {
                discs.add(disc);
                eachGM.add(GM[i]);
            } else if (shape instanceof ExponentialDisc disc) {
                discs.addAll(disc.discs());
                for (double mass : disc.masses()) {
                    eachGM.add(GM[i] * mass);
                }
            } else if (shape instanceof SphericalShape sphere) {
                shapes.add(sphere);
                sphereGM.add(GM[i]);
            }
        }
        hasSpheres = !shapes.isEmpty();
        spheres = new SphericalTable(shapes, numbers(sphereGM));
        discA = discs.stream().mapToDouble(MiyamotoNagai::a).toArray();
        discB2 = discs.stream().mapToDouble(disc -> disc.b() * disc.b()).toArray();
        discGM = numbers(eachGM);
    }

    private static double[] numbers(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * The sum of the parts, scaled so that {@code R0 dPhi/dR = v0²} at (R0, 0) and each part supplies its share of it.
     *
     * @param R0 radius of the normalisation [kpc]
     * @param v0 circular velocity there [km/s]
     * @param parts at least one; their shares add up to 1
     * @throws IllegalArgumentException when R0 or v0 is not positive and finite, or the shares do not add up to 1
     */
    public static CompositePotential normalised(double R0, double v0, List<PotentialPart> parts) {
        Arguments.positive(R0, "R0", "kpc");
        Arguments.positive(v0, "v0", "km/s");
        double shares = parts.stream().mapToDouble(PotentialPart::share).sum();
        if (!(Math.abs(shares - 1) <= SHARE_ROUNDING)) {
            throw new IllegalArgumentException("the shares of the parts of the potential add up to " + shares
                    + ": they must add up to 1. Change the shares of " + parts + ".");
        }
        double[] GM = new double[parts.size()];
        for (int i = 0; i < GM.length; i++) {
            PotentialPart part = parts.get(i);
            double unit = -R0 * part.shape().acceleration(R0, 0).aR();
            GM[i] = part.share() * v0 * v0 / unit;
        }
        return new CompositePotential(R0, v0, parts, GM);
    }

    /** The radius at which the parts are normalised [kpc]. */
    public double R0() {
        return R0;
    }

    /** The circular velocity at {@link #R0()} [km/s]. */
    public double v0() {
        return v0;
    }

    /** The parts, in the order in which they were given. */
    public List<PotentialPart> parts() {
        return parts;
    }

    /** G M of part {@code i} [kpc km²/s²]; its shape's documentation says what M is. */
    public double GM(int i) {
        return GM[i];
    }

    @Override
    public double Phi(double R, double z) {
        double R2 = R * R;
        double z2 = z * z;
        if (Extreme.square(R2 + z2)) {
            return partsPhi(R, z);
        }
        double sum = hasSpheres ? spheres.Phi(R2 + z2) : 0;
        for (int d = 0; d < discA.length; d++) {
            double height = discA[d] + Math.sqrt(z2 + discB2[d]);
            sum -= discGM[d] / Math.sqrt(R2 + height * height);
        }
        return sum;
    }

    private double partsPhi(double R, double z) {
        double sum = 0;
        for (int i = 0; i < GM.length; i++) {
            sum += GM[i] * parts.get(i).shape().Phi(R, z);
        }
        return sum;
    }

    private Acceleration partsAcceleration(double R, double z) {
        double aR = 0;
        double az = 0;
        for (int i = 0; i < GM.length; i++) {
            Acceleration part = parts.get(i).shape().acceleration(R, z);
            aR += GM[i] * part.aR();
            az += GM[i] * part.az();
        }
        return new Acceleration(aR, az);
    }

    @Override
    public Acceleration acceleration(double R, double z) {
        double R2 = R * R;
        double z2 = z * z;
        if (Extreme.square(R2 + z2)) {
            return partsAcceleration(R, z);
        }
        double kR = hasSpheres ? spheres.stiffness(R2 + z2) : 0;
        double kz = kR;
        for (int d = 0; d < discA.length; d++) {
            double zb = Math.sqrt(z2 + discB2[d]);
            double height = discA[d] + zb;
            double d2 = R2 + height * height;
            double k = discGM[d] / (d2 * Math.sqrt(d2) * zb);
            kR += k * zb;
            kz += k * height;
        }
        return new Acceleration(-R * kR, -z * kz);
    }

    @Override
    public void Phi(int n, double[] R, double[] z, double[] Phi) {
        if (hasSpheres) {
            spheres.Phi(n, R, z, Phi);
        } else {
            Arrays.fill(Phi, 0, n, 0);
        }
        for (int d = 0; d < discA.length; d++) {
            addDiscPhi(n, discA[d], discB2[d], discGM[d], R, z, Phi);
        }
        for (int i = 0; i < n; i++) {
            // The squares of extreme distances are not numbers of their own.
            if (!(Math.abs(Phi[i]) < Double.POSITIVE_INFINITY)) {
                Phi[i] = Phi(R[i], z[i]);
            }
        }
    }

    private static void addDiscPhi(int n, double a, double b2, double GM, double[] R, double[] z, double[] Phi) {
        for (int i = 0; i < n; i++) {
            double height = a + Math.sqrt(z[i] * z[i] + b2);
            Phi[i] -= GM / Math.sqrt(R[i] * R[i] + height * height);
        }
    }

    @Override
    public void stiffness(int n, double[] R2, double[] z, double[] kR, double[] kz) {
        if (hasSpheres) {
            spheres.stiffness(n, R2, z, kR);
            System.arraycopy(kR, 0, kz, 0, n);
        } else {
            Arrays.fill(kR, 0, n, 0);
            Arrays.fill(kz, 0, n, 0);
        }
        for (int d = 0; d < discA.length; d++) {
            addDiscStiffness(n, discA[d], discB2[d], discGM[d], R2, z, kR, kz);
        }
    }

    private static void addDiscStiffness(
            int n, double a, double b2, double GM, double[] R2, double[] z, double[] kR, double[] kz) {
        for (int i = 0; i < n; i++) {
            double zb = Math.sqrt(z[i] * z[i] + b2);
            double height = a + zb;
            double d2 = R2[i] + height * height;
            // One division for both components; divisions and roots are what this loop costs.
            double k = GM / (d2 * Math.sqrt(d2) * zb);
            kR[i] += k * zb;
            kz[i] += k * height;
        }
    }

    @Override
    public double density(double R, double z) {
        double sum = 0;
        for (int i = 0; i < GM.length; i++) {
            sum += GM[i] * parts.get(i).shape().density(R, z);
        }
        return sum;
    }

    @Override
    public double d2PhidR2(double R) {
        double sum = 0;
        for (int i = 0; i < GM.length; i++) {
            sum += GM[i] * parts.get(i).shape().d2PhidR2(R);
        }
        return sum;
    }

    @Override
    public double d2Phidz2(double R) {
        double sum = 0;
        for (int i = 0; i < GM.length; i++) {
            sum += GM[i] * parts.get(i).shape().d2Phidz2(R);
        }
        return sum;
    }
}
