/**
 * Figures for papers, drawn from plain arrays and records: nothing here knows of Spark or of files' places.
 *
 * <p>{@link io.github.localflows.figure.AccelerationMap}, {@link io.github.localflows.figure.AccelerationProfiles} and
 * {@link io.github.localflows.figure.LossHistory} each make a {@link io.github.localflows.figure.Figure}, which
 * {@link io.github.localflows.figure.FigureFormat} turns into the bytes of a PNG or PDF file. A new kind of figure is a
 * class beside these that lays styled JFreeChart plots ({@code Plots}) out on a {@code PanelPage}.
 *
 * <p>Pages are 504 pt wide, the text width of MNRAS, so that letters are as large in print as they say. All letters come
 * from one font that travels with a dependency, so that a figure looks the same on every machine. No display is needed; the launcher sets {@code java.awt.headless}, so
 * that one which is named but cannot be reached does no harm.
 */
package io.github.localflows.figure;
