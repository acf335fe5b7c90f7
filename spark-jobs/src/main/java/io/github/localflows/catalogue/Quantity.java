package io.github.localflows.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a catalogue may hold of a star. Names and units are those of Gaia DR3 (gaiadr3.gaia_source), where it has the quantity. */
public enum Quantity {
    /** Identifier. */
    SOURCE_ID("source_id", Dimension.NUMBER, ""),
    /** Right ascension. */
    RA("ra", Dimension.DIRECTION, "deg"),
    /** Declination. */
    DEC("dec", Dimension.DIRECTION, "deg"),
    /** Parallax. */
    PARALLAX("parallax", Dimension.ANGLE, "mas"),
    /** Distance, in place of a parallax. Gaia's own table has none that could be meant without being named. */
    DISTANCE("distance", Dimension.LENGTH, null),
    /** Proper motion in right ascension, times cos dec. */
    PMRA("pmra", Dimension.MOTION, "mas/yr"),
    /** Proper motion in declination. */
    PMDEC("pmdec", Dimension.MOTION, "mas/yr"),
    /** Line-of-sight velocity: the first of several columns that is there. */
    RADIAL_VELOCITY("radial_velocity", Dimension.VELOCITY, "km/s"),
    /** Error of the right ascension, times cos dec. */
    RA_ERROR("ra_error", Dimension.ANGLE, "mas"),
    /** Error of the declination. */
    DEC_ERROR("dec_error", Dimension.ANGLE, "mas"),
    /** Error of the parallax. */
    PARALLAX_ERROR("parallax_error", Dimension.ANGLE, "mas"),
    /** Error of the distance. */
    DISTANCE_ERROR("distance_error", Dimension.LENGTH, null),
    /** The distance that the star is farther than with a probability of 84%. */
    DISTANCE_LOW("distance_low", Dimension.LENGTH, null),
    /** The distance that it is nearer than with one of 84%. */
    DISTANCE_HIGH("distance_high", Dimension.LENGTH, null),
    /** Error of the proper motion in right ascension. */
    PMRA_ERROR("pmra_error", Dimension.MOTION, "mas/yr"),
    /** Error of the proper motion in declination. */
    PMDEC_ERROR("pmdec_error", Dimension.MOTION, "mas/yr"),
    /** Error of the line-of-sight velocity, of each of its columns. */
    RADIAL_VELOCITY_ERROR("radial_velocity_error", Dimension.VELOCITY, "km/s"),
    /** Correlations, here and below. */
    RA_DEC_CORR("ra_dec_corr", Dimension.NUMBER, ""),
    /** A correlation. */
    RA_PARALLAX_CORR("ra_parallax_corr", Dimension.NUMBER, ""),
    /** A correlation. */
    RA_PMRA_CORR("ra_pmra_corr", Dimension.NUMBER, ""),
    /** A correlation. */
    RA_PMDEC_CORR("ra_pmdec_corr", Dimension.NUMBER, ""),
    /** A correlation. */
    DEC_PARALLAX_CORR("dec_parallax_corr", Dimension.NUMBER, ""),
    /** A correlation. */
    DEC_PMRA_CORR("dec_pmra_corr", Dimension.NUMBER, ""),
    /** A correlation. */
    DEC_PMDEC_CORR("dec_pmdec_corr", Dimension.NUMBER, ""),
    /** A correlation. */
    PARALLAX_PMRA_CORR("parallax_pmra_corr", Dimension.NUMBER, ""),
    /** A correlation. */
    PARALLAX_PMDEC_CORR("parallax_pmdec_corr", Dimension.NUMBER, ""),
    /** A correlation. */
    PMRA_PMDEC_CORR("pmra_pmdec_corr", Dimension.NUMBER, ""),
    /** Which solution it is: of 5 or 6 parameters. */
    SOLUTION("astrometric_params_solved", Dimension.NUMBER, ""),
    /** Mean magnitude G. */
    MAGNITUDE("phot_g_mean_mag", Dimension.NUMBER, ""),
    /** Effective wavenumber, of a solution of 5 parameters. */
    WAVENUMBER("nu_eff_used_in_astrometry", Dimension.NUMBER, ""),
    /** Pseudocolour, of one of 6. */
    PSEUDOCOLOUR("pseudocolour", Dimension.NUMBER, ""),
    /** Ecliptic latitude. */
    ECLIPTIC_LATITUDE("ecl_lat", Dimension.DIRECTION, "deg"),
    /** How much the star counts. */
    WEIGHT("weight", Dimension.NUMBER, "");

    private final String key;
    private final Dimension dimension;

    /** Null where Gaia has no such column, so that it must be named. */
    private final String gaiaUnit;

    Quantity(String key, Dimension dimension, String gaiaUnit) {
        this.key = key;
        this.dimension = dimension;
        this.gaiaUnit = gaiaUnit;
    }

    /** Its key in the configuration, which is the name of Gaia's column. */
    public String key() {
        return key;
    }

    Dimension dimension() {
        return dimension;
    }

    /** The unit of a column of its name, if Gaia has one. */
    Optional<String> gaiaUnit() {
        return Optional.ofNullable(gaiaUnit);
    }

    /** What it is the error of; empty when it is none. */
    Optional<Quantity> errorOf() {
        return key.endsWith("_error")
                ? Arrays.stream(values())
                        .filter(other -> key.equals(other.key + "_error"))
                        .findFirst()
                : Optional.empty();
    }

    /** All keys. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Quantity::key).toList();
    }

    /** The ten correlations, by rows of the upper triangle. */
    static List<Quantity> correlations() {
        return List.of(values()).subList(RA_DEC_CORR.ordinal(), PMRA_PMDEC_CORR.ordinal() + 1);
    }
}
