/**
 * The model galaxy of a configuration: its potential and its distribution function. {@link
 * io.github.localflows.galaxy.ModelSettings} first.
 */
package io.github.localflows.galaxy;
