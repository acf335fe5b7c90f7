package io.github.localflows.figure;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The caption of a figure within its PNG file, as the text chunk {@code Description} (PNG specification, 11.3.3): whoever has the
 * picture has its caption, which no report can tell otherwise.
 */
final class PngCaption {
    private static final String FORMAT = "javax_imageio_png_1.0";
    private static final String KEYWORD = "Description";
    private static final String ENTRY = "iTXtEntry";

    private PngCaption() {}

    /** The file of an image with a caption. */
    static byte[] write(BufferedImage image, String caption) throws IOException {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("png");
        if (!writers.hasNext()) {
            throw new IllegalStateException("this Java has no PNG writer: use a JDK with the java.desktop module.");
        }
        ImageWriter writer = writers.next();
        IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
        IIOMetadataNode entry = new IIOMetadataNode(ENTRY);
        entry.setAttribute("keyword", KEYWORD);
        entry.setAttribute("compressionFlag", "FALSE");
        entry.setAttribute("compressionMethod", "0");
        entry.setAttribute("languageTag", "en");
        entry.setAttribute("translatedKeyword", "");
        entry.setAttribute("text", caption);
        IIOMetadataNode texts = new IIOMetadataNode("iTXt");
        texts.appendChild(entry);
        IIOMetadataNode root = new IIOMetadataNode(FORMAT);
        root.appendChild(texts);
        metadata.mergeTree(FORMAT, root);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(new IIOImage(image, null, metadata));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The caption of a file; empty for one without, and for what is no PNG file. */
    static Optional<String> read(byte[] png) {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(png))) {
            reader.setInput(in);
            Element root = (Element) reader.getImageMetadata(0).getAsTree(FORMAT);
            NodeList entries = root.getElementsByTagName(ENTRY);
            for (int i = 0; i < entries.getLength(); i++) {
                Element entry = (Element) entries.item(i);
                if (entry.getAttribute("keyword").equals(KEYWORD)) {
                    return Optional.of(entry.getAttribute("text"));
                }
            }
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            // Not ours: a damaged picture fails in either way.
            return Optional.empty();
        } finally {
            reader.dispose();
        }
    }
}
