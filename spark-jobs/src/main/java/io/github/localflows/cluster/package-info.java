/**
 * Work on a cluster: {@link io.github.localflows.cluster.SparkTasks} runs a function over a list of pieces, one Spark task
 * each, with progress and readable errors; {@link io.github.localflows.cluster.PerProcess} is what all tasks of a process share.
 */
package io.github.localflows.cluster;
