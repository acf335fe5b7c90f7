/**
 * The command {@code sql}: queries over the tables of a run that read and do nothing else. {@link
 * io.github.localflows.sql.RunSql} first.
 */
package io.github.localflows.sql;
