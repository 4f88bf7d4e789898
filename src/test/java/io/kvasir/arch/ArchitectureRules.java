package io.kvasir.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The architecture as rules over the packages below a root: the layers and what each may know.
 *
 * <p>The root is a parameter so that the rules can be shown to bite on a small tree of fixtures.
 */
final class ArchitectureRules {
  /** What each core package may know, itself and the java.base of {@link CorePurity} aside. */
  private static final Map<String, List<String>> CORE_MAY_KNOW =
      Map.ofEntries(
          Map.entry("node", List.of()),
          Map.entry("bytes", List.of()),
          Map.entry("time", List.of()),
          Map.entry("causality", List.of("node")),
          Map.entry("bucket", List.of("bytes", "causality", "time")),
          Map.entry("crdt", List.of("bucket", "causality", "time")),
          Map.entry("ring", List.of("node")),
          Map.entry("membership", List.of("node", "time")),
          Map.entry("gossip", List.of("crdt", "causality", "node", "ring", "time")),
          Map.entry("replication", List.of("bucket", "crdt", "causality", "ring", "node", "time")),
          Map.entry("burial", List.of("bucket", "crdt", "causality", "ring", "node", "time")),
          Map.entry("watch", List.of("bucket", "bytes", "crdt", "node", "ring")),
          Map.entry("consensus", List.of("bytes", "node", "time")),
          Map.entry("keyspace", List.of("bytes", "bucket")),
          Map.entry("topology", List.of("consensus", "ring", "node", "bucket")),
          Map.entry("handoff", List.of("bucket", "crdt", "causality", "ring", "node", "time")));

  private final String root;

  ArchitectureRules(String root) {
    this.root = root;
  }

  List<ArchRule> all() {
    List<ArchRule> rules = new ArrayList<>();
    rules.add(layers());
    rules.add(edgesDoNotKnowEachOther());
    rules.add(noCycles());
    rules.add(rocksdbStaysInItsEdge());
    rules.add(vertxStaysInEdgesAndBoot());
    rules.add(mutinyStaysAboveTheEngine());
    rules.add(frameworksStayAboveTheEngine());
    rules.add(protobufStaysOnTheWire());
    rules.add(picocliStaysInTheTools());
    rules.add(jlineStaysInTheTools());
    rules.add(toolsDoNotKnowTheServer());
    rules.add(everyCorePackageHasALineInTheTable());
    corePackages().map(this::corePackageKnowsOnlyWhatItMay).forEach(rules::add);
    rules.addAll(new CorePurity(root + ".core").all());
    return rules;
  }

  static Stream<String> corePackages() {
    return CORE_MAY_KNOW.keySet().stream().sorted();
  }

  /** Imports point down only: boot, edge, service, engine with its ports, core. */
  ArchRule layers() {
    return layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("core")
        .definedBy(root + ".core..")
        .layer("port")
        .definedBy(root + ".engine.port..")
        .layer("engine")
        .definedBy(engineWithoutPorts())
        .layer("service")
        .definedBy(root + ".service..")
        .layer("edge")
        .definedBy(root + ".edge..")
        .layer("boot")
        .definedBy(root + ".boot..")
        .whereLayer("boot")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("edge")
        .mayOnlyBeAccessedByLayers("boot")
        .whereLayer("service")
        .mayOnlyBeAccessedByLayers("edge", "boot")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("service", "edge", "boot")
        .whereLayer("port")
        .mayOnlyBeAccessedByLayers("engine", "service", "edge", "boot");
  }

  private DescribedPredicate<JavaClass> engineWithoutPorts() {
    return resideInAPackage(root + ".engine..")
        .and(DescribedPredicate.not(resideInAPackage(root + ".engine.port..")));
  }

  ArchRule edgesDoNotKnowEachOther() {
    return slices()
        .matching(root + ".edge.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            resideInAPackage(root + ".edge.."), resideInAPackage(root + ".edge.wire.."))
        .because("edges are exchanged one by one; only the wire format is shared by transports");
  }

  ArchRule noCycles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  ArchRule everyCorePackageHasALineInTheTable() {
    return classes()
        .that()
        .resideInAPackage(root + ".core..")
        .should()
        .resideInAnyPackage(
            CORE_MAY_KNOW.keySet().stream().map(this::coreAndBelow).toArray(String[]::new));
  }

  ArchRule corePackageKnowsOnlyWhatItMay(String name) {
    DescribedPredicate<JavaClass> otherCore =
        resideInAPackage(root + ".core..")
            .and(DescribedPredicate.not(resideInAnyPackage(known(name))));
    return noClasses()
        .that()
        .resideInAPackage(coreAndBelow(name))
        .should()
        .dependOnClassesThat(otherCore)
        .as("core." + name + " should know no core package but " + CORE_MAY_KNOW.get(name))
        .allowEmptyShould(true);
  }

  /** The packages in a core package's line and in theirs. */
  private String[] known(String name) {
    Set<String> known = new TreeSet<>();
    addKnown(name, known);
    return known.stream().map(this::coreAndBelow).toArray(String[]::new);
  }

  private static void addKnown(String name, Set<String> known) {
    if (known.add(name)) {
      CORE_MAY_KNOW.get(name).forEach(next -> addKnown(next, known));
    }
  }

  private String coreAndBelow(String name) {
    return root + ".core." + name + "..";
  }

  ArchRule rocksdbStaysInItsEdge() {
    return only("org.rocksdb..", root + ".edge.rocksdb..", root + ".boot..");
  }

  ArchRule vertxStaysInEdgesAndBoot() {
    return only("io.vertx..", root + ".edge..", root + ".boot..");
  }

  ArchRule mutinyStaysAboveTheEngine() {
    return only("io.smallrye.mutiny..", root + ".service..", root + ".edge..", root + ".boot..");
  }

  ArchRule protobufStaysOnTheWire() {
    return only(
        "com.google.protobuf..",
        root + ".edge.wire..",
        root + ".edge.tcp..",
        root + ".edge.tracing..");
  }

  ArchRule picocliStaysInTheTools() {
    return only("picocli..", root + ".edge.cli..");
  }

  ArchRule jlineStaysInTheTools() {
    return only("org.jline..", root + ".edge.cli..");
  }

  ArchRule toolsDoNotKnowTheServer() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".edge.cli..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(root + "..")
                .and(DescribedPredicate.not(resideInAPackage(root + ".edge.cli.."))))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "jakarta..", "io.vertx..", "io.smallrye..")
        .because("tools start without the server");
  }

  ArchRule frameworksStayAboveTheEngine() {
    return noClasses()
        .that()
        .resideInAnyPackage(root + ".core..", root + ".engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus..", "jakarta..", "io.micrometer..", "io.netty..", "org.jboss..");
  }

  private ArchRule only(String library, String... homes) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(homes)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .as(library + " should be known only to " + String.join(", ", homes));
  }
}
