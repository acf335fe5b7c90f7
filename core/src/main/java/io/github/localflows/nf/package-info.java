/**
 * Masked autoregressive flows: a density learned from a sample, and its gradients. Nothing here knows of stars.
 *
 * <p>Read {@link io.github.localflows.nf.MaskedAutoregressiveFlow} first (Papamakarios et al. 2017, as the Python package
 * nflows builds it). The arithmetic is in {@code nf.kernel}, training in {@code nf.train}, the formats of files in {@code
 * nf.file}; {@link io.github.localflows.nf.FlowFiles} writes and reads a flow. Parameters and optimiser state are ND4J's.
 */
package io.github.localflows.nf;
