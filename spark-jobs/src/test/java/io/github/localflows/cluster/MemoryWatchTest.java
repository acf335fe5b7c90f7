package io.github.localflows.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {
    private static final int BYTES = 200 << 20;

    /** Longer than the watch sleeps [ms]. */
    private static final long LOOKED_AT = 1000;

    @Test
    void memoryThatCameAndWentIsSeen() throws InterruptedException {
        MemoryWatch.Peak peak;
        try (MemoryWatch watch = new MemoryWatch(SharedSpark.session())) {
            byte[] large = new byte[BYTES];
            Thread.sleep(LOOKED_AT);
            assertEquals(BYTES, large.length);
            large = null;
            System.gc();
            peak = watch.peak();
        }
        assertTrue(peak.heap() >= BYTES, peak.toString());
        assertTrue(peak.resident() == 0 || peak.resident() >= BYTES, peak.toString());
        assertEquals(0, peak.executorHeap(), "a local master has no executors but the driver");
    }

    @Test
    void executorsAreNamedWhereThereAreSome() {
        assertEquals("1,250 MB of heap", new MemoryWatch.Peak(1_250_000_000L, 0, 0).text());
        assertEquals(
                "1,250 MB of heap, 2,000 MB resident; an executor 500 MB of heap",
                new MemoryWatch.Peak(1_250_000_000L, 2_000_000_000L, 500_000_000L).text());
    }
}
