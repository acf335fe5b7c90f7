package io.github.localflows.moments;

/** The families of moments; those of one are judged together. */
public enum MomentFamily {
    /** Of functions that are odd in vR and vz together: they contain the potential. */
    DYNAMICS("the Boltzmann equation"),
    /** Of functions of the position alone: they do not contain the potential, and say that the number of stars changes nowhere. */
    CONTINUITY("the equation of continuity"),
    /** Of functions that change sign when z and vz do: they vanish where north and south are alike, whatever the potential. */
    MIRROR("the symmetry of north and south");

    private final String description;

    MomentFamily(String description) {
        this.description = description;
    }

    /** What it tests, in words. */
    public String description() {
        return description;
    }
}
