package io.github.localflows.flow;

import java.util.List;

/**
 * The outcome of training: the flow of the best epoch, and how it came about.
 *
 * @param flow with the weights after {@code best}; the receiver closes it
 * @param best the epoch with the lowest held-out loss, or, without a held-out set, the lowest training loss; its training
 *     loss is that of the flow over the whole training set
 * @param history all epochs in order
 * @param end the run after its last epoch
 */
public record TrainedFlow(MaskedAutoregressiveFlow flow, EpochRecord best, List<EpochRecord> history, Checkpoint end) {
    public TrainedFlow {
        history = List.copyOf(history);
    }
}
