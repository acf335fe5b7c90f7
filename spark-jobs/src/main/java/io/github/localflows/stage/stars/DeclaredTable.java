package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.github.localflows.config.Choice;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Secrets;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.df.Measure;
import io.github.localflows.input.Frame;
import io.github.localflows.input.GivenTable;
import io.github.localflows.starset.Knowledge;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;

/**
 * Star sets that a configuration declares by a table of stars, as {@code stars { mine { table = "stars.parquet" } }}. Nobody
 * knows their truth.
 *
 * @param name of the set
 * @param table a Parquet or CSV file, or a directory of these
 * @param measure with respect to what the stars are distributed
 * @param frame which way the table's disc turns; empty for {@link Frame#GALACTIC}, unless most of the stars go backwards
 */
record DeclaredTable(String name, GivenTable table, Measure measure, Optional<Frame> frame) {
    /** The keys of a declaration. */
    static final KeyGroup KEYS = KeyGroup.keys()
            .with("table", new Shape.Text())
            .mayHave("measure", Ranges.word(Measure.class))
            .mayHave("frame", Ranges.word(Frame.class))
            .mayHave("encoding", new Shape.Encoding());

    private static final String STARS = "stars";

    /** The set of a name, if a checked configuration declares it. */
    static Optional<StarSet> named(String name, Config config) {
        return declared(name, config)
                .map(table -> new StarSet(name, IngestStars.STAGE, Optional.empty(), table.settings(), Knowledge.NONE));
    }

    /** What a checked configuration declares under a name. */
    static Optional<DeclaredTable> declared(String name, Config config) {
        return SetNames.declaration(name, config)
                .map(SetNames.Declaration::keys)
                .map(keys -> of(name, keys));
    }

    private static DeclaredTable of(String name, Config keys) {
        if (Secrets.hasPassword(keys.getString("table"))) {
            throw new IllegalArgumentException(STARS + "." + name + ".table" + Secrets.refusal());
        }
        GivenTable table = new GivenTable(
                STARS + "." + name + ".table =",
                keys.getString("table"),
                word(keys, "encoding").map(Charset::forName),
                STARS + "." + name + ".encoding =");
        return new DeclaredTable(
                name,
                table,
                word(keys, "measure")
                        .map(measure -> Choice.of(Measure.class, measure))
                        .orElse(Measure.VOLUME),
                word(keys, "frame").map(frame -> Choice.of(Frame.class, frame)));
    }

    private static Optional<String> word(Config keys, String key) {
        return keys.hasPath(key) ? Optional.of(keys.getString(key)) : Optional.empty();
    }

    /**
     * What decides the stars beside the content of the table, all of it written out. The encoding does not: a wrong one is
     * refused, or gives the same numbers.
     */
    private StageConfiguration settings() {
        String path = ConfigUtil.joinPath(STARS, name);
        return new StageConfiguration(path + ".frame = " + word(frame.orElse(Frame.GALACTIC)) + "\n" + path
                + ".measure = " + word(measure) + "\n" + path + ".table = " + ConfigUtil.quoteString(table.path())
                + "\n");
    }

    private static String word(Enum<?> constant) {
        return ConfigUtil.quoteString(constant.name().toLowerCase(Locale.ROOT));
    }
}
