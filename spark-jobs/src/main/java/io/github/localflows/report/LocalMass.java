package io.github.localflows.report;

/**
 * The mass near the plane that a field needs, at one radius. A number is null where it is not known.
 *
 * @param field the potential, or accelerations position by position
 * @param RKpc the radius, accelerations.profiles.R0; null in reports of earlier versions
 * @param rhoMsunPc3 density in the plane
 * @param rhoErrMsunPc3 its error; null of accelerations position by position, whose differences smooth the peak
 * @param rhoExactMsunPc3 that of the model galaxy
 * @param surfaceDensityAbsZKpc how far from the plane the mass of the column is counted, accelerations.density.absZ
 * @param surfaceDensityMsunPc2 mass within that distance of the plane
 * @param surfaceDensityErrMsunPc2 its error
 * @param surfaceDensityExactMsunPc2 that of the model galaxy
 * @param rhoBaryonsMsunPc3 density in the plane of the baryons of the configuration; null where there are none
 * @param surfaceDensityBaryonsMsunPc2 their mass within the height; null likewise
 * @param rhoDarkMsunPc3 density in the plane without the baryons of the configuration; null where there are none, and of accelerations position by position
 * @param rhoDarkErrMsunPc3 its error, that of the baryons included; null likewise
 * @param surfaceDensityDarkMsunPc2 mass within the height without the baryons
 * @param surfaceDensityDarkErrMsunPc2 its error, that of the baryons included
 */
public record LocalMass(
        String field,
        Double RKpc,
        Double rhoMsunPc3,
        Double rhoErrMsunPc3,
        Double rhoExactMsunPc3,
        Double surfaceDensityAbsZKpc,
        Double surfaceDensityMsunPc2,
        Double surfaceDensityErrMsunPc2,
        Double surfaceDensityExactMsunPc2,
        Double rhoBaryonsMsunPc3,
        Double surfaceDensityBaryonsMsunPc2,
        Double rhoDarkMsunPc3,
        Double rhoDarkErrMsunPc3,
        Double surfaceDensityDarkMsunPc2,
        Double surfaceDensityDarkErrMsunPc2) {
    /** The same of a field whose differences smooth the peak of the density in the plane: no error holds that, and what is dark is not known there. */
    LocalMass withSmoothedPeak() {
        return new LocalMass(
                field,
                RKpc,
                rhoMsunPc3,
                null,
                rhoExactMsunPc3,
                surfaceDensityAbsZKpc,
                surfaceDensityMsunPc2,
                surfaceDensityErrMsunPc2,
                surfaceDensityExactMsunPc2,
                rhoBaryonsMsunPc3,
                surfaceDensityBaryonsMsunPc2,
                null,
                null,
                surfaceDensityDarkMsunPc2,
                surfaceDensityDarkErrMsunPc2);
    }
}
