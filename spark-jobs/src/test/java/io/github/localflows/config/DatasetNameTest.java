package io.github.localflows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"fiducial", "fiducial-1myr", "perturbed-0myr", "perturbed-500myr", "fiducial-99999myr"})
    void nameIsReadAsItIsWritten(String text) {
        assertEquals(text, DatasetName.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "perturbed", "fiducial-0myr", "fiducial-01myr", "perturbed-1.5myr", "Fiducial", "x", "stars"
            })
    void otherTextIsNoName(String text) {
        UserError error = assertThrows(UserError.class, () -> DatasetName.parse(text));
        assertTrue(error.getMessage().contains("\"" + text + "\""), error.getMessage());
    }

    @Test
    void initialStarsAreThoseAtTimeZero() {
        assertEquals(
                DatasetName.PERTURBED, DatasetName.parse("perturbed-200myr").initial());
        assertEquals(DatasetName.FIDUCIAL, DatasetName.parse("fiducial-200myr").initial());
        assertEquals("perturbed_200myr", DatasetName.parse("perturbed-200myr").view());
    }
}
