package io.github.localflows.field;

/** How the velocities of a {@link VelocityShell} are chosen. */
public enum ShellPoints {
    /** Independently at random, as Naik et al. (2022), anew at each position. */
    RANDOM,
    /**
     * By the sequence of Sobol' with the direction numbers of Joe and Kuo (2008, SIAM J. Sci. Comput. 30, 2635), the same at
     * every position: they fill the shell more evenly, and differences between neighbours, of which the mass density is made,
     * are free of their choice.
     */
    SOBOL
}
