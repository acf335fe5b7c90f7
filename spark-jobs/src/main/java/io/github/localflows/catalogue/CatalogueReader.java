package io.github.localflows.catalogue;

import io.github.localflows.config.UserError;
import io.github.localflows.frame.Astrometry;
import io.github.localflows.frame.AstrometryErrors;
import io.github.localflows.frame.Galactocentric;
import io.github.localflows.frame.GalactocentricFrame;
import io.github.localflows.frame.ParallaxZeroPoint;
import io.github.localflows.input.CellValue;
import io.github.localflows.input.Impossible;
import io.github.localflows.input.PointTable;
import io.github.localflows.input.RowReader;
import io.github.localflows.input.StarRow;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.table.StarTable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Stars of the rows of a catalogue: their places in the galaxy by their directions, parallaxes or distances, proper motions and line-of-sight
 * velocities.
 */
public final class CatalogueReader implements RowReader {
    private static final long serialVersionUID = 1;

    private static final double FULL_TURN_DEG = 360;
    private static final double POLE_DEG = 90;

    /** Of the ecliptic at J2000 (IAU 2006). */
    private static final double OBLIQUITY = Math.toRadians(84381.406 / 3600);

    /** Errors of a parallax that stands for a distance: half of where 68% of it are. */
    private static final double HALF = 0.5;

    private static final List<Quantity> CORRELATIONS = Quantity.correlations();

    private static final Set<Quantity> CORRELATIONS_OF_PARALLAX = EnumSet.of(
            Quantity.RA_PARALLAX_CORR,
            Quantity.DEC_PARALLAX_CORR,
            Quantity.PARALLAX_PMRA_CORR,
            Quantity.PARALLAX_PMDEC_CORR);

    private final FoundColumns columns;
    private final Placing placing;
    private final boolean ofDistance;
    private final boolean hasErrors;
    private final StructType schema;

    /**
     * How stars are placed.
     *
     * @param frame where the Sun is
     * @param within stars that are farther from the Sun are left out [kpc]; infinite for none
     * @param zeroPoint whether parallaxes are corrected for Gaia's zero point
     * @param scatter errors that are added
     */
    public record Placing(GalactocentricFrame frame, double within, boolean zeroPoint, Scatter scatter)
            implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /**
     * Errors that are added to what was measured, with the covariance that the catalogue says.
     *
     * @param variance how many times their variance; 0 adds none
     * @param realisation which of several
     * @param runSeed number that the random streams of the run start from
     */
    public record Scatter(double variance, int realisation, long runSeed) implements Serializable {
        private static final long serialVersionUID = 1;

        /** Nothing is added. */
        public static final Scatter NONE = new Scatter(0, 0, 0);
    }

    private CatalogueReader(FoundColumns columns, Placing placing, boolean ofDistance) {
        this.columns = columns;
        this.placing = placing;
        this.ofDistance = ofDistance;
        hasErrors = hasErrors(columns, ofDistance);
        schema = schema(columns, hasErrors);
    }

    /**
     * Finds the columns of a catalogue.
     *
     * @throws UserError when one that is needed is missing, or is not as it must be
     */
    public static CatalogueReader of(PointTable table, ColumnMapping mapping, Placing placing) {
        FoundColumns columns = mapping.in(table);
        boolean ofDistance = mapping.named().containsKey(Quantity.DISTANCE);
        if (ofDistance && mapping.named().containsKey(Quantity.PARALLAX)) {
            throw new UserError(mapping.key() + " names a parallax and a distance: name one of them");
        }
        for (Quantity ofOne : List.of(Quantity.DISTANCE_ERROR, Quantity.DISTANCE_LOW, Quantity.DISTANCE_HIGH)) {
            if (!ofDistance && mapping.named().containsKey(ofOne)) {
                throw new UserError(mapping.key() + "." + ofOne.key() + " is named, but no distance: name it as "
                        + mapping.key() + ".distance");
            }
        }
        List<Quantity> needed = new ArrayList<>(List.of(Quantity.RA, Quantity.DEC));
        needed.add(ofDistance ? Quantity.DISTANCE : Quantity.PARALLAX);
        needed.addAll(List.of(Quantity.PMRA, Quantity.PMDEC, Quantity.RADIAL_VELOCITY));
        if (placing.zeroPoint()) {
            if (ofDistance) {
                throw new UserError(mapping.key() + ".distance names distances, which have no zero point of parallaxes:"
                        + " leave the zero point out, or the distance");
            }
            needed.addAll(List.of(Quantity.SOLUTION, Quantity.MAGNITUDE));
        }
        for (Quantity quantity : needed) {
            if (!columns.has(quantity)) {
                throw new UserError(table.what() + " has no column " + quantity.key()
                        + (quantity == Quantity.PARALLAX ? ", nor is a distance named" : "") + ": say which it is, as "
                        + mapping.key() + "." + quantity.key() + " = NAME; " + ColumnMapping.columnsOf(table));
            }
        }
        if (placing.zeroPoint() && !columns.has(Quantity.WAVENUMBER) && !columns.has(Quantity.PSEUDOCOLOUR)) {
            throw new UserError(table.what() + " has neither column " + Quantity.WAVENUMBER.key() + " nor "
                    + Quantity.PSEUDOCOLOUR.key() + ", of which the zero point needs one: leave the zero point out, or "
                    + ColumnMapping.columnsOf(table));
        }
        int velocities = columns.count(Quantity.RADIAL_VELOCITY);
        int errors = columns.count(Quantity.RADIAL_VELOCITY_ERROR);
        if (mapping.named().containsKey(Quantity.RADIAL_VELOCITY_ERROR) && errors != velocities) {
            throw new UserError(mapping.key() + ".radial_velocity names " + velocities + " columns, but "
                    + mapping.key() + ".radial_velocity_error " + errors + ": name one error for each");
        }
        CatalogueReader reader = new CatalogueReader(columns, placing, ofDistance);
        if (placing.scatter().variance() > 0 && !reader.hasErrors) {
            throw new UserError(table.what() + " has no errors of all measurements, so that it cannot be scattered by"
                    + " them; " + ColumnMapping.columnsOf(table));
        }
        return reader;
    }

    private static boolean hasErrors(FoundColumns columns, boolean ofDistance) {
        boolean far = ofDistance
                ? columns.has(Quantity.DISTANCE_ERROR)
                        || columns.has(Quantity.DISTANCE_LOW) && columns.has(Quantity.DISTANCE_HIGH)
                : columns.has(Quantity.PARALLAX_ERROR);
        return far
                && columns.has(Quantity.PMRA_ERROR)
                && columns.has(Quantity.PMDEC_ERROR)
                && columns.count(Quantity.RADIAL_VELOCITY_ERROR) == columns.count(Quantity.RADIAL_VELOCITY);
    }

    private static StructType schema(FoundColumns columns, boolean hasErrors) {
        StructType schema = StarTable.SCHEMA.add(StarTable.PHI);
        if (columns.has(Quantity.WEIGHT)) {
            schema = schema.add(StarTable.WEIGHT);
        }
        if (columns.has(Quantity.SOURCE_ID)) {
            schema = schema.add(StarTable.ID);
        }
        if (hasErrors) {
            for (StructField error : StarTable.ERRORS) {
                schema = schema.add(error);
            }
        }
        return schema;
    }

    @Override
    public StructType schema() {
        return schema;
    }

    @Override
    public List<String> remarks() {
        List<Quantity> measured = List.of(
                Quantity.PARALLAX_ERROR, Quantity.PMRA_ERROR, Quantity.PMDEC_ERROR, Quantity.RADIAL_VELOCITY_ERROR);
        boolean some = measured.stream().anyMatch(columns::has);
        return hasErrors || !some
                ? List.of()
                : List.of("errors of some measurements are not there, so that those of the coordinates are not known:"
                        + " name them all, also that of a column which is named");
    }

    @Override
    public StarRow star(long number, Row row) {
        double ra = columns.number(row, Quantity.RA);
        double dec = columns.number(row, Quantity.DEC);
        double pmRa = columns.number(row, Quantity.PMRA);
        double pmDec = columns.number(row, Quantity.PMDEC);
        Quantity far = ofDistance ? Quantity.DISTANCE : Quantity.PARALLAX;
        double measured = columns.number(row, far);
        int velocity = columns.velocity(row);
        double vLos = velocity < 0 ? Double.NaN : columns.number(row, Quantity.RADIAL_VELOCITY, velocity);
        String fault = fault(far, ra, dec, measured, pmRa, pmDec, vLos);
        if (fault != null) {
            return StarRow.none(number, fault);
        }
        Impossible impossible = columns.impossible(row, velocity);
        if (impossible != null) {
            return StarRow.impossible(number, impossible);
        }
        List<String> absent = new ArrayList<>();
        double parallax = ofDistance ? 1 / measured : measured;
        if (placing.zeroPoint()) {
            ZeroPoint zeroPoint = zeroPoint(row, ra, dec);
            if (zeroPoint.fault() != null) {
                return StarRow.none(number, zeroPoint.fault());
            }
            parallax -= zeroPoint.mas();
            if (!zeroPoint.known()) {
                absent.add("zero point is not known for its magnitude and colour, but for the nearest");
            }
        }
        Astrometry star = new Astrometry(ra, dec, parallax, pmRa, pmDec, vLos);
        AstrometryErrors errors = hasErrors ? errors(row, parallax, velocity) : null;
        Scatter scatter = placing.scatter();
        // A star whose errors are not known is the same in all sets that it is extrapolated from.
        if (scatter.variance() > 0 && errors != null) {
            UniformRandomProvider random =
                    RandomStreams.stream(scatter.runSeed(), Purpose.CATALOGUE_ERRORS, scatter.realisation(), number);
            star = errors.scattered(star, scatter.variance(), ZigguratSampler.NormalizedGaussian.of(random)::sample);
        }
        if (!(star.parallaxMas() > 0)) {
            return StarRow.none(number, "parallax is not positive");
        }
        Galactocentric place = placing.frame().place(star);
        if (1 / star.parallaxMas() > placing.within()) {
            return StarRow.none(number, "farther from the Sun than the ball of its selection");
        }
        if (!(place.point().R() > 0)) {
            return StarRow.none(number, "R is not positive");
        }
        return StarRow.star(number, absent, values(row, star, place, errors, absent));
    }

    /** What keeps measurements from being those of a star; null when nothing does. */
    private static String fault(
            Quantity far, double ra, double dec, double measured, double pmRa, double pmDec, double vLos) {
        for (String fault : new String[] {
            notFinite(Quantity.RA, ra),
            notFinite(Quantity.DEC, dec),
            ra >= 0 && ra <= FULL_TURN_DEG ? null : "ra is not 0 to 360 deg",
            Math.abs(dec) <= POLE_DEG ? null : "dec is not -90 to 90 deg",
            notFinite(far, measured),
            notFinite(Quantity.PMRA, pmRa),
            notFinite(Quantity.PMDEC, pmDec),
            notFinite(Quantity.RADIAL_VELOCITY, vLos),
            far == Quantity.DISTANCE && !(measured > 0) ? "distance is not positive" : null
        }) {
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static String notFinite(Quantity quantity, double value) {
        return Double.isFinite(value) ? null : quantity.key() + " is no finite number";
    }

    /**
     * The zero point of a parallax.
     *
     * @param fault why there is none, or null
     * @param known whether it was found for such stars
     */
    private record ZeroPoint(String fault, double mas, boolean known) {}

    private ZeroPoint zeroPoint(Row row, double ra, double dec) {
        double params = columns.number(row, Quantity.SOLUTION);
        boolean five = params == ParallaxZeroPoint.FIVE_PARAMETERS;
        if (!five && params != ParallaxZeroPoint.SIX_PARAMETERS) {
            return new ZeroPoint(Quantity.SOLUTION.key() + " is neither 31 nor 95", 0, false);
        }
        Quantity colourOf = five ? Quantity.WAVENUMBER : Quantity.PSEUDOCOLOUR;
        double magnitude = columns.number(row, Quantity.MAGNITUDE);
        double colour = columns.number(row, colourOf);
        String magnitudeFault = notFinite(Quantity.MAGNITUDE, magnitude);
        String fault = magnitudeFault == null ? notFinite(colourOf, colour) : magnitudeFault;
        if (fault != null) {
            return new ZeroPoint(fault, 0, false);
        }
        double latitude = columns.number(row, Quantity.ECLIPTIC_LATITUDE);
        if (!Double.isFinite(latitude)) {
            latitude = eclipticLatitude(ra, dec);
        }
        int solution = (int) params;
        return new ZeroPoint(
                null,
                ParallaxZeroPoint.mas(solution, magnitude, colour, latitude),
                ParallaxZeroPoint.isKnown(solution, magnitude, colour));
    }

    private static double eclipticLatitude(double raDeg, double decDeg) {
        double ra = Math.toRadians(raDeg);
        double dec = Math.toRadians(decDeg);
        return Math.toDegrees(StrictMath.asin(StrictMath.sin(dec) * StrictMath.cos(OBLIQUITY)
                - StrictMath.cos(dec) * StrictMath.sin(OBLIQUITY) * StrictMath.sin(ra)));
    }

    /** Null when they are not all known. */
    private AstrometryErrors errors(Row row, double parallax, int velocity) {
        double[] deviations = {
            orZero(columns.number(row, Quantity.RA_ERROR)),
            orZero(columns.number(row, Quantity.DEC_ERROR)),
            ofDistance ? distanceError(row, parallax) : columns.number(row, Quantity.PARALLAX_ERROR),
            columns.number(row, Quantity.PMRA_ERROR),
            columns.number(row, Quantity.PMDEC_ERROR),
            columns.number(row, Quantity.RADIAL_VELOCITY_ERROR, velocity)
        };
        double[] correlations = new double[CORRELATIONS.size()];
        for (int i = 0; i < correlations.length; i++) {
            Quantity pair = CORRELATIONS.get(i);
            // A distance was found with more than the parallax: it has no correlation that the catalogue says.
            correlations[i] =
                    ofDistance && CORRELATIONS_OF_PARALLAX.contains(pair) ? 0 : orZero(columns.number(row, pair));
        }
        try {
            return new AstrometryErrors(deviations, correlations);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** That of the parallax that stands for the distance. */
    private double distanceError(Row row, double parallax) {
        if (columns.has(Quantity.DISTANCE_ERROR)) {
            return columns.number(row, Quantity.DISTANCE_ERROR) * parallax * parallax;
        }
        double low = columns.number(row, Quantity.DISTANCE_LOW);
        double high = columns.number(row, Quantity.DISTANCE_HIGH);
        return low > 0 ? HALF * (1 / low - 1 / high) : Double.NaN;
    }

    /** Positions in the sky, and correlations, that are not given do not matter. */
    private static double orZero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    private Object[] values(
            Row row, Astrometry star, Galactocentric place, AstrometryErrors errors, List<String> absent) {
        Object[] values = new Object[schema.size() - 2];
        PhasePoint point = place.point();
        int at = 0;
        for (double value : new double[] {point.R(), point.z(), point.vR(), point.vphi(), point.vz()}) {
            values[at++] = value;
        }
        values[at++] = place.phi();
        if (columns.has(Quantity.WEIGHT)) {
            values[at++] = CellValue.weight(columns.cell(row, Quantity.WEIGHT), absent);
        }
        if (columns.has(Quantity.SOURCE_ID)) {
            values[at++] = CellValue.id(columns.cell(row, Quantity.SOURCE_ID), absent);
        }
        if (hasErrors) {
            if (errors == null) {
                absent.add("errors are not all known");
            } else {
                for (double deviation : placing.frame().deviations(star, errors)) {
                    values[at++] = deviation;
                }
            }
        }
        return values;
    }
}
