/**
 * Potentials that are sums of given functions with coefficients to be found, and what follows from the coefficients and their errors.
 * {@link io.github.localflows.expansion.PotentialBasis} first.
 */
package io.github.localflows.expansion;
