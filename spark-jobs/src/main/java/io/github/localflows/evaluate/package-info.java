/**
 * The command {@code evaluate}: quantities of the model galaxy, and of flows, at points that a user gives. {@link
 * io.github.localflows.evaluate.EvaluatePoints} first.
 */
package io.github.localflows.evaluate;
