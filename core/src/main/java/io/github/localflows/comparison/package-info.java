/**
 * The classical methods that flows are compared with, and the sampler that they share.
 *
 * <p>Read {@link io.github.localflows.comparison.JeansFit} and {@link io.github.localflows.comparison.VerticalDfFit} first.
 * <ul>
 *   <li>{@code JeansFit}, after Salomon et al. (2020, A&amp;A 643, A75): density and velocity dispersions of binned stars, and the
 *       vertical Jeans equation. {@link io.github.localflows.comparison.JeansBinning} makes the cells, {@link
 *       io.github.localflows.comparison.JeansModel} is what is fitted to them.
 *   <li>{@code VerticalDfFit}, after Widmark et al. (2021, A&amp;A 646, A67): the distribution of the heights and vertical
 *       velocities of single stars. {@link io.github.localflows.comparison.VerticalDf} is the model, in a {@link
 *       io.github.localflows.comparison.VerticalPotential}.
 * </ul>
 *
 * <p>Both give a {@link io.github.localflows.comparison.Fit}: the best parameters, their posterior as a {@link
 * io.github.localflows.comparison.Chain} of the {@link io.github.localflows.comparison.StretchSampler}, and the vertical
 * acceleration as a curve with errors. The best fit is found by CMA-ES (Hansen and Ostermeier 2001, Evol. Comput. 9, 159).
 */
package io.github.localflows.comparison;
