package io.github.localflows;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    private static final String ROOT = "io.github.localflows.";

    /** A package may use those before it. */
    private static final List<String> ORDER =
            List.of("units", "phase", "potential", "orbit", "action", "df", "sampling", "flow", "acceleration");

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
                .resideOutsideOfPackages(
                        ORDER.stream().map(name -> ROOT + name + "..").toArray(String[]::new))
                .check(CORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"units", "phase", "potential", "orbit", "action", "df", "sampling", "flow", "acceleration"})
    void packageUsesOnlyThoseBeforeIt(String name) {
        String[] later = ORDER.stream()
                .skip(ORDER.indexOf(name) + 1L)
                .map(after -> ROOT + after + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void noPackagesUseEachOther() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CORE);
    }
}
