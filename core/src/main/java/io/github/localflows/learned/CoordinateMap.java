package io.github.localflows.learned;

import org.hipparchus.special.Erf;

/**
 * The feature that a flow sees of one coordinate: a strictly increasing function of it. Computed in double precision, the same
 * bits on every platform.
 */
public sealed interface CoordinateMap {
    /** The feature of a coordinate; infinite beyond the map's range, NaN for NaN. */
    double feature(double coordinate);

    /** The coordinate of a feature. */
    double coordinate(double feature);

    /** d feature/d coordinate where the feature is this, positive. */
    double slope(double feature);

    /** ln of the slope there less that where the feature is 0. */
    double lnStretch(double feature);

    /** d ln slope/d coordinate where the feature is this. */
    double dlnSlope(double feature);

    /**
     * feature = (coordinate - offset) / scale.
     *
     * @param offset finite, in the coordinate's unit
     * @param scale positive and finite, in the coordinate's unit
     */
    record Linear(double offset, double scale) implements CoordinateMap {
        /** @throws IllegalArgumentException for an offset that is not finite or a scale that is not positive and finite */
        public Linear {
            if (!Double.isFinite(offset)) {
                throw new IllegalArgumentException("feature of a coordinate: offset " + offset + " must be finite");
            }
            if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "feature of a coordinate: scale " + scale + " must be positive and finite");
            }
        }

        @Override
        public double feature(double coordinate) {
            return (coordinate - offset) / scale;
        }

        @Override
        public double coordinate(double feature) {
            return offset + scale * feature;
        }

        @Override
        public double slope(double feature) {
            return 1 / scale;
        }

        @Override
        public double lnStretch(double feature) {
            return 0;
        }

        @Override
        public double dlnSlope(double feature) {
            return 0;
        }
    }

    /**
     * The normal variable that has as much of the normal distribution below it as the coordinate has of its range:
     * <pre>
     *   Phi(feature) = (coordinate - min) / (max - min),   Phi the cumulative normal distribution.
     * </pre>
     * Stars that fill the range evenly get features of a standard normal distribution, a flow's own base. The density of coordinates, that
     * of features times the slope, ends at the ends of the range as the stars do, where a flow of the coordinate itself smooths
     * the step. At the very ends it is not to be trusted, for it goes with the tails of the flow: towards zero where these are
     * narrower than the normal distribution, towards infinity where they are wider.
     *
     * @param min lower end of the range, in the coordinate's unit
     * @param max upper end, above min
     */
    record Bounded(double min, double max) implements CoordinateMap {
        /** The largest double below 1, for what lies inside but so close to an end that it is rounded to it. */
        private static final double BELOW_ONE = Math.nextDown(1.0);

        private static final double ROOT_TWO = Math.sqrt(2);
        private static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

        /** @throws IllegalArgumentException for a range that is empty or unbounded */
        public Bounded {
            if (!(min < max && Double.isFinite(max - min))) {
                throw new IllegalArgumentException(
                        "feature of a coordinate: the range " + min + " to " + max + " must be finite and not empty");
            }
        }

        @Override
        public double feature(double coordinate) {
            if (coordinate <= min) {
                return Double.NEGATIVE_INFINITY;
            }
            if (coordinate >= max) {
                return Double.POSITIVE_INFINITY;
            }
            // 2 (coordinate - min) / (max - min) - 1, by differences that are exact next to either end.
            double place = ((coordinate - min) - (max - coordinate)) / (max - min);
            return ROOT_TWO * Erf.erfInv(Math.max(-BELOW_ONE, Math.min(BELOW_ONE, place)));
        }

        /** As said; an end of the range for a feature beyond 8 or so, whose distance to it is lost in rounding. */
        @Override
        public double coordinate(double feature) {
            // From the nearer end, where the distance to it keeps its digits.
            double distance = (max - min) * Erf.erfc(Math.abs(feature) / ROOT_TWO) / 2;
            return feature < 0 ? min + distance : max - distance;
        }

        @Override
        public double slope(double feature) {
            return ROOT_TWO_PI / (max - min) * StrictMath.exp(lnStretch(feature));
        }

        @Override
        public double lnStretch(double feature) {
            return feature * feature / 2;
        }

        @Override
        public double dlnSlope(double feature) {
            return feature * slope(feature);
        }
    }
}
