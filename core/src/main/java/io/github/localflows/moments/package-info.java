/**
 * The weak form of the Boltzmann equation: moments of stars that a steady state makes vanish, without any density.
 * {@link io.github.localflows.moments.WeakForm} first.
 */
package io.github.localflows.moments;
