package io.github.localflows.learned;

import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From a star's coordinates to the features that flows see, in single precision, and back.
 *
 * @param R of the cylindrical radius [kpc]
 * @param z of the height [kpc]
 * @param vR of the radial velocity [km/s]
 * @param vphi of the azimuthal velocity [km/s]
 * @param vz of the vertical velocity [km/s]
 * @param phi of the azimuth [rad], the last feature; empty where flows take stars as axisymmetric
 */
public record FeatureMap(
        CoordinateMap R,
        CoordinateMap z,
        CoordinateMap vR,
        CoordinateMap vphi,
        CoordinateMap vz,
        Optional<CoordinateMap.Bounded> phi) {
    /** How many coordinates, and so features, a star has whose azimuth does not matter. */
    public static final int FEATURES = 5;

    /** How many of them, the first ones, are of its position. */
    public static final int POSITION = 2;

    /** A map bounded by the ends of a sector does not know that these are one where it is all around [rad]. */
    public static final double MOST_AZIMUTH = 1.5;

    /** @throws IllegalArgumentException when the azimuths are not those of a sector about the Sun */
    public FeatureMap {
        if (phi.isPresent()
                && !(phi.get().min() == -phi.get().max() && phi.get().max() <= MOST_AZIMUTH)) {
            throw new IllegalArgumentException("feature of the azimuth: " + phi.get()
                    + " must be of a sector about the Sun's, from -a to a with a up to " + MOST_AZIMUTH + " rad");
        }
    }

    /** Of stars that are taken as axisymmetric. */
    public FeatureMap(CoordinateMap R, CoordinateMap z, CoordinateMap vR, CoordinateMap vphi, CoordinateMap vz) {
        this(R, z, vR, vphi, vz, Optional.empty());
    }

    /**
     * The same, and the azimuth, {@link CoordinateMap.Bounded} by the edges of a sector about the Sun.
     *
     * @param halfWidth half its width [rad], up to 1.5
     */
    public FeatureMap withAzimuth(double halfWidth) {
        return new FeatureMap(R, z, vR, vphi, vz, Optional.of(new CoordinateMap.Bounded(-halfWidth, halfWidth)));
    }

    /** How many features a star has. */
    public int size() {
        return FEATURES + (phi.isPresent() ? 1 : 0);
    }

    /** ((R - R0)/1 kpc, z/1 kpc, vR/100, (vphi - v0)/100, vz/100 km/s), as Naik et al. (2022). */
    public static FeatureMap linear(double R0, double v0) {
        return new FeatureMap(
                new CoordinateMap.Linear(R0, 1),
                new CoordinateMap.Linear(0, 1),
                new CoordinateMap.Linear(0, 100),
                new CoordinateMap.Linear(v0, 100),
                new CoordinateMap.Linear(0, 100));
    }

    /** As {@link #linear}, but for R, whose feature is {@link CoordinateMap.Bounded} by the edges of the stars' volume. */
    public static FeatureMap bounded(Region volume, double v0) {
        FeatureMap linear = linear(0, v0);
        return new FeatureMap(
                new CoordinateMap.Bounded(volume.Rmin(), volume.Rmax()), linear.z, linear.vR, linear.vphi, linear.vz);
    }

    /** The maps in the order of the features: R, z, vR, vphi, vz, phi. */
    List<CoordinateMap> maps() {
        List<CoordinateMap> maps = new ArrayList<>(List.of(R, z, vR, vphi, vz));
        phi.ifPresent(maps::add);
        return maps;
    }

    /** The features of each star. */
    public FlowData features(Stars stars) {
        return rows(exactFeatures(stars));
    }

    /** The features of each star's position, for a flow of those alone. */
    public FlowData positions(Stars stars) {
        return positions(features(stars));
    }

    /** The features of each star's velocity, with those of its position as context. */
    public FlowData velocities(Stars stars) {
        return velocities(features(stars));
    }

    /** The first two of five features. */
    static FlowData positions(FlowData features) {
        return FlowData.of(columns(features, 0, POSITION), POSITION);
    }

    /** The last three of five features, with the first two as context. */
    static FlowData velocities(FlowData features) {
        return FlowData.conditional(
                columns(features, POSITION, FEATURES), FEATURES - POSITION, columns(features, 0, POSITION), POSITION);
    }

    /** Of each row the features from..to, row-major. */
    static float[] columns(FlowData features, int from, int to) {
        float[] rows = new float[features.size() * (to - from)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = features.feature(i / (to - from), from + i % (to - from));
        }
        return rows;
    }

    /** The features in double precision, [feature][n]. */
    double[][] exactFeatures(Stars stars) {
        double[] azimuths = stars.phi().length == 0 ? new double[stars.size()] : stars.phi();
        double[][] coordinates = {stars.R(), stars.z(), stars.vR(), stars.vphi(), stars.vz(), azimuths};
        double[][] features = new double[size()][stars.size()];
        List<CoordinateMap> maps = maps();
        for (int k = 0; k < features.length; k++) {
            CoordinateMap map = maps.get(k);
            for (int i = 0; i < stars.size(); i++) {
                features[k][i] = map.feature(coordinates[k][i]);
            }
        }
        return features;
    }

    /** [feature][n] as rows in single precision. */
    static FlowData rows(double[][] features) {
        int width = features.length;
        float[] x = new float[features[0].length * width];
        for (int k = 0; k < width; k++) {
            for (int i = 0; i < features[k].length; i++) {
                x[width * i + k] = (float) features[k][i];
            }
        }
        return FlowData.of(x, width);
    }

    /** The star of a row of features, without its azimuth. */
    PhasePoint star(FlowData features, int row) {
        return new PhasePoint(
                R.coordinate(features.feature(row, 0)),
                z.coordinate(features.feature(row, 1)),
                vR.coordinate(features.feature(row, 2)),
                vphi.coordinate(features.feature(row, 3)),
                vz.coordinate(features.feature(row, 4)));
    }

    /** The azimuth of a row of features [rad]. */
    double azimuth(FlowData features, int row) {
        return phi.orElseThrow().coordinate(features.feature(row, FEATURES));
    }

    /**
     * ln of the product of each star's slopes: ln p(coordinates) = ln p(features) + this.
     *
     * @param features [feature][n]
     */
    double[] lnSlopes(double[][] features) {
        double[] sum = new double[features[0].length];
        double atZero = 0;
        List<CoordinateMap> maps = maps();
        for (int k = 0; k < features.length; k++) {
            CoordinateMap map = maps.get(k);
            atZero += StrictMath.log(map.slope(0));
            for (int i = 0; i < sum.length; i++) {
                sum[i] += map.lnStretch(features[k][i]);
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += atZero;
        }
        return sum;
    }

    /**
     * How the features change with the coordinates.
     *
     * @param features [feature][n]
     */
    Slopes slopes(double[][] features) {
        int n = features[0].length;
        List<CoordinateMap> maps = maps();
        Slopes slopes = new Slopes(new double[features.length][n], new double[features.length][n]);
        for (int k = 0; k < features.length; k++) {
            CoordinateMap map = maps.get(k);
            for (int i = 0; i < n; i++) {
                slopes.slope[k][i] = map.slope(features[k][i]);
                slopes.dln[k][i] = map.dlnSlope(features[k][i]);
            }
        }
        return slopes;
    }

    /**
     * The derivatives of n stars' features.
     *
     * @param slope [feature][n] d feature/d coordinate [1/kpc, s/km, 1/rad]
     * @param dln [feature][n] d ln slope/d coordinate, likewise
     */
    record Slopes(double[][] slope, double[][] dln) {
        /** d ln p(coordinates)/d coordinate k of star i, from that of ln p(features) with respect to feature k. */
        double gradient(int k, int i, double featureGradient) {
            return featureGradient * slope[k][i] + dln[k][i];
        }
    }
}
