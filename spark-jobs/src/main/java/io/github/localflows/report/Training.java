package io.github.localflows.report;

import io.github.localflows.nf.train.TrainingSettings;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How the flows of one star set were learned.
 *
 * @param dataset the star set
 * @param stars how many stars they were trained on, all together
 * @param parts into how many parts these were divided, of which each flow has seen one in every epoch
 * @param startedFromOthers whether they began with the weights of another set's flows, so that few steps do
 * @param members one entry a flow, in their order
 */
public record Training(String dataset, long stars, int parts, boolean startedFromOthers, List<Member> members) {
    /**
     * One flow. Losses are means of -ln density in the features' space [nat].
     *
     * @param member its number
     * @param stars how many it was trained on, each in every epoch
     * @param effectiveStars how many stars of one weight scatter as these do; stars where they have no weights
     * @param epochs how many it was trained for
     * @param steps how many batches of stars it has seen, one after another; null in reports of earlier versions
     * @param bestEpoch the one with the smallest held-out loss, counted as in history.csv, from 0
     * @param bestHeldOutLossNat that loss, over the stars that no flow was trained on
     * @param finalHeldOutLossNat the same after the last epoch
     * @param finalTrainingLossNat over the stars trained on, after the last epoch
     * @param setbacks how often the training diverged and went on at a lower rate; null in reports of earlier versions
     */
    public record Member(
            int member,
            long stars,
            long effectiveStars,
            int epochs,
            Long steps,
            int bestEpoch,
            double bestHeldOutLossNat,
            double finalHeldOutLossNat,
            double finalTrainingLossNat,
            Integer setbacks) {
        /** Whether it learned nothing after a few steps, though it took more than twice as many. */
        private boolean endedEarly() {
            int useful = bestEpoch + 1;
            return steps != null
                    && steps >= TrainingSettings.FEW_STEPS
                    && 2 * useful < epochs
                    && steps * useful < TrainingSettings.FEW_STEPS * (long) epochs;
        }

        private boolean diverged() {
            return setbacks != null && setbacks > 0;
        }
    }

    /** Copies. */
    public Training {
        members = List.copyOf(members);
    }

    /** What speaks against the flows, in words: that they were trained for too short a time, or that their training went astray. */
    List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        if (!startedFromOthers) {
            tooFewSteps().ifPresent(doubts::add);
            learnedNothingMore().ifPresent(doubts::add);
        }
        count(Member::diverged)
                .map(
                        flows -> flows + " of " + dataset
                                + " diverged in training, and went on at a lower rate: look whether their held-out losses are as the others'")
                .ifPresent(doubts::add);
        return doubts;
    }

    private Optional<String> learnedNothingMore() {
        return count(Member::endedEarly)
                .map(flows -> String.format(
                        Locale.ROOT,
                        "%s of %s learned nothing more after fewer than %,d steps: are there marks for missing values among the stars (cuts leave"
                                + " them out), few stars for so many epochs, or is train.learningRate too high",
                        flows,
                        dataset,
                        TrainingSettings.FEW_STEPS));
    }

    private Optional<String> count(Predicate<Member> which) {
        long count = members.stream().filter(which).count();
        return count == 0 ? Optional.empty() : Optional.of(count + " of " + members.size() + " flows");
    }

    private Optional<String> tooFewSteps() {
        return fewestSteps()
                .filter(steps -> steps < TrainingSettings.FEW_STEPS)
                .map(steps -> String.format(
                        Locale.ROOT,
                        "flows of %s took %,d steps, fewer than %,d: raise train.epochs, or lower train.batch",
                        dataset,
                        steps,
                        TrainingSettings.FEW_STEPS));
    }

    /** How many steps the flow took that took fewest; empty in reports of earlier versions. */
    Optional<Long> fewestSteps() {
        return members.stream().map(Member::steps).filter(Objects::nonNull).min(Long::compare);
    }

    /** How well the flows know stars that they have not seen, in words. */
    String heldOut() {
        DoubleSummaryStatistics losses =
                members.stream().mapToDouble(Member::bestHeldOutLossNat).summaryStatistics();
        return members.size() == 1
                ? String.format(Locale.ROOT, "held-out loss of the flow of %s %.3f nat", dataset, losses.getMin())
                : String.format(
                        Locale.ROOT,
                        "held-out losses of the %d flows of %s %.3f to %.3f nat",
                        members.size(),
                        dataset,
                        losses.getMin(),
                        losses.getMax());
    }
}
