package io.github.localflows;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;

class JobsArchitectureTest {
    private static final String ROOT = "io.github.localflows.";

    /** A package may use those before it. */
    private static final List<String> ORDER = List.of(
            "config",
            "accuracy",
            "artifact",
            "cluster",
            "table",
            "flows",
            "input",
            "catalogue",
            "galaxy",
            "starset",
            "stage",
            "stage.stars",
            "stage.train",
            "stage.field",
            "stage.weakform",
            "stage.potential",
            "stage.compare",
            "figure",
            "report",
            "evaluate",
            "sql",
            "ml",
            "pipeline",
            "cli");

    private static final JavaClasses JOBS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> location.contains("/spark-jobs/"))
            .importPackages("io.github.localflows");

    @Test
    void everyPackageIsInTheOrder() {
        noClasses()
                .should()
                .resideOutsideOfPackages(ORDER.stream().map(name -> ROOT + name).toArray(String[]::new))
                .check(JOBS);
    }

    static Stream<String> packages() {
        return ORDER.stream().limit(ORDER.size() - 1L);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packageUsesOnlyThoseBeforeIt(String name) {
        String[] later = ORDER.stream()
                .skip(ORDER.indexOf(name) + 1L)
                .map(after -> ROOT + after)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .check(JOBS);
    }

    @Test
    void noPackagesUseEachOther() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(JOBS);
    }

    @Test
    void noStageKnowsAnothersClasses() {
        slices().matching(ROOT + "stage.(*)").should().notDependOnEachOther().check(JOBS);
    }

    /** What a stage warns of goes into a manifest ({@code Made.warnings}), from where the terminal, the log and the report have it. */
    @Test
    void stagesWarnByManifestsAlone() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "stage..")
                .should()
                .callMethodWhere(target(name("warn")).and(target(owner(assignableTo(Logger.class)))))
                .check(JOBS);
    }

    /** What a run is worth can be said without Spark: figures and statistics from plain records. */
    @Test
    void accuracyKnowsNothingOfSpark() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "accuracy")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..")
                .check(JOBS);
    }
}
