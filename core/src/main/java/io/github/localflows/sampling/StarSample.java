package io.github.localflows.sampling;

import io.github.localflows.phase.Stars;

/**
 * Stars and what drawing them took.
 *
 * @param stars the stars, in order of their index
 * @param statistics proposals and acceptances; of whole blocks of stars where a sampler draws no less
 */
public record StarSample(Stars stars, SampleStatistics statistics) {}
