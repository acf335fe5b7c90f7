package io.github.localflows.comparison;

/**
 * The stars of one cell, those below the plane turned up into it.
 *
 * @param Rmin inner edge [kpc]
 * @param Rmax outer edge [kpc]
 * @param zMin lower edge [kpc], at least 0
 * @param zMax upper edge [kpc]
 * @param count number of stars
 * @param effective number of stars of one weight that scatter as these do, (sum of weights)² / sum of squared weights; count without
 *     weights
 * @param meanR mean R of all stars between the radial edges [kpc], weighted as everything that follows
 * @param meanZ mean |z| of the cell's stars [kpc]
 * @param nu stars, or weight, per kpc³ and radian for real stars, and per kpc² over the slice's radius for a slice: the density that the model has
 * @param sigmaZ2 variance of vz [km²/s²]
 * @param sigmaR2 variance of vR [km²/s²]
 */
public record JeansCell(
        double Rmin,
        double Rmax,
        double zMin,
        double zMax,
        int count,
        double effective,
        double meanR,
        double meanZ,
        double nu,
        double sigmaZ2,
        double sigmaR2) {}
