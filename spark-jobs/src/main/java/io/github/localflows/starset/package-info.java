/**
 * Star sets: what a run's tables of stars are called, by what they are made and from what, and whether a truth is known of
 * them. {@link io.github.localflows.starset.StarSet} first. {@link io.github.localflows.starset.TrainingStars} reads those of a
 * volume. The makers are in {@code stage.stars}.
 */
package io.github.localflows.starset;
