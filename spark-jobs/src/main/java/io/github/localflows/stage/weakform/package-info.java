/**
 * The stage {@code weak-form}: the potential from moments of the stars.
 * {@link io.github.localflows.stage.weakform.SolveWeakForm} first.
 */
package io.github.localflows.stage.weakform;
