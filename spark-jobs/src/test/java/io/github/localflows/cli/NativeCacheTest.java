package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {
    @TempDir
    private Path directory;

    @Test
    void aDirectoryThatCannotBeMadeIsPassedOver() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        Path good = directory.resolve("good/cache");
        assertEquals(
                Optional.of(good),
                NativeCache.first(
                        List.of(Path.of("?/.javacpp/cache"), file.resolve("cache"), Path.of("/proc/cache"), good)));
        assertEquals(0, Files.list(good).count(), "nothing stays of the trial");
    }

    @Test
    void noneIsFoundWhereNoneServes() {
        assertEquals(Optional.empty(), NativeCache.first(List.of(Path.of("/proc/cache"))));
    }
}
