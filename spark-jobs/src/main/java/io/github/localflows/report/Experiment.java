package io.github.localflows.report;

/**
 * An experiment of Naik et al. (2022, MNRAS 511, 1609), or one beyond it: what is claimed, and what the run found.
 *
 * @param name what it is
 * @param figures the paper's figures; empty for one that is not in the paper
 * @param claim what the paper says, in our words; empty likewise
 * @param found what the run found
 * @param wallSeconds what training and all that follows took, without the stars [s]
 */
public record Experiment(String name, String figures, String claim, String found, double wallSeconds) {}
