/**
 * Flows as files of a run: {@link io.github.localflows.flows.FlowDirectory} a trained one, {@link
 * io.github.localflows.flows.CheckpointFiles} one in training.
 */
package io.github.localflows.flows;
