package io.github.localflows.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InputNameTest {
    @Test
    void whatHasChangedIsToldByWhatItIs() {
        assertEquals(
                "a.csv has changed since (its size or time of change is another)",
                InputName.changed(InputName.table("a.csv")));
        assertEquals(
                "the table that says the selection of mine has changed since (its size or time of change is another)",
                InputName.changed(InputName.selection("mine")));
        assertEquals("stars/mine is another now", InputName.changed("stars/mine"));
    }
}
