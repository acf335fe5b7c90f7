package io.github.localflows.stage.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.localflows.cluster.Progress;
import org.junit.jupiter.api.Test;

class EpochProgressTest {
    @Test
    void timeLeftIsThatOfAllFlows() {
        Progress all = Progress.logged("train fiducial", 3 * 10, "epochs");
        try (EpochProgress epochs = new EpochProgress(all, 10, true)) {
            // The first had come to epoch 6 before, and stops at epoch 8.
            epochs.begin("flow 1 of 3", 6);
            epochs.epoch("loss 3.2");
            epochs.epoch("loss 3.1");
            epochs.end();
            assertEquals("train fiducial: 2 of 22 epochs in 4.0 s, about 40.0 s left", all.line(4, ""));
            epochs.begin("flow 2 of 3", 0);
            epochs.epoch("loss 3.2");
            assertEquals("train fiducial: 3 of 22 epochs in 6.0 s, about 38.0 s left", all.line(6, ""));
            // One that was trained to its end leaves nothing out.
            for (int epoch = 1; epoch < 10; epoch++) {
                epochs.epoch("loss 3.1");
            }
            epochs.end();
            assertEquals("train fiducial: 12 of 22 epochs in 12.0 s, about 10.0 s left", all.line(12, ""));
        }
    }
}
