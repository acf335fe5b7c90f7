/**
 * The stage {@code train}: flows learn the density of stars, on the driver or on the executors, to the same bits. {@link
 * io.github.localflows.stage.train.TrainFlows} first.
 */
package io.github.localflows.stage.train;
