/**
 * A whole run: its configuration, all its stages in order, and what it holds. {@link io.github.localflows.pipeline.Pipeline}
 * first.
 */
package io.github.localflows.pipeline;
