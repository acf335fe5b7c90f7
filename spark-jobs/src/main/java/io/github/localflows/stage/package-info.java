/**
 * The stages of a run, one package each. A stage gets a {@link io.github.localflows.stage.Job} and gives a {@link
 * io.github.localflows.artifact.StageOutcome} for each artifact that it makes. No stage knows another's classes.
 */
package io.github.localflows.stage;
