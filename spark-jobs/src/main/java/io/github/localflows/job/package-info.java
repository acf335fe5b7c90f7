/**
 * The stages of a run, one class each: read, map over blocks of seeds, over flows or over positions into {@code core},
 * write. {@link io.github.localflows.job.Pipeline} does in order all that a configuration asks for.
 *
 * <p>Each stage is {@code run(spark, run, config, overwrite)} and returns what became of each of its data sets
 * ({@link io.github.localflows.job.StageOutcome}): made now, or there already.
 */
package io.github.localflows.job;
