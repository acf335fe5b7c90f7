package io.github.localflows.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.train.Checkpoint;
import io.github.localflows.nf.train.FlowTrainer;
import io.github.localflows.nf.train.Schedule;
import io.github.localflows.nf.train.TrainingSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that more than one attempt at the same flow reads and writes. */
class CheckpointFilesTest {
    private static final int EPOCHS = 12;

    /** After each epoch of one training. */
    private static final List<Checkpoint> CHECKPOINTS = new ArrayList<>();

    @TempDir
    private Path directory;

    private FileSystem fileSystem;
    private PendingDirectory pending;
    private CheckpointFiles owner;
    private CheckpointFiles task;

    @BeforeAll
    static void train() {
        Random random = new Random(1);
        float[] rows = new float[200];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
        }
        TrainingSettings settings = new TrainingSettings(EPOCHS, 50, 1e-3, Schedule.Cosine.standard(), 0, 0);
        new FlowTrainer(FlowShape.unconditional(2, 1, 4, 1), settings, 1)
                .train(FlowData.of(rows, 2), null, 1, null, (epoch, run) -> CHECKPOINTS.add(run.get()))
                .flow()
                .close();
    }

    @BeforeEach
    void begin() throws IOException {
        fileSystem = FileSystem.getLocal(new Configuration());
        pending = PendingDirectory.resume(fileSystem, hadoop(directory.resolve("flow")), "0123456789abcdef");
        owner = CheckpointFiles.begin(fileSystem, pending);
        task = CheckpointFiles.in(fileSystem, owner.directory());
    }

    @AfterEach
    void end() throws IOException {
        pending.close();
    }

    @Test
    void attemptThatIsBehindLeavesTheLaterCheckpoint() throws IOException {
        owner.keep(CHECKPOINTS.get(5));
        task.keep(CHECKPOINTS.get(2));
        assertEquals(List.of("epoch-000003", "epoch-000006"), names());
        assertEquals(6, task.latest().orElseThrow().checkpoint().epochs());
        task.keep(CHECKPOINTS.get(5));
        assertEquals(List.of("epoch-000006"), names());
    }

    @Test
    void onlyTheOwnerRemovesWhatIsHalfWritten() throws IOException {
        Path half = Files.writeString(local().resolve(".tmp-0"), "half");
        task.keep(CHECKPOINTS.get(0));
        assertTrue(Files.exists(half), "another attempt may be about to rename it");
        CheckpointFiles.begin(fileSystem, pending);
        assertEquals(List.of("epoch-000001"), names());
    }

    @Test
    void damagedCheckpointIsReplaced() throws IOException {
        Files.writeString(local().resolve("epoch-000001"), "damaged");
        assertTrue(task.latest().isEmpty());
        task.keep(CHECKPOINTS.get(0));
        assertEquals(1, task.latest().orElseThrow().checkpoint().epochs());
    }

    @Test
    void taskThatWasOvertakenLeavesNothing() throws IOException {
        task.keep(CHECKPOINTS.get(0));
        pending.commit();
        assertTrue(task.latest().isEmpty());
        assertThrows(IOException.class, () -> task.keep(CHECKPOINTS.get(1)));
        assertFalse(Files.exists(local().getParent()), "the hidden directory does not come back");
    }

    @Test
    void whatVanishesInFavourOfALaterOneIsNotReplacedByAnOlderOne() throws IOException {
        task.keep(CHECKPOINTS.get(7));
        task.keep(CHECKPOINTS.get(5));
        FileSystem overtaken = new FilterFileSystem(fileSystem) {
            private boolean first = true;

            @Override
            public FSDataInputStream open(org.apache.hadoop.fs.Path file, int bufferSize) throws IOException {
                if (first) {
                    first = false;
                    task.keep(CHECKPOINTS.get(9));
                    task.keep(CHECKPOINTS.get(5)); // by one that lags behind
                }
                return super.open(file, bufferSize);
            }
        };
        CheckpointFiles files = CheckpointFiles.in(overtaken, owner.directory());
        assertEquals(10, files.latest().orElseThrow().checkpoint().epochs());
    }

    @Test
    void whatCannotBeOpenedIsAnError() throws IOException {
        Files.createDirectory(local().resolve("epoch-000008"));
        assertCannotBeOpened(task::latest);
        assertCannotBeOpened(() -> task.keep(CHECKPOINTS.get(7)));
        assertTrue(Files.isDirectory(local().resolve("epoch-000008")), "and stays");
    }

    private static void assertCannotBeOpened(Executable what) {
        IOException e = assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> assertThrows(IOException.class, what), "it does not wait for ever");
        assertTrue(e.getMessage().contains("epoch-000008"), e.getMessage());
    }

    @Test
    void lastCheckpointOfAFinishedFlowThatCannotBeOpenedIsAnError() throws IOException {
        Path flow = Files.createDirectories(directory.resolve("finished"));
        assertTrue(FlowDirectory.checkpoint(fileSystem, hadoop(flow)).isEmpty());
        Files.createDirectory(flow.resolve("checkpoint"));
        assertThrows(IOException.class, () -> FlowDirectory.checkpoint(fileSystem, hadoop(flow)));
    }

    @Test
    void whatIsAwayForAMomentIsNotReplacedByAnOlderOne() throws IOException {
        task.keep(CHECKPOINTS.get(7));
        task.keep(CHECKPOINTS.get(5)); // by one that lags behind
        FileSystem away = new FilterFileSystem(fileSystem) {
            private int asked;

            /** Another attempt deletes it and writes it anew: it is away when it is opened, and when it is then looked for. */
            private void lookFor(org.apache.hadoop.fs.Path file) throws FileNotFoundException {
                if (file.getName().equals("epoch-000008") && asked++ < 2) {
                    throw new FileNotFoundException(file.toString());
                }
            }

            @Override
            public FSDataInputStream open(org.apache.hadoop.fs.Path file, int bufferSize) throws IOException {
                lookFor(file);
                return super.open(file, bufferSize);
            }

            @Override
            public FileStatus getFileStatus(org.apache.hadoop.fs.Path file) throws IOException {
                lookFor(file);
                return super.getFileStatus(file);
            }
        };
        CheckpointFiles files = CheckpointFiles.in(away, owner.directory());
        assertEquals(8, files.latest().orElseThrow().checkpoint().epochs());
    }

    @Test
    void attemptsAtOnceDoNotDisturbOneAnother() throws Exception {
        int attempts = 4;
        ExecutorService threads = Executors.newFixedThreadPool(attempts);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < attempts; i++) {
                ends.add(threads.submit(() -> {
                    int last = 0;
                    for (Checkpoint checkpoint : CHECKPOINTS) {
                        task.keep(checkpoint);
                        int found = task.latest()
                                .map(latest -> latest.checkpoint().epochs())
                                .orElse(0);
                        assertTrue(found >= last, found + " after " + last);
                        last = Math.max(last, found);
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(List.of("epoch-0000" + EPOCHS), names());
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(local())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path local() {
        return Path.of(owner.directory().toUri().getPath());
    }

    private static org.apache.hadoop.fs.Path hadoop(Path path) {
        return new org.apache.hadoop.fs.Path(path.toUri());
    }
}
