package io.github.localflows.hostile;

import io.github.localflows.artifact.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All that lies below a directory. */
final class Tree {
    private Tree() {}

    /** What is there, by its place: of files the SHA-256. */
    static SortedMap<String, String> of(Path root) throws IOException {
        SortedMap<String, String> tree = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
                tree.put(root.relativize(path).toString(), file ? Sha256.of(Files.readAllBytes(path)) : "no file");
            }
        }
        return tree;
    }

    /** What is there of one tree and not of another, in words. */
    static List<String> difference(SortedMap<String, String> before, SortedMap<String, String> after) {
        Set<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        return paths.stream()
                .filter(path -> !Objects.equals(before.get(path), after.get(path)))
                .map(path -> path
                        + (before.get(path) == null
                                ? " is new"
                                : after.get(path) == null ? " has gone" : " is another"))
                .toList();
    }

    /** Removes it. */
    static void delete(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
