package io.github.localflows;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final String ROOT = "io.github.localflows.";

    /** A package may use those before it. */
    private static final List<String> ORDER = List.of(
            "units",
            "statistics",
            "random",
            "phase",
            "frame",
            "potential",
            "orbit",
            "action",
            "df",
            "comparison",
            "sampling",
            "nf.file",
            "expansion",
            "nf.kernel",
            "nf",
            "nf.train",
            "learned",
            "field",
            "moments");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages("io.github.localflows");

    @Test
    void coreKnowsNothingOfSparkHadoopOrTheJobs() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.spark..",
                        "org.apache.hadoop..",
                        "org.apache.parquet..",
                        "scala..",
                        "com.typesafe.config..",
                        "picocli..")
                .check(CORE);
    }

    @Test
    void everyPackageIsInTheOrder() {
        noClasses()
                .should()
                .resideOutsideOfPackages(ORDER.stream().map(name -> ROOT + name).toArray(String[]::new))
                .check(CORE);
    }

    static Stream<String> packages() {
        return ORDER.stream();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packageUsesOnlyThoseBeforeIt(String name) {
        String[] later = ORDER.stream()
                .skip(ORDER.indexOf(name) + 1L)
                .map(after -> ROOT + after)
                .toArray(String[]::new);
        if (later.length == 0) {
            return;
        }
        noClasses()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .check(CORE);
    }

    @Test
    void coreReadsNoClock() {
        noClasses()
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethodWhere(target(name("now")).and(target(owner(resideInAPackage("java.time..")))))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, Date.class, Calendar.class)
                .check(CORE);
    }

    @Test
    void randomNumbersComeFromNamedStreamsAlone() {
        noClasses()
                .should()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(StrictMath.class, "random")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(RandomGenerator.class)
                .check(CORE);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "random")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.commons.rng.simple..", "org.apache.commons.rng.core..")
                .check(CORE);
    }

    @Test
    void noPackagesUseEachOther() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CORE);
    }
}
