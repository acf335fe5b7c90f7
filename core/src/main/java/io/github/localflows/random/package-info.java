/**
 * Random numbers. Every one of them comes from a stream of {@link io.github.localflows.random.RandomStreams}, named by what
 * it is for and for whom, never from a clock, a thread or a partition.
 */
package io.github.localflows.random;
