package io.github.localflows.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that are killed, and the same command that goes on. */
@Tag("cluster")
class KilledDriverIT {
    private static final Duration LONGEST = Duration.ofMinutes(4);

    @TempDir
    private Path directory;

    @Test
    void aDriverThatIsKilledInEachStageLosesNothing() throws Exception {
        String run = directory.resolve("run").toUri().toString();
        Launcher launcher = new Launcher(directory, "--master", "local[2]");
        killAt(launcher, run, "stars", "/_records/");
        killAt(launcher, run, "flows", "/_checkpoints/");
        killAt(launcher, run, "accelerations", "/_checkpoints/");
        killAt(launcher, run, "weak-form", "/.fiducial.tmp-");
        launcher.run(SmallRun.pipeline(run)).well();
        assertEquals(SmallRun.expected(), SmallRun.checksums(run));
    }

    /** There no lock of the operating system keeps two apart. */
    @Tag("scale")
    @Test
    void onHdfsASecondDriverIsRefusedAndAKilledOnesWorkIsTakenUp() throws Exception {
        try (Hadoop hadoop = Hadoop.hdfs(directory.resolve("hadoop"))) {
            Launcher launcher = new Launcher(directory, "--master", "local[2]");
            String busy = hadoop.uri() + "/runs/busy";
            // Longer than a rival takes to start.
            String[] sample = SmallRun.command("sample", busy, "sample.seeds=2000");
            Launcher.Running first = launcher.start(sample);
            await(first, busy, "stars", "/_records/");
            Launcher.Ended rival = launcher.run(sample);
            first.kill();
            assertEquals(2, rival.code(), rival.err());
            assertTrue(rival.err().contains(" is being made by process "), rival.err());

            String run = hadoop.uri() + "/runs/first";
            killAt(launcher, run, "stars", "/_records/");
            Launcher.Ended second =
                    launcher.run(SmallRun.command("sample", run)).well();
            assertTrue(second.err().contains(" s for a sign of life"), second.err());
            assertEquals(
                    SmallRun.expected().get("stars/fiducial/"),
                    SmallRun.allChecksums(run).get("stars/fiducial/"));
        }
    }

    private static void killAt(Launcher launcher, String run, String place, String text)
            throws IOException, InterruptedException {
        Launcher.Running driver = launcher.start(SmallRun.pipeline(run));
        await(driver, run, place, text);
        driver.kill();
    }

    /** Waits until there is a file of which the path holds a text. */
    private static void await(Launcher.Running driver, String run, String place, String text)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!SmallRun.holds(run + "/" + place, text)) {
            if (System.nanoTime() > end || !driver.process().isAlive()) {
                throw new AssertionError("the driver ended before there was " + text + ": " + driver.said());
            }
            Thread.sleep(20);
        }
    }
}
