package io.github.localflows.flow;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import java.util.List;

/**
 * From a star's coordinates to the features that flows see, in single precision, and back.
 *
 * @param R of the cylindrical radius [kpc]
 * @param z of the height [kpc]
 * @param vR of the radial velocity [km/s]
 * @param vphi of the azimuthal velocity [km/s]
 * @param vz of the vertical velocity [km/s]
 */
public record FeatureMap(CoordinateMap R, CoordinateMap z, CoordinateMap vR, CoordinateMap vphi, CoordinateMap vz) {
    /** How many coordinates, and so features, a star has. */
    public static final int FEATURES = 5;

    /** How many of them, the first ones, are of its position. */
    public static final int POSITION = 2;

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
    public static FeatureMap bounded(TrainingVolume volume, double v0) {
        FeatureMap linear = linear(0, v0);
        return new FeatureMap(
                new CoordinateMap.Bounded(volume.Rmin(), volume.Rmax()), linear.z, linear.vR, linear.vphi, linear.vz);
    }

    /** The maps in the order of the features: R, z, vR, vphi, vz. */
    List<CoordinateMap> coordinates() {
        return List.of(R, z, vR, vphi, vz);
    }

    /** The five features of each star. */
    public FlowData features(Stars stars) {
        int n = stars.size();
        double[][] columns = columns(stars);
        float[] x = new float[n * FEATURES];
        for (int k = 0; k < FEATURES; k++) {
            CoordinateMap map = coordinates().get(k);
            for (int i = 0; i < n; i++) {
                x[FEATURES * i + k] = (float) map.feature(columns[k][i]);
            }
        }
        return FlowData.of(x, FEATURES);
    }

    /** The star of row {@code row} of five features. */
    PhasePoint star(FlowData features, int row) {
        return new PhasePoint(
                R.coordinate(features.feature(row, 0)),
                z.coordinate(features.feature(row, 1)),
                vR.coordinate(features.feature(row, 2)),
                vphi.coordinate(features.feature(row, 3)),
                vz.coordinate(features.feature(row, 4)));
    }

    /** How the features change with the coordinates at each star. */
    Slopes slopes(Stars stars) {
        int n = stars.size();
        double[][] columns = columns(stars);
        double[][] slope = new double[FEATURES][n];
        double[][] dln = new double[FEATURES][n];
        double[] ln = new double[n];
        for (int k = 0; k < FEATURES; k++) {
            CoordinateMap map = coordinates().get(k);
            for (int i = 0; i < n; i++) {
                slope[k][i] = map.slope(columns[k][i]);
                dln[k][i] = map.dlnSlope(columns[k][i]);
                ln[i] += Math.log(slope[k][i]);
            }
        }
        return new Slopes(slope, dln, ln);
    }

    private static double[][] columns(Stars stars) {
        return new double[][] {stars.R(), stars.z(), stars.vR(), stars.vphi(), stars.vz()};
    }

    /**
     * The derivatives of n stars' features.
     *
     * @param slope [feature][n] d feature/d coordinate [1/kpc, s/km]
     * @param dln [feature][n] d ln slope/d coordinate [1/kpc, s/km]
     * @param ln [n] ln of the product of a star's slopes: ln p(coordinates) = ln p(features) + this
     */
    record Slopes(double[][] slope, double[][] dln, double[] ln) {
        /** d ln p(coordinates)/d coordinate k of star i, from that of ln p(features) with respect to feature k. */
        double gradient(int k, int i, double featureGradient) {
            return featureGradient * slope[k][i] + dln[k][i];
        }
    }
}
