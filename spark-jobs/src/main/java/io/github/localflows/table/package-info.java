/**
 * The tables of a run: their columns with units, and how they are written and read. {@link
 * io.github.localflows.table.StarTable} and {@link io.github.localflows.table.StarFile} are those of stars, {@link
 * io.github.localflows.table.AccelerationTable} those of fields.
 */
package io.github.localflows.table;
