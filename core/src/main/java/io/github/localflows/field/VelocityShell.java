package io.github.localflows.field;

import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import org.apache.commons.rng.UniformRandomProvider;
import org.hipparchus.random.SobolSequenceGenerator;

/**
 * Velocities in a spherical shell about a rotating frame: directions isotropic, distances from the centre uniform.
 *
 * @param count how many velocities, positive
 * @param vphi azimuthal velocity of the shell's centre (0, vphi, 0) [km/s]
 * @param dvMin smallest distance from the centre [km/s], at least 0
 * @param dvMax largest distance from the centre [km/s], at least {@code dvMin}
 * @param points how they are chosen
 */
public record VelocityShell(int count, double vphi, double dvMin, double dvMax, ShellPoints points)
        implements VelocityChoice {
    /** @throws IllegalArgumentException when the shell is empty, unbounded or inside out */
    public VelocityShell {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "velocity shell with " + count + " velocities: at least one is needed; 1000 is usual");
        }
        if (!Double.isFinite(vphi)) {
            throw new IllegalArgumentException("velocity shell about vphi = " + vphi + " km/s: it must be finite");
        }
        if (!(dvMin >= 0 && dvMin <= dvMax && dvMax > 0 && dvMax < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("velocity shell from " + dvMin + " to " + dvMax
                    + " km/s: the distances must be non-negative, finite and in ascending order");
        }
    }

    /** Random velocities. */
    public VelocityShell(int count, double vphi, double dvMin, double dvMax) {
        this(count, vphi, dvMin, dvMax, ShellPoints.RANDOM);
    }

    @Override
    public Velocities velocities(long runSeed, Position position) {
        return switch (points) {
            case RANDOM -> random(RandomStreams.stream(runSeed, Purpose.SHELL_VELOCITIES, position.index()));
            case SOBOL -> sobol();
        };
    }

    /** Whether a velocity [km/s] lies in the shell, its edges included. */
    boolean contains(double vR, double vphi, double vz) {
        double across = vphi - this.vphi;
        double square = vR * vR + across * across + vz * vz;
        return square >= dvMin * dvMin && square <= dvMax * dvMax;
    }

    private Velocities sobol() {
        SobolSequenceGenerator sequence = new SobolSequenceGenerator(3);
        sequence.skipTo(1); // the first point is a corner
        Velocities shell = new Velocities(new double[count], new double[count], new double[count]);
        for (int i = 0; i < count; i++) {
            double[] u = sequence.nextVector();
            double dv = dvMin + (dvMax - dvMin) * u[0];
            double cosine = 2 * u[1] - 1;
            double across = dv * Math.sqrt(1 - cosine * cosine);
            // StrictMath: the same bits on every platform.
            double angle = 2 * Math.PI * u[2];
            shell.vR()[i] = across * StrictMath.cos(angle);
            shell.vphi()[i] = vphi + across * StrictMath.sin(angle);
            shell.vz()[i] = dv * cosine;
        }
        return shell;
    }

    private Velocities random(UniformRandomProvider random) {
        Velocities shell = new Velocities(new double[count], new double[count], new double[count]);
        for (int i = 0; i < count; i++) {
            double dv = dvMin + (dvMax - dvMin) * random.nextDouble();
            // Marsaglia (1972): needs a square root only, so that every platform gives the same bits.
            double x;
            double y;
            double square;
            do {
                x = 2 * random.nextDouble() - 1;
                y = 2 * random.nextDouble() - 1;
                square = x * x + y * y;
            } while (square >= 1);
            double scale = 2 * Math.sqrt(1 - square);
            shell.vR()[i] = dv * scale * x;
            shell.vphi()[i] = vphi + dv * scale * y;
            shell.vz()[i] = dv * (1 - 2 * square);
        }
        return shell;
    }
}
