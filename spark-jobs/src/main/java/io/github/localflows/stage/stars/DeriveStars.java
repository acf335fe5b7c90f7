package io.github.localflows.stage.stars;

import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/** Makes star sets that are derived from others star by star: what the stages {@code select}, {@code split-rv}, {@code observe} and {@code bar} share. */
final class DeriveStars {
    /** Sets that are made of a block once it is read. More would save little, and finish later. */
    private static final int AT_ONCE = 16;

    private DeriveStars() {}

    /**
     * Makes the star sets of a stage that are not there.
     *
     * @param derivation how each of them is made
     */
    static List<StageOutcome> run(Job job, String stage, Function<StarSet, Derivation> derivation) throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        // One of them may be made from another.
        for (List<StarSet> sets : byInput(job.stars().madeBy(stage))) {
            Manifest from = job.required(job.stars().get(sets.get(0).from().orElseThrow()));
            List<Derived> missing = new ArrayList<>();
            for (StarSet set : sets) {
                Optional<StageOutcome> there =
                        job.artifact(set, StarBlocks.inputs(set, from)).there(job.overwrite());
                there.ifPresentOrElse(outcomes::add, () -> missing.add(new Derived(set, derivation.apply(set))));
            }
            for (int i = 0; i < missing.size(); i += AT_ONCE) {
                outcomes.addAll(derive(job, from, missing.subList(i, Math.min(missing.size(), i + AT_ONCE))));
            }
        }
        return outcomes;
    }

    /** A set and how it is made. */
    private record Derived(StarSet set, Derivation how) {
        StarBlocks.Output output() {
            // Mock stars fill their blocks; other sets have some stars of each.
            return how.keepsAll() && set.from().flatMap(MockName::find).isPresent()
                    ? StarBlocks.Output.ofAll(set, this::figures)
                    : StarBlocks.Output.ofSome(set, this::figures);
        }

        private Map<String, Double> figures(Tally tally) {
            Map<String, Double> figures = new TreeMap<>(how.constants());
            how.figures().forEach(name -> figures.put(name, tally.sums().getOrDefault(name, 0.0)));
            return figures;
        }
    }

    /** The sets that are made from the same set together, in the order of the first of them. */
    private static List<List<StarSet>> byInput(List<StarSet> sets) {
        Map<String, List<StarSet>> byInput = new LinkedHashMap<>();
        for (StarSet set : sets) {
            byInput.computeIfAbsent(set.from().orElseThrow(), from -> new ArrayList<>())
                    .add(set);
        }
        return List.copyOf(byInput.values());
    }

    private static List<StageOutcome> derive(Job job, Manifest from, List<Derived> sets) throws IOException {
        String input = job.run().stars(from.dataset()).toString();
        ArrayList<Derivation> derivations =
                new ArrayList<>(sets.stream().map(Derived::how).toList());
        return StarBlocks.make(
                job,
                sets.stream().map(Derived::output).toList(),
                Block.of(from, SampleSettings.from(job.config())),
                from.measure(),
                new OneByOne(input, derivations));
    }

    /** Makes the stars of a set from those of a block when they are asked for. */
    private record OneByOne(String input, ArrayList<Derivation> derivations) implements StarBlocks.Maker {
        private static final long serialVersionUID = 1;

        @Override
        public Iterable<StarBlocks.BlockStars> make(Block block, Configuration hadoop) throws IOException {
            StarBatch stars = StarBlocks.readSome(input, block, hadoop);
            ContentChecksum read = stars.checksum();
            return derivations.stream().map(derivation -> derived(derivation, stars, read))::iterator;
        }

        /** The stars that are read and, where it has all of them, one set. */
        @Override
        public int held(int outputs) {
            return derivations.stream().anyMatch(Derivation::keepsAll) ? 2 : 1;
        }
    }

    private static StarBlocks.BlockStars derived(Derivation derivation, StarBatch stars, ContentChecksum read) {
        long start = System.nanoTime();
        Map<String, Double> tally = new TreeMap<>();
        StarBatch batch = derivation.of(stars, tally);
        return new StarBlocks.BlockStars(batch, read, Tally.ofSums(tally), (System.nanoTime() - start) * 1e-9);
    }
}
