package io.github.localflows.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads the texts that one configuration is made of: files, those that they include, and single settings.
 *
 * <p>Whatever they hold, it takes a second at most: their size, how deep they are nested and how often they refer to
 * other values are bounded, all texts together, before the parser sees them. A file that is included is looked for beside
 * the file that includes it, and must be there; nothing but files is included.
 */
public final class ConfigReader {
    /** How a setting is named in messages. */
    public static final String SET = "--set ";

    /** A thousand times what any configuration here needs [characters]. */
    private static final int LONGEST = 1 << 20;

    /** Enough for a mixture of two thousand populations. */
    private static final int MOST_WORDS = 50_000;

    private static final int DEEPEST = 100;

    /** Values that refer to values that refer to values: so many together make a million of one, at worst. */
    private static final int MOST_SUBSTITUTIONS = 20;

    /** What the substitutions may make of all texts [characters]. */
    private static final double LARGEST = 3e7;

    private static final int MOST_FILES = 50;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private int files;
    private long characters;
    private int words;
    private int substitutions;

    /** The file, not resolved. */
    public Config file(Path file) {
        return read(file, List.of());
    }

    /** A text, not resolved; it cannot include files, for it lies nowhere. */
    public Config text(String text, String origin) {
        return parse(text, origin, new NoIncludes(origin, text));
    }

    /** A setting {@code key=value}, not resolved. */
    public Config setting(String setting) {
        return text(setting, SET + Shown.text(setting));
    }

    /** What the parser or resolver makes of it, or the user's mistake. */
    public static Config orMistake(String origin, Supplier<Config> parser) {
        try {
            return parser.get();
        } catch (ConfigException e) {
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            // What follows is advice for those who write .properties files.
            String fault = message.lines().findFirst().orElse(origin).split(" \\(if you intended ", 2)[0];
            throw new UserError(Shown.line(fault), e);
        } catch (UserError e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new UserError(origin + " is nested too deeply: write it with fewer levels", e);
        } catch (RuntimeException e) {
            // A bug of the parser; we know no text that causes one.
            throw new UserError(
                    origin + " cannot be read as a configuration (" + Shown.text(String.valueOf(e.getMessage()))
                            + "): compare it with conf/reference.conf",
                    e);
        }
    }

    private Config parse(String text, String origin, ConfigIncluder includer) {
        String content = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        admit(content, origin);
        return orMistake(
                origin,
                () -> ConfigFactory.parseString(
                        content,
                        ConfigParseOptions.defaults()
                                .setSyntax(ConfigSyntax.CONF)
                                .setOriginDescription(origin)
                                .setIncluder(includer)));
    }

    private void admit(String text, String origin) {
        characters += text.length();
        if (characters > LONGEST) {
            throw new UserError(origin + " is too long: a configuration has at most " + LONGEST
                    + " characters, with all that it includes");
        }
        ConfigText measured = ConfigText.of(text);
        words += measured.words();
        if (words > MOST_WORDS) {
            throw new UserError(origin + " is too long: a configuration has at most " + MOST_WORDS
                    + " words and signs, with all that it includes");
        }
        if (measured.depth() > DEEPEST) {
            throw new UserError(
                    origin + " is nested more than " + DEEPEST + " levels deep: write it with fewer levels");
        }
        substitutions += measured.substitutions();
        if (substitutions > MOST_SUBSTITUTIONS
                || measured.substitutions() > 0 && characters * Math.pow(3, substitutions / 3.0) > LARGEST) {
            throw new UserError(origin + " has too many substitutions, ${...} or +=: a configuration may have "
                    + MOST_SUBSTITUTIONS + ", fewer if it is long; write the values in their place");
        }
    }

    private Config read(Path file, List<Path> including) {
        String origin = Shown.text(file.toString());
        if (++files > MOST_FILES) {
            throw new UserError(origin + " is one file too many: a configuration includes at most " + (MOST_FILES - 1));
        }
        String text = content(file, origin);
        return parse(text, origin, new Includes(file, origin, text, including));
    }

    private static String content(Path file, String origin) {
        String cannot = "cannot read the configuration file " + origin;
        if (Files.isDirectory(file)) {
            throw new UserError(cannot + ": it is a directory; give a file");
        }
        if (!Files.exists(file)) {
            throw new UserError(cannot + ": there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new UserError(cannot + ": it is a pipe or a device; give a plain file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            // UTF-8 has at most four bytes a character.
            bytes = in.readNBytes(4 * LONGEST + 1);
        } catch (NoSuchFileException e) {
            throw new UserError(cannot + ": there is no such file", e);
        } catch (IOException e) {
            throw new UserError(cannot + " (" + Shown.text(e.toString()) + "): check its permissions", e);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            if (bytes.length > LONGEST) {
                throw new UserError(origin + " is too long: a configuration has at most " + LONGEST + " characters", e);
            }
            throw new UserError(cannot + ": its text is not in UTF-8; save it in that encoding", e);
        }
    }

    /** Where a text includes something, for messages; the parser does not say. */
    private static String place(String origin, String text, String what) {
        // A URL need not be shown as it was written, but its end is.
        String end = what.substring(what.lastIndexOf('/') + 1);
        Pattern include = Pattern.compile("\\binclude\\b.*" + Pattern.quote(end));
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (include.matcher(lines.get(i)).find()) {
                return origin + ":" + (i + 1) + ": ";
            }
        }
        return origin + ": ";
    }

    /** All the ways to include something, of which files are the only one that works. */
    private abstract static class OnlyFiles
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
        private final String origin;
        private final String text;

        OnlyFiles(String origin, String text) {
            this.origin = origin;
            this.text = text;
        }

        /** The content of a file of that name. */
        abstract ConfigObject content(String name);

        final UserError refused(String what, String why, Throwable cause) {
            return new UserError(
                    place(origin, text, what) + "include " + Shown.text("\"" + what + "\"") + ": " + why, cause);
        }

        @Override
        public final ConfigIncluder withFallback(ConfigIncluder fallback) {
            // The library's own would look for what is missing on the class path, and leave it out.
            return this;
        }

        @Override
        public final ConfigObject include(ConfigIncludeContext context, String what) {
            return content(what);
        }

        @Override
        public final ConfigObject includeFile(ConfigIncludeContext context, File what) {
            return content(what.getPath());
        }

        @Override
        public final ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            throw refused(what.toString(), "only files can be included, not a URL; copy it and include the copy", null);
        }

        @Override
        public final ConfigObject includeResources(ConfigIncludeContext context, String what) {
            throw refused(what, "only files can be included, not a resource of the class path", null);
        }
    }

    /** For a text that lies nowhere. */
    private static final class NoIncludes extends OnlyFiles {
        NoIncludes(String origin, String text) {
            super(origin, text);
        }

        @Override
        ConfigObject content(String name) {
            throw refused(
                    name, "only a file that --config names can include others; write here what that file says", null);
        }
    }

    /** For a file: others that lie beside it. */
    private final class Includes extends OnlyFiles {
        private final Path file;
        private final List<Path> including;

        Includes(Path file, String origin, String text, List<Path> including) {
            super(origin, text);
            this.file = file.toAbsolutePath().normalize();
            this.including = including;
        }

        @Override
        ConfigObject content(String name) {
            Path included;
            try {
                included = file.resolveSibling(name).normalize();
            } catch (InvalidPathException e) {
                throw refused(name, "this is no name of a file", e);
            }
            List<Path> all = new ArrayList<>(including);
            all.add(file);
            if (all.contains(included)) {
                throw refused(name, "this file includes itself in the end; remove one of the includes", null);
            }
            if (!Files.exists(included)) {
                throw refused(
                        name,
                        "there is no file " + Shown.text(included.toString())
                                + "; give its name relative to the file that includes it",
                        null);
            }
            return read(included, all).root();
        }
    }
}
