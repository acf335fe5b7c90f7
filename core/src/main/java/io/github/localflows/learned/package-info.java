/**
 * Distribution functions of stars that are made of flows.
 *
 * <p>Read {@link io.github.localflows.learned.FlowDistributionFunction} first: f(x, v) of an ensemble. A {@link
 * io.github.localflows.learned.FeatureMap} leads from a star's coordinates to what flows see, a {@link
 * io.github.localflows.learned.FlowDescription} says everything about a flow but its weights, and {@link
 * io.github.localflows.learned.DescriptionFile} writes and reads that.
 */
package io.github.localflows.learned;
