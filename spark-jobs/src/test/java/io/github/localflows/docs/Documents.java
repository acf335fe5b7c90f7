package io.github.localflows.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The repository's documents, all {@code *.md}, and what stands in them. */
public final class Documents {
    /** Where the repository begins. */
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** {@code -Ddocuments.rewrite} writes what is generated in place of comparing it. */
    private static final boolean REWRITE = System.getProperty("documents.rewrite") != null;

    /** What is made from sources, or is not of the repository. */
    private static final Set<String> LEFT_OUT = Set.of("target", "build", "dist", "runs", "venv", "node_modules");

    private static final Pattern FENCE = Pattern.compile("^( *)(```+)([^`\\s]*)[^`]*$");

    private Documents() {}

    /**
     * A fenced piece of a document.
     *
     * @param file the document
     * @param line the number of its first line
     * @param language what stands behind the fence; may be empty
     */
    public record Block(Path file, int line, String language, String text) {
        @Override
        public String toString() {
            return ROOT.relativize(file) + ":" + line;
        }
    }

    /** All documents, sorted. */
    public static List<Path> all() throws IOException {
        List<Path> documents = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                boolean hidden = name.startsWith(".") && !name.equals(".github");
                return !directory.equals(ROOT) && (hidden || LEFT_OUT.contains(name))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    documents.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        documents.sort(null);
        return documents;
    }

    /** The text of a document. */
    public static String text(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fenced pieces of all documents. */
    public static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path document : all()) {
            split(document, blocks);
        }
        return blocks;
    }

    /** A document without its fenced pieces, whose lines are empty. */
    public static String prose(Path document) {
        return split(document, new ArrayList<>());
    }

    private static String split(Path document, List<Block> blocks) {
        StringBuilder prose = new StringBuilder();
        StringBuilder block = null;
        String fence = "";
        String language = "";
        int start = 0;
        List<String> lines = text(document).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher matcher = FENCE.matcher(line);
            if (block == null && matcher.matches()) {
                fence = matcher.group(2);
                language = matcher.group(3);
                block = new StringBuilder();
                start = i + 2;
            } else if (block != null && line.strip().equals(fence)) {
                blocks.add(new Block(document, start, language, block.toString()));
                block = null;
            } else {
                (block == null ? prose : block).append(line);
            }
            (block == null || block.isEmpty() ? prose : block).append("\n");
        }
        return prose.toString();
    }

    /** The first cells of the rows of all tables with a heading, such as {@code | command | does |}. */
    public static List<String> firstCells(String heading) throws IOException {
        List<String> cells = new ArrayList<>();
        for (Path document : all()) {
            boolean inside = false;
            for (String line : prose(document).lines().toList()) {
                if (line.strip().equals(heading)) {
                    inside = true;
                } else if (inside && !line.startsWith("|")) {
                    inside = false;
                } else if (inside && !line.startsWith("|-")) {
                    cells.add(line.split("\\|")[1].strip());
                }
            }
        }
        return cells;
    }

    /** Asserts that a file of the repository is what the program makes, or writes it where that is asked for. */
    public static void assertGenerated(String file, String generated) throws IOException {
        Path path = ROOT.resolve(file);
        if (REWRITE) {
            Files.createDirectories(path.getParent());
            Files.writeString(path, generated);
        }
        assertEquals(
                generated,
                Files.exists(path) ? text(path) : "",
                file + " is made by this test: run it with -Ddocuments.rewrite and look at what has changed");
    }
}
