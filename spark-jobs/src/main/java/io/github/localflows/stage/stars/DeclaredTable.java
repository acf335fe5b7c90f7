package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.github.localflows.config.Choice;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.df.Measure;
import io.github.localflows.input.Frame;
import io.github.localflows.starset.StarSet;
import java.util.Locale;
import java.util.Optional;

/**
 * Star sets that a configuration declares by a table of stars, as {@code stars { mine { table = "stars.parquet" } }}. Nobody
 * knows their truth.
 *
 * @param name of the set
 * @param table the path or URI of a Parquet or CSV file, or of a directory of these
 * @param measure with respect to what the stars are distributed
 * @param frame which way the table's disc turns; empty for {@link Frame#GALACTIC}, unless most of the stars go backwards
 */
record DeclaredTable(String name, String table, Measure measure, Optional<Frame> frame) {
    /** The keys of a declaration. */
    static final KeyGroup KEYS = KeyGroup.keys()
            .with("table", new Shape.Text())
            .mayHave("measure", Ranges.word(Measure.class))
            .mayHave("frame", Ranges.word(Frame.class));

    private static final String STARS = "stars";

    /** The set of a name, if a checked configuration declares it. */
    static Optional<StarSet> named(String name, Config config) {
        return declared(name, config)
                .map(table -> new StarSet(
                        name,
                        IngestStars.STAGE,
                        Optional.empty(),
                        table.settings(),
                        Optional.empty(),
                        Optional.empty()));
    }

    /** What a checked configuration declares under a name. */
    static Optional<DeclaredTable> declared(String name, Config config) {
        String path = ConfigUtil.joinPath(STARS, name);
        if (!config.hasPath(path)) {
            return Optional.empty();
        }
        Config keys = config.getConfig(path);
        return Optional.of(new DeclaredTable(
                name,
                keys.getString("table"),
                keys.hasPath("measure") ? Choice.of(Measure.class, keys.getString("measure")) : Measure.VOLUME,
                keys.hasPath("frame")
                        ? Optional.of(Choice.of(Frame.class, keys.getString("frame")))
                        : Optional.empty()));
    }

    /** What decides the stars beside the content of the table, all of it written out. */
    private StageConfiguration settings() {
        String path = ConfigUtil.joinPath(STARS, name);
        return new StageConfiguration(path + ".frame = " + word(frame.orElse(Frame.GALACTIC)) + "\n" + path
                + ".measure = " + word(measure) + "\n" + path + ".table = " + ConfigUtil.quoteString(table) + "\n");
    }

    private static String word(Enum<?> constant) {
        return ConfigUtil.quoteString(constant.name().toLowerCase(Locale.ROOT));
    }

    /** What the user called the table, to begin messages with. */
    String what() {
        return STARS + "." + name + ".table =";
    }
}
