/**
 * Star sets: what a run's tables of stars are called, by what they are made and from what, and whether a truth is known of
 * them. {@link io.github.localflows.starset.StarSet} first. The makers are in {@code stage.stars}.
 */
package io.github.localflows.starset;
