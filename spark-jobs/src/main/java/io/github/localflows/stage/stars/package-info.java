/**
 * The stages that make star sets: {@code sample}, {@code perturb} and {@code evolve}. {@link
 * io.github.localflows.stage.stars.MakeStars} does them in one pass over the stars.
 */
package io.github.localflows.stage.stars;
