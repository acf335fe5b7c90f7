package io.github.localflows.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The job jar beside Spark's own. */
class JobJarIT {
    @Test
    void noClassIsThereTwice() throws IOException {
        Set<String> ours = classes(Checkout.JOB_JAR);
        assertTrue(ours.contains("io/github/localflows/cli/LocalFlows.class"));
        List<String> twice = new ArrayList<>();
        for (Path jar : Checkout.sparkJars()) {
            Set<String> both = classes(jar);
            both.retainAll(ours);
            both.forEach(type -> twice.add(type + " of " + jar.getFileName()));
        }
        assertEquals(List.of(), twice);
    }

    @Test
    void nd4jsOldReadersAreNotThere() throws IOException {
        Set<String> ours = classes(Checkout.JOB_JAR);
        for (String old :
                List.of("jackson/", "yaml/", "wstx/", "codehaus/", "guava/io/", "guava/reflect/", "protobuf/Coded")) {
            String name = "org/nd4j/shade/" + old;
            assertFalse(ours.stream().anyMatch(type -> type.startsWith(name)), name);
        }
    }

    /** An operator that needs types of what is left of ND4J's protobuf. */
    @Test
    void whatIsLeftOfNd4jInvertsAMatrix() throws Exception {
        List<URL> jars = new ArrayList<>(List.of(Checkout.JOB_JAR.toUri().toURL()));
        for (Path jar : Checkout.sparkJars()) {
            jars.add(jar.toUri().toURL());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Class<?> array = loader.loadClass("org.nd4j.linalg.api.ndarray.INDArray");
            Class<?> factory = loader.loadClass("org.nd4j.linalg.factory.Nd4j");
            Object matrix = factory.getMethod("createFromArray", double[][].class)
                    .invoke(null, (Object) new double[][] {{2, 0}, {0, 8}});
            Object inverse = loader.loadClass("org.nd4j.linalg.inverse.InvertMatrix")
                    .getMethod("invert", array, boolean.class)
                    .invoke(null, matrix, false);
            Object sum = array.getMethod("sumNumber").invoke(inverse);
            assertEquals(0.625, ((Number) sum).doubleValue());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Set<String> classes(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
