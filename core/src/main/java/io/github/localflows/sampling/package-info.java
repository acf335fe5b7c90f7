/**
 * Stars drawn exactly and independently from a distribution function.
 *
 * <p>Read {@link io.github.localflows.sampling.Sampler} first. {@link io.github.localflows.sampling.StarSampler} draws stars
 * of discs, by rejection with a proposal tabulated from the distribution function itself, and {@link
 * io.github.localflows.sampling.SphereSampler} those of a sphere, by rejection under bounds in closed form. Every random number of the project comes from a stream of
 * {@link io.github.localflows.random.RandomStreams}, named by what it is for and for whom, never from a clock, a
 * thread or a partition. {@link io.github.localflows.sampling.Perturbation} chooses and kicks the stars of the
 * perturbed sets.
 */
package io.github.localflows.sampling;
