/**
 * How a flow is fitted. Read {@link io.github.localflows.nf.train.FlowTrainer} first; a {@link
 * io.github.localflows.nf.train.Checkpoint} is all that a training needs to go on to the same bits.
 */
package io.github.localflows.nf.train;
