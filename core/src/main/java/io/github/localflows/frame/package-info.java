/**
 * Frames: from a star's place in the galaxy to what the Sun sees of it, and back, with the errors of measurement. {@link
 * io.github.localflows.frame.Sun} first.
 */
package io.github.localflows.frame;
