package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.starset.Knowledge;
import io.github.localflows.starset.SeenStars;
import io.github.localflows.starset.SetNames;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where the stars of a declared set come from in the end: mock stars, by way of other declared sets.
 *
 * @param mock the mock stars
 * @param observed whether they were observed on the way
 * @param selections how many times a part of them was chosen on the way
 * @param magnitude fainter ones were not seen on the way [mag]; infinite when all were
 */
record Ancestry(MockName mock, boolean observed, int selections, double magnitude) {
    /**
     * The ancestry of a set that is made from another.
     *
     * @param key its key that names the other, for messages
     * @param from the other
     * @param through the keys of the sets that may lie between
     * @throws IllegalArgumentException when there is another set between, the stars are no mock stars, or made from themselves
     */
    static Ancestry of(String key, String from, Set<String> through, Config config) {
        Set<String> passed = new LinkedHashSet<>();
        String at = from;
        boolean observed = false;
        int selections = 0;
        double magnitude = Double.POSITIVE_INFINITY;
        while (MockName.find(at).isEmpty()) {
            String name = at;
            if (!passed.add(name)) {
                throw new IllegalArgumentException(key + " = " + from + " is made from itself, by way of "
                        + String.join(", ", passed) + ": name another set");
            }
            Optional<Config> keys = SetNames.declaration(name, config).map(SetNames.Declaration::keys);
            String between = keys.flatMap(declared ->
                            through.stream().filter(declared::hasPath).findFirst())
                    .orElseThrow(() -> new IllegalArgumentException(key + " = " + from + " leads to " + name
                            + ", but it must lead to mock stars (" + MockName.FORMS
                            + "), with no other sets between than"
                            + " those that stars.NAME." + String.join(" or stars.NAME.", through) + " declares"));
            observed |= between.equals(ObservedSet.KEY);
            if (keys.get().hasPath(SelectedSet.FRACTION)) {
                selections += between.equals(SelectedSet.KEY) ? 1 : 0;
            }
            if (keys.get().hasPath(SelectedSet.MAGNITUDE)) {
                // The azimuth and the absolute magnitude of a star are its own, however often it is looked at.
                magnitude = Math.min(magnitude, keys.get().getDouble(SelectedSet.MAGNITUDE));
            }
            at = keys.get().getString(between);
        }
        return new Ancestry(MockName.find(at).get(), observed, selections, magnitude);
    }

    /** The same stars, observed. */
    Ancestry observing() {
        return new Ancestry(mock, true, selections, magnitude);
    }

    /** The same stars, those brighter than a limit [mag]. */
    Ancestry seeing(double limit) {
        return new Ancestry(mock, observed, selections, Math.min(magnitude, limit));
    }

    /** What is known of the stars. */
    Knowledge known(Config config) {
        Knowledge known = observed
                ? Knowledge.drawn(
                        ModelSettings.from(config),
                        Optional.of(ObserveSettings.from(config).volume()))
                : MockStars.known(mock, config);
        return Double.isInfinite(magnitude)
                ? known
                : known.withThoseSeen(SeenStars.to(ObserveSettings.from(config).limit(magnitude)));
    }
}
