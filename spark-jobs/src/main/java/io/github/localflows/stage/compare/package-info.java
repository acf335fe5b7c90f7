/**
 * The stage {@code compare}: the vertical acceleration by classical methods, beside that of the flows.
 * {@link io.github.localflows.stage.compare.CompareMethods} first.
 */
package io.github.localflows.stage.compare;
