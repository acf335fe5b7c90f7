package io.github.localflows.galaxy;

/** The model galaxies that stars can be drawn from. */
public enum ModelType {
    /** Quasi-isothermal discs in any potential. */
    QUASI_ISOTHERMAL,
    /** The isotropic sphere of Hernquist (1990) in its own potential. */
    HERNQUIST
}
