package io.github.localflows.expansion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.phase.Region;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Potential;
import io.github.localflows.units.Units;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PotentialExpansionTest {
    private static final PotentialBasis BASIS = PotentialBasis.even(8, 1, 3, List.of(0.1, 0.25, 0.6, 1.5));

    private static PotentialExpansion some() {
        return new PotentialExpansion(
                BASIS,
                IntStream.range(0, BASIS.size())
                        .mapToObj(k -> 100 + 10.0 * (k * k % 17))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.9, -0.003, 0, 0.2, 2.4})
    void forceAndDensityAreDerivativesOfThePotential(double z) {
        PotentialExpansion expansion = some();
        double R = 8.3;
        double e = 1e-4;
        double dR = (expansion.Phi(R + e, z) - expansion.Phi(R - e, z)) / (2 * e);
        double dz = (expansion.Phi(R, z + e) - expansion.Phi(R, z - e)) / (2 * e);
        assertEquals(-dR, expansion.acceleration(R, z).aR(), 1e-4);
        assertEquals(-dz, expansion.acceleration(R, z).az(), 1e-4);
        double rho = density(expansion, R, z, 1e-4);
        assertEquals(rho, expansion.density(R, z), 1e-6 * Math.abs(rho));
    }

    /** -div a/(4 pi G) by differences. */
    private static double density(Potential potential, double R, double z, double e) {
        double flux = ((R + e) * potential.acceleration(R + e, z).aR()
                        - (R - e) * potential.acceleration(R - e, z).aR())
                / (2 * e * R);
        double daz = (potential.acceleration(R, z + e).az()
                        - potential.acceleration(R, z - e).az())
                / (2 * e);
        return -(flux + daz) * Units.DENSITY_PER_LAPLACIAN;
    }

    @Test
    void secondDerivativesInThePlaneAreThoseOfTheForce() {
        PotentialExpansion expansion = some();
        double e = 1e-5;
        double az = (expansion.acceleration(8.4, e).az()
                        - expansion.acceleration(8.4, -e).az())
                / (2 * e);
        double aR = (expansion.acceleration(8.4 + e, 0).aR()
                        - expansion.acceleration(8.4 - e, 0).aR())
                / (2 * e);
        assertEquals(-az, expansion.d2Phidz2(8.4), 1e-6 * Math.abs(az));
        assertEquals(-aR, expansion.d2PhidR2(8.4), 1e-5 * Math.abs(aR));
    }

    /** The basis limit: what it is stated to follow. */
    @Test
    void followsTheMilkyWay() {
        PotentialBasis basis = PotentialBasis.even(8, 1, 2, List.of(0.1, 0.25, 0.6, 1.5));
        int nR = 17;
        int nz = 31;
        Array2DRowRealMatrix A = new Array2DRowRealMatrix(2 * nR * nz, basis.size());
        double[] y = new double[2 * nR * nz];
        PotentialBasis.Jet jet = PotentialBasis.Jet.of(basis);
        double relative = 1e-4;
        for (int i = 0; i < nR * nz; i++) {
            double R = R(i, nz);
            double z = z(i, nz);
            basis.fill(R, z, jet);
            double aR = MilkyWay.potential().acceleration(R, z).aR();
            double az = MilkyWay.potential().acceleration(R, z).az();
            for (int k = 0; k < basis.size(); k++) {
                A.setEntry(2 * i, k, jet.dR()[k] / (relative * aR));
                A.setEntry(2 * i + 1, k, jet.dz()[k] / (relative * az));
            }
            y[2 * i] = -1 / relative;
            y[2 * i + 1] = -1 / relative;
        }
        double[] wide = IntStream.range(0, basis.size()).mapToDouble(k -> 1e5).toArray();
        LinearFit fit = LinearFit.of(A, y, new double[basis.size()], wide).orElseThrow();
        PotentialEstimate found = PotentialEstimate.of(basis, fit);
        double[] radial = new double[nR * nz];
        double[] vertical = new double[nR * nz];
        for (int i = 0; i < nR * nz; i++) {
            double R = R(i, nz);
            double z = z(i, nz);
            radial[i] = Math.abs(found.acceleration(R, z).aR()
                            / MilkyWay.potential().acceleration(R, z).aR()
                    - 1);
            vertical[i] = Math.abs(found.acceleration(R, z).az()
                            / MilkyWay.potential().acceleration(R, z).az()
                    - 1);
        }
        Arrays.sort(radial);
        Arrays.sort(vertical);
        assertEquals(0, radial[nR * nz / 2], 0.0004);
        assertEquals(0, vertical[nR * nz / 2], 0.001);
        double Sigma = found.surfaceDensity(8, 1.1).value();
        assertEquals(67.5, Sigma, 0.01 * 67.5);
        assertEquals(0.1011, found.density(8, 0).value(), 0.02 * 0.1011);
    }

    private static double R(int i, int nz) {
        return 7.2 + 0.1 * (i / nz);
    }

    /** Not in the plane, where az is 0. */
    private static double z(int i, int nz) {
        return 0.05 + 1.45 * (i % nz) / (nz - 1);
    }

    @Test
    void surfaceDensityIsTheIntegralOfTheDensityAndErrorsAreLinear() {
        PotentialEstimate estimate = new PotentialEstimate(
                some(), MatrixUtils.createRealIdentityMatrix(BASIS.size()).scalarMultiply(4));
        double sum = 0;
        int n = 20_000;
        for (int i = 0; i < n; i++) {
            sum += some().density(8.2, (i + 0.5) * 1.1 / n) * 1.1 / n;
        }
        assertEquals(2000 * sum, estimate.surfaceDensity(8.2, 1.1).value(), 1e-6 * 2000 * sum);
        // In the middle all but the functions of the first power in R are without slope.
        assertEquals(2, estimate.aR(8, 0).error(), 1e-12);
        assertEquals(0, estimate.az(8, 0).error(), 1e-12);
        assertTrue(estimate.az(8, 1).error() > 2);
    }

    /** The conditions of Karush, Kuhn and Tucker: allowed, and held only where it would fall. */
    @Test
    void theNearestPotentialWithoutHolesIsTheNearest() throws Unsolvable {
        PotentialBasis basis = PotentialBasis.even(8, 1, 0, List.of(0.3, 0.9));
        int K = basis.size();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        int bound = 0;
        for (int trial = 0; trial < 300; trial++) {
            double[][] root = new double[K][K];
            double[] c = new double[K];
            for (int k = 0; k < K; k++) {
                c[k] = 1000 * random.nextGaussian();
                for (int l = 0; l < K; l++) {
                    root[k][l] = 300 * random.nextGaussian();
                }
            }
            RealMatrix V = MatrixUtils.createRealMatrix(root)
                    .multiplyTransposed(MatrixUtils.createRealMatrix(root))
                    .add(MatrixUtils.createRealIdentityMatrix(K).scalarMultiply(1e4));
            PotentialEstimate free = new PotentialEstimate(
                    new PotentialExpansion(basis, Arrays.stream(c).boxed().toList()), V);
            double[] R = new double[10];
            double[] z = new double[10];
            Arrays.setAll(R, i -> 7 + 2 * random.nextDouble());
            Arrays.setAll(z, i -> 2 * random.nextDouble());
            PotentialEstimate held = free.withDensityNotNegative(R, z);
            double size = 0;
            double lowest = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 10; i++) {
                size = Math.max(size, Math.abs(free.density(R[i], z[i]).value()));
                lowest = Math.min(lowest, held.density(R[i], z[i]).value());
            }
            assertTrue(lowest > -1e-5 * size, trial + ": " + lowest + " of " + size);
            double distance = distance(free, held, V);
            bound += distance > 0 ? 1 : 0;
            // Nothing allowed between it and another allowed one is nearer.
            for (int other = 0; other < 20; other++) {
                double[] d = held.expansion().coefficients().stream()
                        .mapToDouble(x -> x)
                        .toArray();
                for (int k = 0; k < K; k++) {
                    d[k] += (other < 10 ? 1 : 30) * random.nextGaussian();
                }
                PotentialEstimate tried = new PotentialEstimate(
                        new PotentialExpansion(basis, Arrays.stream(d).boxed().toList()), V);
                boolean allowed = true;
                for (int i = 0; i < 10; i++) {
                    allowed &= tried.density(R[i], z[i]).value() >= 0;
                }
                assertTrue(!allowed || distance(free, tried, V) >= distance * (1 - 1e-4), trial + ", " + other);
            }
        }
        assertTrue(bound > 100, bound + " were held");
    }

    private static double distance(PotentialEstimate one, PotentialEstimate other, RealMatrix V) {
        double[] d = new double[V.getRowDimension()];
        Arrays.setAll(
                d,
                k -> one.expansion().coefficients().get(k)
                        - other.expansion().coefficients().get(k));
        RealVector v = MatrixUtils.createRealVector(d);
        return v.dotProduct(MatrixUtils.inverse(V).operate(v));
    }

    @Test
    void aFileHoldsEveryBitAndADamagedOneIsRefused() throws IOException {
        double[][] numbers = new double[BASIS.size()][BASIS.size()];
        for (int k = 0; k < numbers.length; k++) {
            for (int l = 0; l < numbers.length; l++) {
                numbers[k][l] = 1 / (1.0 + k + l);
            }
        }
        PotentialFile.Content content = new PotentialFile.Content(
                new PotentialEstimate(some(), MatrixUtils.createRealMatrix(numbers)), new Region(7, 9, 2.5));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PotentialFile.write(out, content);
        assertEquals(content, PotentialFile.read(new ByteArrayInputStream(out.toByteArray())));
        String text = out.toString(StandardCharsets.UTF_8);
        for (String damaged : List.of(
                text.substring(0, text.length() / 2),
                text.replace("\"degree\" : 3", "\"degree\" : 2"),
                text.replace("localflows-potential", "localflows-flow"),
                text.replace("\"heights\" : [ 0.1", "\"heights\" : [ \"0.1\""))) {
            assertThrows(
                    IOException.class,
                    () -> PotentialFile.read(new ByteArrayInputStream(damaged.getBytes(StandardCharsets.UTF_8))));
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> PotentialBasis.even(8, 1, 2, List.of(0.3, 0.2)));
        assertThrows(IllegalArgumentException.class, () -> PotentialBasis.even(8, 0, 2, List.of()));
        assertThrows(IllegalArgumentException.class, () -> PotentialBasis.even(8, 1, 11, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new PotentialExpansion(BASIS, List.of(1.0)));
        assertThrows(IllegalArgumentException.class, () -> some().Phi(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new ExpansionPrior(0, 1, 1));
    }
}
