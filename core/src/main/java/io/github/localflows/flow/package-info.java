/**
 * Masked autoregressive flows: the density of stars learned from a sample, and its gradients.
 *
 * <p>Read {@link io.github.localflows.flow.FlowShape} for the model (Papamakarios et al. 2017, as the Python package
 * nflows builds it), {@link io.github.localflows.flow.MaskedAutoregressiveFlow} for its densities and gradients,
 * {@link io.github.localflows.flow.FlowTrainer} for how it is fitted, and
 * {@link io.github.localflows.flow.FlowDistributionFunction} for what the rest of the project sees of it: f(x, v) of an
 * ensemble of flows. Parameters and optimiser state are ND4J's; the arithmetic on them sits behind the small interface
 * {@code FlowKernel}. Files go through streams ({@link io.github.localflows.flow.FlowFiles}): nothing here opens a path.
 */
package io.github.localflows.flow;
