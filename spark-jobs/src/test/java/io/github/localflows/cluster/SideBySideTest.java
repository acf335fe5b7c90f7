package io.github.localflows.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    /** Longer than any of this takes. */
    private static final int SECONDS = 60;

    /** Static, for Spark copies what tasks use. */
    private static final CountDownLatch RUNNING = new CountDownLatch(1);

    private static final CountDownLatch OVER = new CountDownLatch(1);

    private final SparkSession spark = SharedSpark.session();

    @Test
    void resultsStandInTheOrderOfThePieces() throws IOException {
        List<Callable<Integer>> pieces = IntStream.range(0, 7)
                .<Callable<Integer>>mapToObj(i -> () -> i * i)
                .toList();
        for (int atOnce : new int[] {1, 3, 100}) {
            assertEquals(List.of(0, 1, 4, 9, 16, 25, 36), SideBySide.run(spark, atOnce, pieces));
        }
    }

    @Test
    void twoPiecesRunAtTheSameTime() throws IOException {
        CountDownLatch both = new CountDownLatch(2);
        Callable<Boolean> piece = () -> {
            both.countDown();
            return both.await(SECONDS, TimeUnit.SECONDS);
        };
        assertEquals(List.of(true, true), SideBySide.run(spark, 2, List.of(piece, piece)));
    }

    @Test
    void firstFailureEndsThePiecesThatRunAndNoOtherBegins() {
        UserError mistake = new UserError("a mistake");
        AtomicBoolean toldToEnd = new AtomicBoolean();
        AtomicBoolean begun = new AtomicBoolean();
        Callable<Integer> longWork = () -> {
            try {
                SparkTasks.run(
                        spark,
                        "long work",
                        "all of it",
                        List.of(1),
                        SideBySideTest::waitForTheTestsEnd,
                        (i, result) -> {});
                return 1;
            } catch (RuntimeException cancelled) {
                toldToEnd.set(true);
                throw cancelled;
            }
        };
        Callable<Integer> failing = () -> {
            assertTrue(RUNNING.await(SECONDS, TimeUnit.SECONDS));
            throw mistake;
        };
        Callable<Integer> later = () -> {
            begun.set(true);
            return 1;
        };
        try {
            assertSame(
                    mistake,
                    assertThrows(UserError.class, () -> SideBySide.run(spark, 2, List.of(longWork, failing, later))));
        } finally {
            OVER.countDown();
        }
        assertTrue(toldToEnd.get());
        assertFalse(begun.get());
    }

    @Test
    void aFailureToReadOrWriteStaysOne() {
        Callable<Integer> failing = () -> {
            throw new IOException("disk");
        };
        for (int atOnce : new int[] {1, 2}) {
            IOException e =
                    assertThrows(IOException.class, () -> SideBySide.run(spark, atOnce, List.of(failing, () -> 1)));
            assertEquals("disk", e.getMessage());
        }
    }

    private static int waitForTheTestsEnd(int piece) throws InterruptedException {
        RUNNING.countDown();
        OVER.await(SECONDS, TimeUnit.SECONDS);
        return piece;
    }
}
