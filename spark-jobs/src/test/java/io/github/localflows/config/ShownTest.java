package io.github.localflows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
    @ParameterizedTest
    @CsvSource({
        "plain text, plain text",
        "Färbung ~ µ 星 😀, Färbung ~ µ 星 😀",
        "'a\u001b[2Jb', a\\u001b[2Jb",
        "'a\nb\r\tc', a\\nb\\r\\tc",
        "'a\u202eb\u200bc\u2028d\ufeff', a\\u202eb\\u200bc\\u2028d\\ufeff",
        "'a\u0000b\u0085c', a\\u0000b\\u0085c",
    })
    void whatATerminalWouldObeyIsShownAsAnEscape(String text, String shown) {
        assertEquals(shown, Shown.text(text));
    }

    @Test
    void aLoneSurrogateIsAnEscape() {
        assertEquals("a\\ud83d", Shown.text("a\ud83d"));
    }

    @Test
    void anUncutTextHasTheSameEscapes() {
        assertEquals("x".repeat(10_000) + "\\ue000\\n\\ud83d", Shown.uncut("x".repeat(10_000) + "\ue000\n\ud83d"));
    }

    @Test
    void aLongTextKeepsItsEnds() {
        String shown = Shown.text("begin" + "x".repeat(100_000) + "end");
        assertEquals(200, shown.length());
        assertTrue(shown.startsWith("beginxxx") && shown.contains("...") && shown.endsWith("xxxend"), shown);
        assertTrue(Shown.text("\u001b".repeat(1000)).length() <= 200);
        assertTrue(Shown.line("\u001b".repeat(1000)).length() <= 900);
    }
}
