/**
 * The command line: {@link io.github.localflows.cli.LocalFlows} has one command a stage and those that look at a run;
 * README and {@code submit/localflows --help} say what they do. Whatever goes wrong ends as one line on stderr and an
 * exit code: 2 for the user's mistake, 1 for ours.
 */
package io.github.localflows.cli;
