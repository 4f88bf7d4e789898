package io.kvasir.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.kvasir.operator");

  @Test
  void theCoreKnowsTheJdkOnlyAndNeitherClockNorThread() {
    classes()
        .that()
        .resideInAPackage("..core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "..core..",
            "org.jspecify..")
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage("..core..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Thread")
        .check(ALL);
  }

  @Test
  void theStoreKnowsNothingOfKubernetes() {
    noClasses()
        .that()
        .resideInAPackage("..store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..", "..kube..", "..api..")
        .check(ALL);
  }

  @Test
  void onlyTheTopKnowsTheFramework() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.kvasir.operator")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.javaoperatorsdk..")
        .check(ALL);
  }
}
