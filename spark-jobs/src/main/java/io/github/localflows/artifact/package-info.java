/**
 * What a run directory holds, and how it gets there: each artifact has a recipe, is made in pieces that survive a kill, is
 * committed whole, and says what it is in a manifest.
 *
 * <p>Read {@link io.github.localflows.artifact.RunDirectory} first for where everything lies, then {@link
 * io.github.localflows.artifact.PendingDirectory} for how a directory appears whole or not at all, {@link
 * io.github.localflows.artifact.Recipe} for what decides its content, and {@link io.github.localflows.artifact.Ownership} for
 * what may be removed.
 */
package io.github.localflows.artifact;
