package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import io.github.localflows.config.ConfigReader;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import io.github.localflows.galaxy.Baryons;
import io.github.localflows.stage.compare.CompareMethods;
import io.github.localflows.stage.potential.FitPotential;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.stage.train.TrainFlows;
import io.github.localflows.stage.weakform.SolveWeakForm;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSets;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the configuration of a run: a HOCON file and single keys set over it, over the reference file that documents
 * every key and gives its default.
 *
 * <p>The result holds every key, each of the right type and in its range, in canonical form (counts as {@code Long},
 * other numbers as {@code Double}): all settings can be built from it. System properties and environment variables play
 * no part, and neither does any {@code reference.conf} or {@code application.conf} of another library.
 */
public final class ConfigLoader {
    private static final String REFERENCE = "reference.conf";
    private static final Logger LOG = LoggerFactory.getLogger(ConfigLoader.class);

    private ConfigLoader() {}

    /**
     * The configuration of a file with single keys set over it.
     *
     * @param file a HOCON file; it may include others, found relative to it, which must be there
     * @param settings texts {@code key=value}, later ones before earlier ones; the value may be any HOCON
     * @throws UserError when the file or a text cannot be read, holds an unknown key, or a value of the wrong type or out
     *     of range, naming the key and the file and line
     */
    public static Config load(Path file, List<String> settings) {
        ConfigReader reader = new ConfigReader();
        return checked(
                withSettings(reader, reader.file(file), settings), source(Shown.text(file.toString()), settings));
    }

    /**
     * The configuration of a text with single keys set over it.
     *
     * @param text HOCON
     * @param origin where it is from, for messages
     * @param settings texts {@code key=value}, later ones before earlier ones
     * @throws UserError as {@link #load(Path, List)}
     */
    public static Config load(String text, String origin, List<String> settings) {
        ConfigReader reader = new ConfigReader();
        return checked(withSettings(reader, reader.text(text, origin), settings), source(origin, settings));
    }

    /**
     * As {@link #load(Path, List)}, for a command that makes no grid: the places that a grid is to be made of need not be where
     * flows know f.
     */
    public static Config model(Path file, List<String> settings) {
        ConfigReader reader = new ConfigReader();
        return settled(
                withSettings(reader, reader.file(file), settings), source(Shown.text(file.toString()), settings));
    }

    /** As {@link #load(String, String, List)}, for a command that makes no grid, see {@link #model(Path, List)}. */
    public static Config model(String text, String origin, List<String> settings) {
        ConfigReader reader = new ConfigReader();
        return settled(withSettings(reader, reader.text(text, origin), settings), source(origin, settings));
    }

    /**
     * The reference configuration with single keys set over it.
     *
     * @param settings texts {@code key=value}, later ones before earlier ones
     * @throws UserError as {@link #load(Path, List)}
     */
    public static Config reference(List<String> settings) {
        return checked(withSettings(new ConfigReader(), ConfigFactory.empty(), settings), "--set");
    }

    private static Config withSettings(ConfigReader reader, Config config, List<String> settings) {
        Config merged = config;
        for (String setting : settings) {
            if (setting.indexOf('=') <= 0) {
                throw new UserError(ConfigReader.SET + Shown.text(setting)
                        + ": write it as key=value, for example --set train.epochs=40");
            }
            merged = reader.setting(setting).withFallback(merged);
        }
        return merged;
    }

    /** Where keys that do not go together are from. */
    private static String source(String origin, List<String> settings) {
        return settings.isEmpty() ? origin : origin + " with --set " + Shown.text(String.join(" --set ", settings));
    }

    private static Config checked(Config user, String source) {
        Config config = settled(user, source);
        List<String> doubts = together(source, () -> doubts(config));
        StarSets stars = KnownSets.from(config);
        CompareMethods.check(config, stars);
        SolveWeakForm.check(config, stars);
        TrainFlows.check(config, stars);
        doubts.forEach(doubt -> LOG.warn("{}: {}", source, doubt));
        return config;
    }

    /**
     * What is doubtful about a checked configuration, a sentence each.
     *
     * @throws IllegalArgumentException when nothing can come of it, naming the keys
     */
    static List<String> doubts(Config config) {
        List<String> doubts = new ArrayList<>(Regions.checked(config));
        StarSets stars = KnownSets.from(config);
        doubts.addAll(FitPotential.doubts(config, stars));
        boolean ofTheModel = Stream.of("weakForm.datasets", "potentialFit.datasets")
                .flatMap(key -> SetNames.of(config, key).stream())
                .anyMatch(name -> stars.get(name).truth().isPresent());
        List<String> others = Baryons.notInTheModel(config);
        if (ofTheModel && !others.isEmpty()) {
            doubts.add("baryons.parts has parts (" + String.join(", ", others)
                    + ") that potential.parts has not, so that the dark mass"
                    + " of mock stars is what another galaxy's would be: change the two together");
        }
        KnownSets.unasked(config)
                .forEach(name -> doubts.add("stars." + name
                        + " is declared, but datasets does not name it, so that nothing is made of it"));
        return doubts;
    }

    /** Each key by itself, and with those of its stage. */
    private static Config settled(Config user, String source) {
        Config resolved = ConfigReader.orMistake(
                source, () -> user.withFallback(referenceFile()).resolve(ConfigResolveOptions.noSystem()));
        Map<?, ?> values = (Map<?, ?>) Sections.whole().checked("", resolved.root());
        Config config = ConfigFactory.empty();
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            config = config.withValue((String) entry.getKey(), ConfigValueFactory.fromAnyRef(entry.getValue()));
        }
        Config written = config;
        return together(source, () -> {
            Config numbers = Automatic.resolved(written);
            Sections.check(numbers);
            return numbers;
        });
    }

    private static <T> T together(String source, Supplier<T> keys) {
        try {
            return keys.get();
        } catch (IllegalArgumentException e) {
            throw new UserError(Shown.line(source + ": " + e.getMessage()), e);
        }
    }

    private static Config referenceFile() {
        try (InputStream stream = ConfigLoader.class.getResourceAsStream(REFERENCE)) {
            if (stream == null) {
                throw new IllegalStateException("the job jar lacks its " + REFERENCE + ": build it again");
            }
            return ConfigFactory.parseReader(
                    new InputStreamReader(stream, StandardCharsets.UTF_8),
                    ConfigParseOptions.defaults()
                            .setSyntax(ConfigSyntax.CONF)
                            .setOriginDescription("the built-in " + REFERENCE));
        } catch (IOException e) {
            throw new IllegalStateException("the built-in " + REFERENCE + " cannot be read", e);
        }
    }
}
