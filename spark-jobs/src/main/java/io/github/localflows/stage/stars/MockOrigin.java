package io.github.localflows.stage.stars;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.RunDirectory;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which mock stars the stars of a set are, whatever was selected or observed of them since. */
public final class MockOrigin {
    private MockOrigin() {}

    /**
     * Whether stars were kicked. Such stars are in no steady state, so that accelerations learned from them differ from the exact ones for
     * this reason, too.
     *
     * @param set their name
     * @param lineage what they were made by and from, of the manifest of something made of them
     */
    public static boolean kicked(RunDirectory run, String set, Map<String, String> lineage) throws IOException {
        return of(run, set, lineage).filter(MockName::perturbed).isPresent();
    }

    private static Optional<MockName> of(RunDirectory run, String set, Map<String, String> lineage) throws IOException {
        Optional<MockName> mock = MockName.find(set);
        String from = lineage.get(Origin.FROM);
        Set<String> seen = new HashSet<>();
        while (mock.isEmpty() && from != null && seen.add(from)) {
            mock = MockName.find(from);
            Optional<Manifest> parent = run.manifest(run.stars(from));
            from = parent.isPresent() ? parent.get().lineage().get(Origin.FROM) : null;
        }
        return mock;
    }
}
