package io.kvasir.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What makes cores deterministic: values of java.base only, and no clock, thread, chance or
 * undefined iteration order among them.
 */
final class CorePurity {
  private static final String MURMUR = "org.infinispan.commons.hash.MurmurHash3";

  /** Types of java.base whose every use brings in the world outside. */
  private static final Set<String> FORBIDDEN_TYPES =
      Set.of(
          "java.lang.Thread",
          "java.lang.Runtime",
          "java.lang.Process",
          "java.lang.ProcessHandle",
          "java.lang.ThreadLocal",
          "java.time.Clock",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.Timer",
          "java.security.SecureRandom");

  /** Collections whose iteration order differs between runs. */
  private static final Set<String> UNORDERED =
      Set.of(
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.IdentityHashMap",
          "java.util.WeakHashMap");

  /** Methods by owner that read a clock or chance, or make a collection of undefined order. */
  private static final Map<String, Set<String>> FORBIDDEN_METHODS =
      Map.ofEntries(
          Map.entry(
              "java.lang.System",
              Set.of("nanoTime", "currentTimeMillis", "getenv", "getProperty", "identityHashCode")),
          Map.entry("java.lang.Math", Set.of("random")),
          Map.entry("java.util.UUID", Set.of("randomUUID")),
          Map.entry("java.util.random.RandomGenerator", Set.of("of", "getDefault")),
          Map.entry("java.util.Collections", Set.of("shuffle")),
          Map.entry("java.util.Set", Set.of("of", "copyOf")),
          Map.entry("java.util.Map", Set.of("of", "ofEntries", "copyOf")),
          Map.entry(
              "java.util.stream.Collectors",
              Set.of(
                  "toSet",
                  "toMap",
                  "groupingBy",
                  "groupingByConcurrent",
                  "toUnmodifiableSet",
                  "toUnmodifiableMap")));

  private final String core;

  CorePurity(String core) {
    this.core = core;
  }

  List<ArchRule> all() {
    return List.of(
        knowsOnlyTheJdkAndItself(),
        murmurStaysInTheRing(),
        usesNothingOfTheWorldOutside(),
        iteratesInADefinedOrder(),
        callsNoSourceOfTimeChanceOrDisorder());
  }

  ArchRule knowsOnlyTheJdkAndItself() {
    DescribedPredicate<JavaClass> pure =
        resideInAnyPackage(core + "..", "java..", "org.jspecify.annotations..")
            .or(DescribedPredicate.describe("primitive", CorePurity::isPrimitive))
            .or(DescribedPredicate.describe("MurmurHash3", type -> type.getName().equals(MURMUR)));
    return noClasses()
        .that()
        .resideInAPackage(core + "..")
        .should()
        .dependOnClassesThat(DescribedPredicate.not(pure))
        .as("cores should know nothing but java.base, each other and MurmurHash3");
  }

  private static boolean isPrimitive(JavaClass type) {
    return type.getBaseComponentType().isPrimitive();
  }

  ArchRule murmurStaysInTheRing() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(core + ".ring..")
        .should()
        .dependOnClassesThat(resideInAPackage("org.infinispan.."))
        .as("only core.ring should know MurmurHash3");
  }

  ArchRule usesNothingOfTheWorldOutside() {
    DescribedPredicate<JavaClass> outside =
        resideInAnyPackage(
                "java.io..",
                "java.net..",
                "java.nio.channels..",
                "java.nio.file..",
                "java.sql..",
                "java.util.concurrent..",
                "java.util.logging..")
            .or(
                DescribedPredicate.describe(
                    "thread, clock or chance", type -> FORBIDDEN_TYPES.contains(type.getName())));
    return noClasses()
        .that()
        .resideInAPackage(core + "..")
        .should()
        .dependOnClassesThat(outside)
        .as("cores should use no thread, clock, file, socket, logger or chance");
  }

  ArchRule iteratesInADefinedOrder() {
    return noClasses()
        .that()
        .resideInAPackage(core + "..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "hashed collection", type -> UNORDERED.contains(type.getName())))
        .as("cores should use no collection whose iteration order differs between runs");
  }

  ArchRule callsNoSourceOfTimeChanceOrDisorder() {
    return noClasses()
        .that()
        .resideInAPackage(core + "..")
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe("time, chance or disorder", CorePurity::isForbidden))
        .as(
            "cores should call nothing that reads a clock or chance, or makes unordered collections");
  }

  private static boolean isForbidden(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    String owner = target.getOwner().getName();
    boolean now = owner.startsWith("java.time.") && target.getName().equals("now");
    return now || FORBIDDEN_METHODS.getOrDefault(owner, Set.of()).contains(target.getName());
  }
}
