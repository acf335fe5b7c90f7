package io.github.localflows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Core is a library: only the jobs, which have a configuration, may name its keys. */
class ConfigurationKeysTest {
    /** A string on one line with a key in it, of the groups of conf/reference.conf. */
    private static final Pattern KEY = Pattern.compile(
            "\"[^\"]*\\b(potential|actions|df|sample|perturb|evolve|train|accelerations|spiral)\\.[A-Za-z][^\"]*\"");

    @Test
    void coreNamesNoConfigurationKey() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        for (Path source : sources) {
            List<String> lines = Files.readAllLines(source);
            for (int i = 0; i < lines.size(); i++) {
                if (KEY.matcher(lines.get(i)).find()) {
                    found.add(source + ", line " + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void keysInStringsAreFound() {
        assertEquals(true, KEY.matcher("throw new E(\"Lower train.batch.\");").find());
        assertEquals(false, KEY.matcher("x = potential.Phi(R, z) + \" kpc\";").find());
    }
}
