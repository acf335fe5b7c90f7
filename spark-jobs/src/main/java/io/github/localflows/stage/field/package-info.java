/**
 * The stage {@code accelerations}: fields of accelerations from learned and exact distribution functions, and phase spirals.
 * {@link io.github.localflows.stage.field.EvaluateAccelerations} first.
 */
package io.github.localflows.stage.field;
