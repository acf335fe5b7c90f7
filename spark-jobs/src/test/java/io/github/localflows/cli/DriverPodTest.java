package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverPodTest {
    @ParameterizedTest
    @CsvSource({
        "Succeeded, 0, Completed, 0",
        "Failed, 2, Error, 2",
        "Failed, 137, OOMKilled, 137",
        "Running, 0, Error, 1"
    })
    void theExitCodeIsThatOfTheDriver(String phase, int code, String reason, int expected) {
        Pod pod = new PodBuilder()
                .withNewStatus()
                .withPhase(phase)
                .addNewContainerStatus()
                .withName("istio-proxy")
                .withNewState()
                .withNewTerminated()
                .withExitCode(9)
                .withReason("not the driver's")
                .endTerminated()
                .endState()
                .endContainerStatus()
                .addNewContainerStatus()
                .withName("spark-kubernetes-driver")
                .withNewState()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
        Ending ending = DriverPod.ending("driver", pod);
        assertEquals(expected, ending.code());
        assertTrue(expected == 0 || ending.line().contains(reason), ending.line());
    }

    @Test
    void aPodThatWasEvictedOrDeletedIsAFailure() {
        Pod evicted = new PodBuilder()
                .withNewStatus()
                .withPhase("Failed")
                .withReason("Evicted")
                .endStatus()
                .build();
        assertEquals(
                "the driver's pod driver ended as Failed with exit code 1 (Evicted): kubectl --namespace default logs driver shows why",
                DriverPod.ending("driver", evicted).line());
        assertEquals(Ending.FAILURE, DriverPod.ending("driver", evicted).code());
        assertEquals(Ending.FAILURE, DriverPod.ending("driver", (Pod) null).code());
    }
}
