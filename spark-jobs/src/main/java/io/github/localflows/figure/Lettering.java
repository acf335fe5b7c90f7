package io.github.localflows.figure;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.TextAttribute;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * The letters of every figure: Liberation Sans, which PDFBox brings along, whatever fonts the machine has.
 *
 * <p>Labels may have {@code *italics*}, {@code _{subscripts}} and {@code ^{superscripts}}.
 */
final class Lettering {
    /** The name under which the font is known. */
    static final String FAMILY = "Liberation Sans";

    private static final String RESOURCE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

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

    private static Font load() {
        try (InputStream stream = open()) {
            return Font.createFont(Font.TRUETYPE_FONT, stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FontFormatException e) {
            throw new IllegalStateException("cannot read " + RESOURCE + ": " + e.getMessage(), e);
        }
    }
}
