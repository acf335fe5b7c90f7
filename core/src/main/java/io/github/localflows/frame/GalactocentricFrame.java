package io.github.localflows.frame;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.units.Units;
import java.io.Serializable;

/**
 * A Galactocentric frame: where the Sun is and how it moves, and where the Galactic centre stands in the sky. So a star of a
 * catalogue has its place in the galaxy, and the other way.
 *
 * <p>The centre's direction, and the roll about it that makes the plane that of Galactic coordinates, are those of astropy's
 * Galactocentric (Astropy Collaboration 2018; the centre's position is Reid and Brunthaler's 2004). As there, the plane is tilted by asin(z/r) of the Sun's z and
 * distance r from the centre, so that the centre lies in it.
 *
 * <p><b>Accuracy:</b> to a few roundings of the distance and of the velocity. The directions at a pole, which has no right ascension,
 * are those of the right ascension given.
 */
public final class GalactocentricFrame implements Serializable {
    private static final long serialVersionUID = 1;

    /** Milliarcseconds in a degree. */
    static final double MAS_PER_DEGREE = 3.6e6;

    private static final double RAD_PER_MAS = Math.PI / 180 / MAS_PER_DEGREE;

    private static final double CENTRE_RA_DEG = 266.4051;
    private static final double CENTRE_DEC_DEG = -28.936175;
    private static final double ROLL_DEG = 58.5986320306;

    /** That of Naik et al. (2022): 8 kpc, 10 pc above the plane, 231 km/s with the rotation. */
    public static final GalactocentricFrame PAPER = new GalactocentricFrame(new Sun(8, 0.01, -10, 231, 7));

    /** Astropy's frame defaults v4.0: 8.122 kpc (GRAVITY 2018), 20.8 pc (Bennett and Bovy 2019), Drimmel and Poggio (2018). */
    public static final GalactocentricFrame ASTROPY_V4_0 =
            new GalactocentricFrame(new Sun(Math.sqrt(8.122 * 8.122 - 0.0208 * 0.0208), 0.0208, -12.9, 245.6, 7.78));

    /** Coordinates of which {@link #covariance} is, in their order. */
    public static final int COORDINATES = 6;

    private final Sun sun;

    /** From ICRS to the axes towards the centre, with the rotation, and up; by rows. */
    private final double[][] axes;

    /** @param sun where the Sun is, and how it moves */
    public GalactocentricFrame(Sun sun) {
        this.sun = sun;
        double[][] towardsCentre = product(aboutY(-CENTRE_DEC_DEG), aboutZ(CENTRE_RA_DEG));
        double tilt = Math.toDegrees(StrictMath.asin(sun.z() / Math.sqrt(sun.R() * sun.R() + sun.z() * sun.z())));
        axes = product(aboutY(-tilt), product(aboutX(ROLL_DEG), towardsCentre));
    }

    private static double[][] aboutX(double degrees) {
        double c = StrictMath.cos(Math.toRadians(degrees));
        double s = StrictMath.sin(Math.toRadians(degrees));
        return new double[][] {{1, 0, 0}, {0, c, s}, {0, -s, c}};
    }

    private static double[][] aboutY(double degrees) {
        double c = StrictMath.cos(Math.toRadians(degrees));
        double s = StrictMath.sin(Math.toRadians(degrees));
        return new double[][] {{c, 0, -s}, {0, 1, 0}, {s, 0, c}};
    }

    private static double[][] aboutZ(double degrees) {
        double c = StrictMath.cos(Math.toRadians(degrees));
        double s = StrictMath.sin(Math.toRadians(degrees));
        return new double[][] {{c, s, 0}, {-s, c, 0}, {0, 0, 1}};
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    /** Where the Sun is, and how it moves. */
    public Sun sun() {
        return sun;
    }

    /** A direction in the sky and those of growing right ascension and declination there, in the galaxy's axes. */
    private final class Triad {
        final double[] n;
        final double[] p;
        final double[] q;
        final double sinDec;
        final double cosDec;

        Triad(double raDeg, double decDeg) {
            double ra = Math.toRadians(raDeg);
            double dec = Math.toRadians(decDeg);
            double sinRa = StrictMath.sin(ra);
            double cosRa = StrictMath.cos(ra);
            sinDec = StrictMath.sin(dec);
            cosDec = StrictMath.cos(dec);
            n = turned(cosDec * cosRa, cosDec * sinRa, sinDec);
            p = turned(-sinRa, cosRa, 0);
            q = turned(-sinDec * cosRa, -sinDec * sinRa, cosDec);
        }

        private double[] turned(double x, double y, double z) {
            double[] v = new double[3];
            for (int i = 0; i < 3; i++) {
                v[i] = axes[i][0] * x + axes[i][1] * y + axes[i][2] * z;
            }
            return v;
        }
    }

    /**
     * Where a star is.
     *
     * @param star with a positive parallax
     * @throws IllegalArgumentException when the parallax is not positive: no place has it
     */
    public Galactocentric place(Astrometry star) {
        Triad sky = new Triad(star.raDeg(), star.decDeg());
        double distance = distance(star);
        double perMotion = Units.KM_S_PER_MAS_YR_KPC * distance;
        double[] velocity = new double[3];
        for (int i = 0; i < 3; i++) {
            velocity[i] = star.vLosKmS() * sky.n[i]
                    + perMotion * (star.pmRaMasYr() * sky.p[i] + star.pmDecMasYr() * sky.q[i]);
        }
        return Galactocentric.at(
                sun.R() - distance * sky.n[0],
                distance * sky.n[1],
                sun.z() + distance * sky.n[2],
                sun.vx() - velocity[0],
                sun.vy() + velocity[1],
                sun.vz() + velocity[2]);
    }

    private static double distance(Astrometry star) {
        if (!(star.parallaxMas() > 0)) {
            throw new IllegalArgumentException("parallax " + star.parallaxMas()
                    + " mas: a star with a parallax that is not positive has no place");
        }
        return 1 / star.parallaxMas();
    }

    /**
     * What is measured of a star.
     *
     * @param star not at the Sun's own place
     */
    public Astrometry observe(Galactocentric star) {
        Sun.Heliocentric from = sun.from(star);
        double[] place = {from.x(), from.y(), from.z()};
        double[] velocity = {from.u(), from.v(), from.w()};
        double[] icrs = new double[3];
        for (int j = 0; j < 3; j++) {
            icrs[j] = axes[0][j] * place[0] + axes[1][j] * place[1] + axes[2][j] * place[2];
        }
        double inPlane = Math.sqrt(icrs[0] * icrs[0] + icrs[1] * icrs[1]);
        double distance = Math.sqrt(inPlane * inPlane + icrs[2] * icrs[2]);
        double ra = Math.toDegrees(StrictMath.atan2(icrs[1], icrs[0]));
        double raDeg = ra < 0 ? ra + 360 : ra;
        double decDeg = Math.toDegrees(StrictMath.atan2(icrs[2], inPlane));
        Triad sky = new Triad(raDeg, decDeg);
        double perVelocity = 1 / (Units.KM_S_PER_MAS_YR_KPC * distance);
        return new Astrometry(
                raDeg,
                decDeg,
                1 / distance,
                perVelocity * dot(velocity, sky.p),
                perVelocity * dot(velocity, sky.q),
                dot(velocity, sky.n));
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    /**
     * The covariance of the errors of a star's place, to first order in those of its measurements: of R, phi, z [kpc, rad], vR, vphi, vz
     * [km/s]. A parallax that is not many times its error needs realisations instead, see {@link AstrometryErrors#scattered}.
     *
     * @param star with a positive parallax
     * @param errors of its measurements
     * @return [coordinates][coordinates], symmetric
     * @throws IllegalArgumentException when the parallax is not positive
     */
    public double[][] covariance(Astrometry star, AstrometryErrors errors) {
        double[][] roots = roots(star, errors);
        double[][] covariance = new double[COORDINATES][COORDINATES];
        for (int a = 0; a < COORDINATES; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int k = 0; k < COORDINATES; k++) {
                    sum += roots[a][k] * roots[b][k];
                }
                covariance[a][b] = sum;
                covariance[b][a] = sum;
            }
        }
        return covariance;
    }

    /** The standard deviations of the same coordinates: the roots of the covariance's diagonal. */
    public double[] deviations(Astrometry star, AstrometryErrors errors) {
        double[][] roots = roots(star, errors);
        double[] deviations = new double[COORDINATES];
        for (int a = 0; a < COORDINATES; a++) {
            double sum = 0;
            for (double root : roots[a]) {
                sum += root * root;
            }
            deviations[a] = Math.sqrt(sum);
        }
        return deviations;
    }

    /** What each of the errors' independent sources makes of each coordinate. */
    private double[][] roots(Astrometry star, AstrometryErrors errors) {
        double[][] J = jacobian(star);
        double[][] roots = new double[COORDINATES][COORDINATES];
        for (int a = 0; a < COORDINATES; a++) {
            for (int i = 0; i < COORDINATES; i++) {
                for (int k = 0; k <= i; k++) {
                    roots[a][k] += J[a][i] * errors.source(i, k);
                }
            }
        }
        return roots;
    }

    /** Derivatives of the coordinates with respect to the measurements, in the units of {@link AstrometryErrors}. */
    private double[][] jacobian(Astrometry star) {
        Triad sky = new Triad(star.raDeg(), star.decDeg());
        double d = distance(star);
        double k = Units.KM_S_PER_MAS_YR_KPC;
        double tan = sky.sinDec / sky.cosDec;
        double[][] place = new double[COORDINATES][3];
        double[][] velocity = new double[COORDINATES][3];
        for (int i = 0; i < 3; i++) {
            double n = sky.n[i];
            double p = sky.p[i];
            double q = sky.q[i];
            double motion = star.pmRaMasYr() * p + star.pmDecMasYr() * q;
            place[0][i] = RAD_PER_MAS * d * p;
            place[1][i] = RAD_PER_MAS * d * q;
            place[2][i] = -d * d * n;
            // The directions of the proper motion turn with the position.
            double turning = star.pmRaMasYr() * (tan * q - n) - star.pmDecMasYr() * tan * p;
            velocity[0][i] = RAD_PER_MAS * (star.vLosKmS() * p + k * d * turning);
            velocity[1][i] = RAD_PER_MAS * (star.vLosKmS() * q - k * d * star.pmDecMasYr() * n);
            velocity[2][i] = -k * d * d * motion;
            velocity[3][i] = k * d * p;
            velocity[4][i] = k * d * q;
            velocity[5][i] = n;
        }
        Galactocentric where = place(star);
        PhasePoint point = where.point();
        double cos = StrictMath.cos(where.phi());
        double sin = StrictMath.sin(where.phi());
        double[][] J = new double[COORDINATES][COORDINATES];
        for (int i = 0; i < COORDINATES; i++) {
            double x = -place[i][0];
            double y = place[i][1];
            double vx = -velocity[i][0];
            double vy = velocity[i][1];
            double phi = (cos * y - sin * x) / point.R();
            J[0][i] = cos * x + sin * y;
            J[1][i] = phi;
            J[2][i] = place[i][2];
            J[3][i] = cos * vx + sin * vy + point.vphi() * phi;
            J[4][i] = cos * vy - sin * vx - point.vR() * phi;
            J[5][i] = velocity[i][2];
        }
        return J;
    }
}
