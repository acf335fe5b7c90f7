package io.github.localflows.frame;

/**
 * What a catalogue has of a star, in the directions of ICRS. Components of the proper motion are true angles a year.
 *
 * @param raDeg right ascension [deg]
 * @param decDeg declination [deg, -90 to 90]
 * @param parallaxMas parallax [mas], the inverse of the distance in kpc; of a measured star it may be negative
 * @param pmRaMasYr proper motion in right ascension, times cos dec [mas/yr]
 * @param pmDecMasYr proper motion in declination [mas/yr]
 * @param vLosKmS line-of-sight velocity, positive away from the Sun [km/s]
 */
public record Astrometry(
        double raDeg, double decDeg, double parallaxMas, double pmRaMasYr, double pmDecMasYr, double vLosKmS) {}
