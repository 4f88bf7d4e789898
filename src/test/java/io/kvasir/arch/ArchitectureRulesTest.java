package io.kvasir.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule finds the fixture that breaks it, and only that. */
class ArchitectureRulesTest {
  private static final String ROOT = "io.kvasir.arch.fixture";
  private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(ROOT);
  private static final ArchitectureRules RULES = new ArchitectureRules(ROOT);
  private static final CorePurity PURITY = new CorePurity(ROOT + ".core");

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(RULES.layers(), "EngineThatServes"),
        Arguments.of(RULES.layers(), "PortOfTheEngine"),
        Arguments.of(RULES.edgesDoNotKnowEachOther(), "BusOverHttp"),
        Arguments.of(RULES.noCycles(), "NodeThatKnowsTheRing"),
        Arguments.of(RULES.everyCorePackageHasALineInTheTable(), "Stray"),
        Arguments.of(RULES.corePackageKnowsOnlyWhatItMay("node"), "NodeThatKnowsTheRing"),
        Arguments.of(RULES.rocksdbStaysInItsEdge(), "ServiceWithStorage"),
        Arguments.of(RULES.vertxStaysInEdgesAndBoot(), "ServiceOnTheBus"),
        Arguments.of(RULES.mutinyStaysAboveTheEngine(), "TimeThatTalks"),
        Arguments.of(RULES.frameworksStayAboveTheEngine(), "EngineOfBeans"),
        Arguments.of(RULES.protobufStaysOnTheWire(), "BusOverHttp"),
        Arguments.of(RULES.picocliStaysInTheTools(), "ServiceOfCommands"),
        Arguments.of(RULES.jlineStaysInTheTools(), "ServiceOfCommands"),
        Arguments.of(RULES.toolsDoNotKnowTheServer(), "ToolThatServes"),
        Arguments.of(PURITY.knowsOnlyTheJdkAndItself(), "TimeThatTalks"),
        Arguments.of(PURITY.murmurStaysInTheRing(), "TimeThatHashes"),
        Arguments.of(PURITY.usesNothingOfTheWorldOutside(), "TimeThatWaits"),
        Arguments.of(PURITY.iteratesInADefinedOrder(), "HashedRing"),
        Arguments.of(PURITY.callsNoSourceOfTimeChanceOrDisorder(), "NodeThatReadsTheClock"),
        Arguments.of(PURITY.callsNoSourceOfTimeChanceOrDisorder(), "RingOfSets"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void bites(ArchRule rule, String culprit) {
    assertThat(violations(rule)).contains(culprit);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void leavesInnocentClassesAlone(ArchRule rule, String culprit) {
    assertThat(violations(rule))
        .doesNotContain("Class <" + ROOT + ".service.PlainService>")
        .doesNotContain("Method <" + ROOT + ".core.ring.PlainRing");
  }

  @Test
  void coversEveryRuleWithAFixture() {
    long broken = RULES.all().stream().filter(rule -> !violations(rule).isEmpty()).count();

    long onePackageStandsForAll = ArchitectureRules.corePackages().count() - 1;
    assertThat(broken).isEqualTo(RULES.all().size() - onePackageStandsForAll);
  }

  private static String violations(ArchRule rule) {
    return String.join("\n", rule.evaluate(FIXTURES).getFailureReport().getDetails());
  }
}
