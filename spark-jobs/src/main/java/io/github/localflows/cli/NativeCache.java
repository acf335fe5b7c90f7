package io.github.localflows.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where ND4J's native libraries are unpacked. JavaCPP, which does it, takes the first directory that can be written; here
 * it gets the first one that also has room for them and from which programs may run.
 */
final class NativeCache {
    /** The system property that names the directory. */
    static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    /** What the libraries take, 400 MB, and some more [bytes]. */
    private static final long ROOM = 500L << 20;

    private NativeCache() {}

    /** Names the directory, unless the user has done so, or none is as it must be: not all commands need it. */
    static void choose() {
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        first(List.of(
                        Path.of(System.getProperty("user.home"), ".javacpp", "cache"),
                        Path.of(
                                System.getProperty("java.io.tmpdir"),
                                ".javacpp-" + System.getProperty("user.name"),
                                "cache")))
                .ifPresent(directory -> System.setProperty(PROPERTY, directory.toString()));
    }

    /** The first of some directories that the libraries can be unpacked into and loaded from. */
    static Optional<Path> first(List<Path> directories) {
        return directories.stream().filter(NativeCache::serves).findFirst();
    }

    private static boolean serves(Path directory) {
        if (!directory.isAbsolute()) {
            // The home of a user without one, "?".
            return false;
        }
        try {
            Files.createDirectories(directory);
            Path probe = Files.createTempFile(directory, "localflows", ".so");
            try {
                // The system denies this where the disk is mounted so that nothing on it may be run.
                File file = probe.toFile();
                boolean runs = file.setExecutable(true) && file.canExecute();
                return runs && (holdsLibraries(directory) || file.getUsableSpace() > ROOM);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException | SecurityException e) {
            return false;
        }
    }

    /** Whether an earlier program unpacked them: JavaCPP then compares sizes and leaves them as they are. */
    private static boolean holdsLibraries(Path directory) throws IOException {
        try (var files =
                Files.find(directory, Integer.MAX_VALUE, (path, attributes) -> path.endsWith("libnd4jcpu.so"))) {
            return files.findAny().isPresent();
        }
    }
}
