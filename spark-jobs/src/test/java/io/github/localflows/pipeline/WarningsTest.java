package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarningsTest {
    @TempDir
    private Path directory;

    private RunDirectory run;

    @BeforeEach
    void begin() {
        run = TestRuns.at(directory, "run");
    }

    private void log(String name, String... events) throws IOException {
        Files.createDirectories(directory.resolve("run/logs"));
        Files.writeString(directory.resolve("run/logs/" + name + ".jsonl"), String.join("\n", events));
    }

    private static String event(String command, String level, String stage, String message) {
        return "{\"level\":\"" + level + "\",\"command\":\"" + command + "\",\"stage\":\"" + stage + "\",\"message\":\""
                + message + "\"}";
    }

    @Test
    void whatWasWarnedOfWhenAnArtifactWasMadeStandsInItsManifestAndIsToldWithItsName() throws IOException {
        try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), run.of(Kind.COMBINED, "mine"))) {
            pending.commit(Manifest.of(
                    new Recipe("potential", "mine-combined", new TreeMap<>(), new TreeMap<>()),
                    new Made(
                            Origin.OF_NO_STARS,
                            0,
                            "00",
                            new Made.Times(1, 1),
                            Map.of(),
                            List.of("flows and weak form differ by more than their errors say"))));
        }
        assertEquals(
                List.of("combined/mine: flows and weak form differ by more than their errors say"), Warnings.of(run));
    }

    @Test
    void ofWhatWasNotMadeTheLastLogOfEachStageSpeaks() throws IOException {
        assertEquals(List.of(), Warnings.of(run));
        log(
                "20260102T000000.000Z-pipeline-b",
                event("pipeline", "WARN", "weak-form", "not made: there are too few stars"),
                event("pipeline", "WARN", "figures", "not drawn: methods"),
                "no JSON",
                "{\"level\":\"WARN\",\"stage\":\"potential\",\"dataset\":\"mine\",\"message\":\"in its manifest\"}");
        log("20260101T000000.000Z-pipeline-a", event("pipeline", "WARN", "figures", "not drawn: everything"));
        assertEquals(
                List.of("figures: not drawn: methods", "weak-form: not made: there are too few stars"),
                Warnings.of(run).stream().sorted().toList());
        log("20260103T000000.000Z-weak-form-c", event("weak-form", "INFO", "weak-form", "made"));
        assertEquals(List.of("figures: not drawn: methods"), Warnings.of(run), "it has been made since");
        log("20260104T000000.000Z-pipeline-d", event("pipeline", "INFO", "stars", "ends"));
        assertEquals(List.of(), Warnings.of(run), "it is asked for no more");
    }

    @Test
    void baryonsOfAnotherGalaxyThanTheStarsAreDoubtful() {
        List<String> settings = List.of(
                "weakForm.datasets=[fiducial]",
                "potential.parts=[{type=miyamoto-nagai,share=0.5,a=3,b=0.28},{type=nfw,share=auto,scaleRadius=16}]");
        String same = "baryons.parts=[{type=miyamoto-nagai,share=0.5,a=3,b=0.28}]";
        String other = "baryons.parts=[{type=miyamoto-nagai,share=0.6,a=3,b=0.28}]";
        assertEquals(List.of(), ConfigLoader.doubts(TestRuns.config(settings, same)));
        List<String> doubts = ConfigLoader.doubts(TestRuns.config(settings, other));
        assertEquals(1, doubts.size(), doubts.toString());
        assertTrue(doubts.get(0).startsWith("baryons.parts has parts (miyamoto-nagai) that potential.parts has not"));
        assertEquals(List.of(), ConfigLoader.doubts(TestRuns.config(settings, other, "weakForm.datasets=[]")));
    }

    @Test
    void whatAConfigurationWillNotMakeIsKnownBeforehandAndToldAgain() throws IOException {
        Config config = TestRuns.config(List.of(
                "datasets=[fiducial]",
                "train.datasets=[fiducial]",
                "accelerations.datasets=[fiducial]",
                "weakForm.datasets=[fiducial]",
                "potentialFit.datasets=[fiducial]",
                "potentialFit.symmetry=none"));
        List<String> warnings = Warnings.of(run, config);
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(
                warnings.get(0)
                        .startsWith("potential/fiducial and weak-form/fiducial will not be joined: the one need"),
                warnings.get(0));
    }
}
