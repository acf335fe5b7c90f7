package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.expansion.PotentialBasis;
import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.phase.Region;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.Hernquist;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Potential;
import io.github.localflows.potential.PotentialPart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PotentialFitTest {
    private static final Region VOLUME = Region.about(8, 0.9, 2.4);
    private static final PotentialBasis BASIS = PotentialBasis.even(8, 1, 3, List.of(0.1, 0.25, 0.6, 1.5));
    private static final int NR = 19;
    private static final int NZ = 49;
    private static final int PARTS = 4;

    /** The field of a potential, each part of which errs by waves as long as what flows err by. */
    private static AccelerationParts field(Potential potential, double error, long seed) {
        int n = NR * NZ;
        double[] R = new double[n];
        double[] z = new double[n];
        double[] exactR = new double[n];
        double[] exactZ = new double[n];
        for (int i = 0; i < n; i++) {
            R[i] = 7.1 + 1.8 * (i / NZ) / (NR - 1);
            z[i] = -2.4 + 4.8 * (i % NZ) / (NZ - 1);
            exactR[i] = potential.acceleration(R[i], z[i]).aR();
            exactZ[i] = potential.acceleration(R[i], z[i]).az();
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        double[][] partR = new double[PARTS][];
        double[][] partZ = new double[PARTS][];
        for (int g = 0; g < PARTS; g++) {
            partR[g] = wavy(exactR, R, z, error * Math.sqrt(PARTS), random);
            partZ[g] = wavy(exactZ, R, z, error * Math.sqrt(PARTS), random);
        }
        return new AccelerationParts(R, z, mean(partR, -1), mean(partZ, -1), without(partR), without(partZ));
    }

    private static double[] wavy(double[] exact, double[] R, double[] z, double error, RandomGenerator random) {
        double[] field = exact.clone();
        int waves = 60;
        for (int w = 0; w < waves; w++) {
            double kR = 8 * random.nextGaussian();
            double kz = 5 * random.nextGaussian();
            double phase = 2 * Math.PI * random.nextDouble();
            for (int i = 0; i < field.length; i++) {
                field[i] += error * Math.sqrt(2.0 / waves) * Math.cos(kR * R[i] + kz * z[i] + phase);
            }
        }
        return field;
    }

    private static double[] mean(double[][] parts, int without) {
        double[] mean = new double[parts[0].length];
        for (int g = 0; g < parts.length; g++) {
            for (int i = 0; g != without && i < mean.length; i++) {
                mean[i] += parts[g][i] / (without < 0 ? parts.length : parts.length - 1);
            }
        }
        return mean;
    }

    private static double[][] without(double[][] parts) {
        double[][] without = new double[parts.length][];
        Arrays.setAll(without, g -> mean(parts, g));
        return without;
    }

    /** Field without parts. */
    private static AccelerationParts exact(Potential potential) {
        AccelerationParts field = field(potential, 0, 1);
        return new AccelerationParts(field.R(), field.z(), field.aR(), field.az(), new double[0][], new double[0][]);
    }

    @Test
    void exactForcesOfADiscGalaxyAreFollowedToATenthOfAPercent() throws Unsolvable {
        PotentialFit.Result fit = PotentialFit.of(exact(MilkyWay.potential()), BASIS, VOLUME, 0, true);
        assertFalse(fit.potential().hasErrors());
        assertTrue(Double.isNaN(fit.potential().az(8, 1).error()));
        assertFollows(MilkyWay.potential(), fit.potential(), 0.0002, 0.001);
        assertEquals(67.5, fit.potential().surfaceDensity(8, 1.1).value(), 0.005 * 67.5);
        assertEquals(0.1011, fit.potential().density(8, 0).value(), 0.02 * 0.1011);
        assertEquals(1, fit.together());
    }

    @Test
    void exactForcesOfASphereAreFollowedToATenthOfAPercent() throws Unsolvable {
        Potential sphere = CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Hernquist(5), 1)));
        PotentialFit.Result fit = PotentialFit.of(exact(sphere), BASIS, VOLUME, 0, true);
        assertFollows(sphere, fit.potential(), 0.0002, 0.001);
    }

    private static void assertFollows(Potential truth, PotentialEstimate found, double aR, double az) {
        double[] radial = new double[160];
        double[] vertical = new double[160];
        for (int i = 0; i < 160; i++) {
            double R = 7.2 + 0.1 * (i % 16);
            double z = 0.3 + 0.12 * (i / 16);
            radial[i] =
                    Math.abs(found.aR(R, z).value() / truth.acceleration(R, z).aR() - 1);
            vertical[i] =
                    Math.abs(found.az(R, z).value() / truth.acceleration(R, z).az() - 1);
        }
        Arrays.sort(radial);
        Arrays.sort(vertical);
        assertEquals(0, radial[80], aR);
        assertEquals(0, vertical[80], az);
    }

    @Test
    void errorsHoldTheTruthAsOftenAsTheyShould() throws Unsolvable {
        int held = 0;
        int asked = 0;
        double squares = 0;
        for (int seed = 0; seed < 40; seed++) {
            PotentialFit.Result fit = PotentialFit.of(field(MilkyWay.potential(), 40, seed), BASIS, VOLUME, 0, false);
            assertTrue(fit.together() > 5, "waves make neighbours alike: " + fit.together());
            for (double z : new double[] {0.4, 0.8, 1.2}) {
                PotentialEstimate.Value az = fit.potential().az(8.2, z);
                double off =
                        (az.value() - MilkyWay.potential().acceleration(8.2, z).az()) / az.error();
                held += Math.abs(off) < 1 ? 1 : 0;
                squares += off * off;
                asked++;
            }
        }
        assertTrue(held > 0.5 * asked && held < 0.9 * asked, held + " of " + asked);
        assertEquals(1, Math.sqrt(squares / asked), 0.35);
    }

    @Test
    void aNegativeDensityIsForbiddenWhereItIsAsked() throws Unsolvable {
        // Half of the galaxy's vertical force, turned round above 1 kpc, needs holes there.
        Potential holes = new Potential() {
            @Override
            public double Phi(double R, double z) {
                throw new UnsupportedOperationException();
            }

            @Override
            public io.github.localflows.potential.Acceleration acceleration(double R, double z) {
                var a = MilkyWay.potential().acceleration(R, z);
                return new io.github.localflows.potential.Acceleration(
                        a.aR(), a.az() * (1 - 0.3 * Math.abs(z) * Math.abs(z) / 2));
            }

            @Override
            public double density(double R, double z) {
                throw new UnsupportedOperationException();
            }

            @Override
            public double d2PhidR2(double R) {
                throw new UnsupportedOperationException();
            }

            @Override
            public double d2Phidz2(double R) {
                throw new UnsupportedOperationException();
            }
        };
        AccelerationParts field = field(holes, 20, 3);
        PotentialFit.Result free = PotentialFit.of(field, BASIS, VOLUME, 0, false);
        PotentialFit.Result bound = PotentialFit.of(field, BASIS, VOLUME, 0, true);
        double lowest = lowest(free.potential(), field);
        assertTrue(lowest < -1e-3, "" + lowest);
        assertFalse(free.bound());
        assertTrue(bound.bound());
        assertTrue(lowest(bound.potential(), field) > -1e-6, "" + lowest(bound.potential(), field));
        assertEquals(free.potential().covariance(), bound.potential().covariance());
    }

    private static double lowest(PotentialEstimate potential, AccelerationParts field) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < field.R().length; i++) {
            if (VOLUME.contains(field.R()[i], field.z()[i])) {
                lowest = Math.min(
                        lowest, potential.density(field.R()[i], field.z()[i]).value());
            }
        }
        return lowest;
    }

    @Test
    void aDiscThatIsOutOfPlaceIsFoundWhenThePotentialNeedNotBeEven() throws Unsolvable {
        double shift = 0.02;
        Potential galaxy = MilkyWay.potential();
        AccelerationParts even = field(galaxy, 10, 5);
        double[] az = even.az().clone();
        double[][] azWithout =
                Arrays.stream(even.azWithout()).map(double[]::clone).toArray(double[][]::new);
        for (int i = 0; i < az.length; i++) {
            double moved = galaxy.acceleration(even.R()[i], even.z()[i] - shift).az()
                    - galaxy.acceleration(even.R()[i], even.z()[i]).az();
            az[i] += moved;
            for (double[] row : azWithout) {
                row[i] += moved;
            }
        }
        AccelerationParts field = new AccelerationParts(even.R(), even.z(), even.aR(), az, even.aRWithout(), azWithout);
        PotentialBasis any = new PotentialBasis(8, 1, 2, List.of(0.1, 0.25, 0.6, 1.5), false);
        PotentialEstimate.Value inPlane =
                PotentialFit.of(field, any, VOLUME, 0, false).potential().az(8, 0);
        double exact = galaxy.acceleration(8, -shift).az();
        assertEquals(exact, inPlane.value(), 3 * inPlane.error());
        assertTrue(inPlane.error() < 0.5 * exact, inPlane + " of " + exact);
        assertEquals(
                0,
                PotentialFit.of(field, BASIS, VOLUME, 0, false)
                        .potential()
                        .az(8, 0)
                        .value(),
                1e-9);
    }

    @Test
    void whatFlowsSmoothNearThePlaneIsLeftOut() throws Unsolvable {
        AccelerationParts field = field(MilkyWay.potential(), 20, 5);
        AccelerationParts smoothed = new AccelerationParts(
                field.R(),
                field.z(),
                field.aR(),
                smoothed(field.az(), field.z()),
                field.aRWithout(),
                Arrays.stream(field.azWithout())
                        .map(part -> smoothed(part, field.z()))
                        .toArray(double[][]::new));
        double exact = MilkyWay.potential().acceleration(8, 0.15).az();
        PotentialEstimate.Value all =
                PotentialFit.of(smoothed, BASIS, VOLUME, 0, true).potential().az(8, 0.15);
        assertTrue(all.value() / exact < 0.94 && exact - all.value() < -3 * all.error(), "" + all);
        PotentialFit.Result fit = PotentialFit.of(smoothed, BASIS, VOLUME, 0.25, true);
        PotentialEstimate.Value from = fit.potential().az(8, 0.15);
        assertEquals(exact, from.value(), 2 * from.error());
        assertTrue(from.error() > 1.5 * all.error(), from + ", and it is less sure there than " + all);
        assertTrue(fit.positions() < NR * NZ);
    }

    /** A tenth too small near the plane. */
    private static double[] smoothed(double[] az, double[] z) {
        double[] smoothed = az.clone();
        for (int i = 0; i < smoothed.length; i++) {
            smoothed[i] *= Math.abs(z[i]) < 0.25 ? 0.9 : 1;
        }
        return smoothed;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 11})
    void tooFewPositionsAreRefused(int positions) {
        AccelerationParts field = field(MilkyWay.potential(), 20, 1);
        double[] nowhere = field.aR().clone();
        Arrays.fill(nowhere, positions, nowhere.length, Double.NaN);
        AccelerationParts few =
                new AccelerationParts(field.R(), field.z(), nowhere, field.az(), field.aRWithout(), field.azWithout());
        Unsolvable e = assertThrows(Unsolvable.class, () -> PotentialFit.of(few, BASIS, VOLUME, 0, true));
        assertTrue(e.getMessage().contains("a potential of 24 coefficients needs more"), e.getMessage());
    }

    @Test
    void aFieldThatPointsOutwardsIsRefused() {
        AccelerationParts field = field(MilkyWay.potential(), 20, 1);
        AccelerationParts turned = new AccelerationParts(
                field.R(),
                field.z(),
                Arrays.stream(field.aR()).map(a -> -a).toArray(),
                field.az(),
                field.aRWithout(),
                field.azWithout());
        Unsolvable outwards = assertThrows(Unsolvable.class, () -> PotentialFit.of(turned, BASIS, VOLUME, 0, true));
        assertTrue(
                outwards.getMessage().contains("does not point inwards: flows that learn for longer"),
                outwards.getMessage());
    }

    @Test
    void curlIsThatOfTheErrorsAlone() {
        double[] R = new double[NR];
        double[] z = new double[NZ];
        Arrays.setAll(R, i -> 7.1 + 1.8 * i / (NR - 1));
        Arrays.setAll(z, i -> -2.4 + 4.8 * i / (NZ - 1));
        MassDensity.Window window = new MassDensity.Window(0.2, 0.2);
        FieldCurl none = FieldCurl.of(R, z, exact(MilkyWay.potential()), window);
        FieldCurl some = FieldCurl.of(R, z, field(MilkyWay.potential(), 40, 2), window);
        assertTrue(none.median() < 0.15 * some.median(), none + " " + some);
        assertTrue(Double.isNaN(none.withinOneSigma()));
        assertEquals(0.68, some.withinOneSigma(), 0.12);
        AccelerationParts field = field(MilkyWay.potential(), 40, 2);
        double[] turning = field.az().clone();
        for (int i = 0; i < turning.length; i++) {
            turning[i] += 3000 * (field.R()[i] - 8);
        }
        FieldCurl turned = FieldCurl.of(
                R,
                z,
                new AccelerationParts(field.R(), field.z(), field.aR(), turning, field.aRWithout(), field.azWithout()),
                window);
        assertEquals(3000, turned.median(), 300);
    }

    @Test
    void aFileHoldsThemAndADamagedOneIsRefused() throws IOException {
        AccelerationParts field = field(MilkyWay.potential(), 40, 7);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        field.write(out);
        AccelerationParts read = AccelerationParts.read(new ByteArrayInputStream(out.toByteArray()));
        assertEquals(PARTS, read.groups());
        assertEquals(field.aR()[100], read.aR()[100], 1e-12 * Math.abs(field.aR()[100]));
        assertEquals(field.azWithout()[3][7], read.azWithout()[3][7], 1e-12 * Math.abs(field.azWithout()[3][7]));
        assertEquals(
                0,
                AccelerationParts.read(new ByteArrayInputStream(bytes(exact(MilkyWay.potential()))))
                        .groups());
        byte[] cut = Arrays.copyOf(out.toByteArray(), out.size() / 2);
        assertThrows(IOException.class, () -> AccelerationParts.read(new ByteArrayInputStream(cut)));
    }

    private static byte[] bytes(AccelerationParts parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.write(out);
        return out.toByteArray();
    }
}
