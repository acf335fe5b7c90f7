package io.github.localflows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrappedTest {
    @Test
    void linesEndBeforeTheHundredthCharacterAndBeginBelowOneAnother() {
        String text = Wrapped.text("sets: ", Collections.nCopies(40, "fiducial"));
        List<String> lines = text.lines().toList();
        assertEquals(4, lines.size(), text);
        assertTrue(lines.get(0).startsWith("sets: fiducial fiducial"), text);
        assertTrue(lines.stream().skip(1).allMatch(line -> line.startsWith("      fiducial")), text);
        assertTrue(lines.stream().allMatch(line -> line.length() <= Wrapped.WIDTH), text);
        assertTrue(lines.stream().limit(3).allMatch(line -> line.length() > Wrapped.WIDTH - 10), text);
    }

    @Test
    void aWordThatIsLongerThanALineStaysWhole() {
        String path = "/x".repeat(80);
        assertEquals("run " + path, Wrapped.text("run ", List.of(path)));
        assertEquals("run a\n    " + path + "\n    b", Wrapped.text("run ", List.of("a", path, "b")));
        assertEquals("run", Wrapped.text("run ", List.of()));
    }
}
