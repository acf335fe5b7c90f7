/**
 * Tables of points that a user gives: {@link io.github.localflows.table.PointTable} reads CSV and Parquet, one file or a
 * directory of files, each with its own header or schema; {@link io.github.localflows.table.Coordinates} finds positions and
 * velocities in a row. {@code localflows evaluate --help} says the rules.
 */
package io.github.localflows.table;
