package io.github.localflows.figure;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.TextAttribute;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The letters of every figure: Liberation Sans, which PDFBox brings along, whatever fonts the machine has.
 *
 * <p>Labels may have {@code *italics*}, {@code _{subscripts}} and {@code ^{superscripts}}.
 */
final class Lettering {
    private static final Logger LOG = LoggerFactory.getLogger(Lettering.class);

    /** The name under which the font is known. */
    static final String FAMILY = "Liberation Sans";

    private static final String RESOURCE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    /** The system property that names the file of Java's logical fonts. */
    private static final String FONTS = "sun.awt.fontconfig";

    private static final Font ONE_POINT = load();

    private Lettering() {}

    /** The font at a size [pt]. */
    static Font font(double size) {
        return ONE_POINT.deriveFont((float) size);
    }

    /** The font's own file; the caller closes it. */
    static InputStream open() {
        InputStream stream = PDDocument.class.getResourceAsStream(RESOURCE);
        if (stream == null) {
            throw new IllegalStateException("no " + RESOURCE + " on the classpath: figures need the whole pdfbox jar.");
        }
        return stream;
    }

    /**
     * A label with its mark-up carried out.
     *
     * @param markup as {@code *a*_{*R*} [pc Myr^{−2}]}
     * @param size of the letters [pt]
     */
    static AttributedString label(String markup, double size) {
        StringBuilder plain = new StringBuilder();
        List<Run> runs = new ArrayList<>();
        boolean italic = false;
        int script = 0;
        for (int i = 0; i < markup.length(); i++) {
            char c = markup.charAt(i);
            boolean opensGroup = i + 1 < markup.length() && markup.charAt(i + 1) == '{';
            if (c == '*') {
                italic = !italic;
            } else if ((c == '_' || c == '^') && opensGroup) {
                script = c == '_' ? TextAttribute.SUPERSCRIPT_SUB : TextAttribute.SUPERSCRIPT_SUPER;
                i++;
            } else if (c == '}' && script != 0) {
                script = 0;
            } else {
                plain.append(c);
                runs.add(new Run(italic, script));
            }
        }
        AttributedString label = new AttributedString(plain.toString());
        Font upright = font(size);
        Font slanted = upright.deriveFont(Font.ITALIC);
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            Font font = run.italic() ? slanted : upright;
            if (run.script() != 0) {
                font = font.deriveFont(Map.of(TextAttribute.SUPERSCRIPT, run.script()));
            }
            label.addAttribute(TextAttribute.FONT, font, i, i + 1);
        }
        return label;
    }

    /** How one character is set. */
    private record Run(boolean italic, int script) {}

    /**
     * Tells Java that the machine's fonts are this one. Java looks for fonts before it draws with any, and fails where there
     * are none, although it is not to draw with them.
     */
    private static void nameFonts() {
        if (System.getProperty(FONTS) != null || !System.getProperty("os.name").equals("Linux")) {
            return;
        }
        try {
            Path directory = Files.createTempDirectory("localflows-fonts");
            Path font = directory.resolve("LiberationSans-Regular.ttf");
            Path properties = directory.resolve("fontconfig.properties");
            // Last in, first out: the directory goes when it is empty.
            List.of(directory, font, properties).forEach(path -> path.toFile().deleteOnExit());
            try (InputStream stream = open()) {
                Files.copy(stream, font);
            }
            Files.write(properties, fonts(font));
            System.setProperty(FONTS, properties.toString());
        } catch (IOException e) {
            // Without room for a file Java looks for the machine's fonts.
            LOG.debug("the font is not named to Java", e);
        }
    }

    /** The lines by which all of Java's logical fonts are one file. */
    private static List<String> fonts(Path file) {
        String name = "-misc-liberation sans-medium-r-normal--*-%d-*-*-p-*-iso8859-1";
        List<String> lines = new ArrayList<>();
        lines.add("version=1");
        for (String font : List.of("serif", "sansserif", "monospaced", "dialog", "dialoginput")) {
            for (String style : List.of("plain", "bold", "italic", "bolditalic")) {
                lines.add(font + "." + style + ".latin-1=" + name);
            }
        }
        lines.add("sequence.allfonts=latin-1");
        lines.add("filename." + name.replace(' ', '_') + "=" + file.toString().replace("\\", "\\\\"));
        return lines;
    }

    private static Font load() {
        nameFonts();
        try (InputStream stream = open()) {
            return Font.createFont(Font.TRUETYPE_FONT, stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FontFormatException e) {
            throw new IllegalStateException("cannot read " + RESOURCE + ": " + e.getMessage(), e);
        }
    }
}
