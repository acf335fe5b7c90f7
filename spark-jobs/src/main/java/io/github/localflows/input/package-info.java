/**
 * Tables of points that a user gives: {@link io.github.localflows.input.PointTable} reads CSV and Parquet, one file or a
 * directory of files, each with its own header or schema; {@link io.github.localflows.input.Coordinates} finds positions and
 * velocities in a row. {@code localflows evaluate --help} says the rules.
 */
package io.github.localflows.input;
