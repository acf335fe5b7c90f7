/**
 * Figures for papers, drawn from plain arrays and records: only what reads them knows of Spark and of files' places.
 *
 * <p>{@link io.github.localflows.figure.DrawFigures} lists all figures. Each is a class, such as {@link
 * io.github.localflows.figure.AccelerationMap} or {@link io.github.localflows.figure.SliceMap}, that makes a {@link
 * io.github.localflows.figure.Figure} with its caption, which {@link io.github.localflows.figure.FigureFormat} turns into the bytes
 * of a PNG or PDF file. Whatever shows profiles gives its curves to {@code ProfilePage}. A new kind of figure is a class beside these
 * that lays styled JFreeChart plots ({@code Plots}) out on a {@code PanelPage}.
 *
 * <p>Pages are 504 pt wide, the text width of MNRAS, or 240 pt, that of a column, so that letters are as large in print as they say.
 * All letters come from one font that travels with a dependency, so that a figure looks the same on every machine. No display is
 * needed; the launcher sets {@code java.awt.headless}, so that one which is named but cannot be reached does no harm.
 */
package io.github.localflows.figure;
