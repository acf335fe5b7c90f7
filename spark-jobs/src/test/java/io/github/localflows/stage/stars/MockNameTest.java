package io.github.localflows.stage.stars;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MockNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"fiducial", "fiducial-1myr", "perturbed-0myr", "perturbed-500myr", "fiducial-99999myr"})
    void nameIsReadAsItIsWritten(String text) {
        assertEquals(text, MockName.find(text).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "perturbed", "fiducial-0myr", "fiducial-01myr", "perturbed-1.5myr", "Fiducial", "x", "stars"
            })
    void otherTextIsNoName(String text) {
        assertEquals(Optional.empty(), MockName.find(text));
    }

    @Test
    void initialStarsAreThoseAtTimeZero() {
        assertEquals(
                MockName.PERTURBED,
                MockName.find("perturbed-200myr").orElseThrow().initial());
        assertEquals(
                MockName.FIDUCIAL,
                MockName.find("fiducial-200myr").orElseThrow().initial());
    }
}
