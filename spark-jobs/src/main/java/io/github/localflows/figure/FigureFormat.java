package io.github.localflows.figure;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2DFontTextDrawer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/** The kinds of file that a figure can be written as. The same figure gives the same bytes on one machine. */
public enum FigureFormat {
    /** Pixels, 300 to the inch. */
    PNG("png") {
        @Override
        public byte[] bytes(Figure figure) {
            BufferedImage image = new BufferedImage(
                    (int) Math.round(figure.width() * PIXELS_PER_POINT),
                    (int) Math.round(figure.height() * PIXELS_PER_POINT),
                    BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            figure.draw(graphics);
            graphics.dispose();
            try {
                return PngCaption.write(image, figure.caption());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },

    /** Vectors on one page, of the figure's size. */
    PDF("pdf") {
        @Override
        public byte[] bytes(Figure figure) {
            try (PDDocument document = new PDDocument();
                    PdfBoxGraphics2DFontTextDrawer text = new PdfBoxGraphics2DFontTextDrawer()) {
                // PDFBox would take the time of day: the same figure is to give the same file.
                document.setDocumentId(0L);
                document.getDocumentInformation().setSubject(figure.caption());
                PDPage page = new PDPage(new PDRectangle((float) figure.width(), (float) figure.height()));
                document.addPage(page);
                PdfBoxGraphics2D graphics =
                        new PdfBoxGraphics2D(document, (float) figure.width(), (float) figure.height());
                text.registerFont(Lettering.FAMILY, Lettering.open());
                graphics.setFontTextDrawer(text);
                // JFreeChart puts this hint back as it found it, and fails when it was not set.
                graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
                figure.draw(graphics);
                graphics.dispose();
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.drawForm(graphics.getXFormObject());
                }
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                document.save(bytes);
                return bytes.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static final double PIXELS_PER_POINT = 300.0 / 72;

    private final String extension;

    FigureFormat(String extension) {
        this.extension = extension;
    }

    /** How names of such files end, without the dot. */
    public String extension() {
        return extension;
    }

    /** The caption of a figure in its PNG file; empty for a picture without one. */
    public static Optional<String> caption(byte[] png) {
        return PngCaption.read(png);
    }

    /** The whole file, with its caption. */
    public abstract byte[] bytes(Figure figure);
}
