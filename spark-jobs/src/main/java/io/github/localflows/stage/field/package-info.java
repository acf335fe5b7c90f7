/**
 * The stage {@code accelerations}: fields of accelerations from learned and exact distribution functions, phase spirals and
 * slices of f.
 * {@link io.github.localflows.stage.field.EvaluateAccelerations} first.
 */
package io.github.localflows.stage.field;
