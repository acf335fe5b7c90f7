package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import io.github.localflows.report.ChangedKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangedKeysTest {
    @Test
    void theReferenceItselfHasNone() {
        assertEquals(List.of(), ChangedKeys.of(ConfigLoader.reference(List.of())));
    }

    @Test
    void keysWithAnotherValueStandWithTheDefaultAndThoseThatFollowThemDoNot() {
        // The grid follows the training volume.
        Config config = ConfigLoader.reference(List.of("train.R0=8.5", "train.epochs=7"));
        Config defaults = ConfigLoader.reference(List.of());
        assertEquals(
                List.of(
                        new ChangedKey("train.R0", "8.5", Double.toString(defaults.getDouble("train.R0"))),
                        new ChangedKey("train.epochs", "7", Long.toString(defaults.getLong("train.epochs")))),
                ChangedKeys.of(config));
    }

    @Test
    void whatIsWrittenOtherwiseButMeansTheSameIsNoChange() {
        assertEquals(List.of(), ChangedKeys.of(ConfigLoader.reference(List.of("train.R0=8", "sample.Rmax = 1.6e1"))));
    }

    @Test
    void keysThatTheReferenceDoesNotListHaveNoDefault() {
        List<ChangedKey> keys = ChangedKeys.of(ConfigLoader.reference(List.of("stars.mine.table=stars.csv")));
        assertEquals(List.of(new ChangedKey("stars.mine.table", "\"stars.csv\"", null)), keys);
        assertEquals("stars.mine.table = \"stars.csv\"", keys.get(0).inWords());
    }
}
