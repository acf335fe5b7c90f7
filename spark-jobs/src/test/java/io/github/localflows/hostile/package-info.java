/**
 * Malformed inputs from a seeded generator, and what the program says of them.
 *
 * <p>{@link io.github.localflows.hostile.HostileInputsTest} is where to begin. A {@link io.github.localflows.hostile.HostileKind} makes
 * one kind of input, which cannot be valid, and names the command that must refuse it; {@link
 * io.github.localflows.hostile.Workplace} has whole inputs to damage.
 */
package io.github.localflows.hostile;
