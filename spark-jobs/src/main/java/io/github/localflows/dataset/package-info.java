/**
 * What a run leaves on disk: where each data set lies ({@link io.github.localflows.dataset.RunDirectory}), its columns
 * ({@link io.github.localflows.dataset.StarTable}, {@link io.github.localflows.dataset.AccelerationTable}), how it
 * appears whole or not at all ({@link io.github.localflows.dataset.PendingDirectory}) and what it says of itself
 * ({@link io.github.localflows.dataset.Manifest}). Everything is readable by plain Spark without this package.
 */
package io.github.localflows.dataset;
