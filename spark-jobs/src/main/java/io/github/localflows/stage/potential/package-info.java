/** The stage {@code potential}: one potential for what flows say point by point, and for flows and moments together. */
package io.github.localflows.stage.potential;
