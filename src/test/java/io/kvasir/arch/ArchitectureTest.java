package io.kvasir.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Kvasir's code follows its architecture. */
class ArchitectureTest {
  private static final JavaClasses KVASIR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.kvasir");

  @TestFactory
  Stream<DynamicTest> followsTheArchitecture() {
    return new ArchitectureRules("io.kvasir").all().stream().map(ArchitectureTest::test);
  }

  private static DynamicTest test(ArchRule rule) {
    return DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(KVASIR));
  }
}
