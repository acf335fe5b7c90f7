package io.github.localflows.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private static final int COLUMNS = 80;

    /** Characters that still show how far the work has come. */
    private static final int LEAST_BAR = 8;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train perturbed-200myr flow 12 of 16 | 500 | loss 15.1234, held out 15.2345",
                "train fiducial flow 1 of 1 | 40 | loss -5.1234, held out -5.2345",
                "check finished blocks of fiducial, perturbed-0myr, perturbed-200myr, perturbed-500myr | 2000 | ''",
            })
    void aTerminalOf80ColumnsHasRoomForTheBar(String what, int total, String remark) {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (ProgressBar bar = Progress.bar(what, total)
                .setConsumer(new DelegatingProgressBarConsumer(lines::add, COLUMNS))
                .build()) {
            bar.stepTo(total - 1);
            bar.setExtraMessage(Progress.shortRemark(remark));
        }
        String line = lines.get(lines.size() - 1);
        assertTrue(line.indexOf(']') - line.indexOf('[') > LEAST_BAR, line);
        assertTrue(line.length() <= COLUMNS, line);
        assertTrue(line.contains(Progress.shortRemark(remark)), line);
    }

    @Test
    void whatNeedNotBeDoneTakesNoTime() {
        try (Progress progress = Progress.logged("train fiducial", 10, "epochs")) {
            assertEquals("train fiducial: 0 of 10 epochs in 3.0 s", progress.line(3, ""));
            progress.step(4, "");
            assertEquals("train fiducial: 4 of 10 epochs in 8.0 s, about 12.0 s left", progress.line(8, ""));
            progress.leaveOut(2);
            assertEquals(
                    "train fiducial: 4 of 8 epochs in 8.0 s, about 8.0 s left; loss 3.2", progress.line(8, "loss 3.2"));
        }
    }

    @Test
    void aShortenedNameKeepsItsEnds() {
        assertEquals("sample fiducial", Progress.shortened("sample fiducial"));
        assertEquals("train .. 12 of 16", Progress.shortened("train perturbed-200myr flow 12 of 16"));
        assertEquals("sample .. fiducial", Progress.shortened("sample and again fiducial"));
        assertEquals("perturbed-1234my..", Progress.shortened("perturbed-1234myr-and-more"));
        assertEquals("sample perturbed..", Progress.shortened("sample perturbed-1234567myr"));
    }
}
