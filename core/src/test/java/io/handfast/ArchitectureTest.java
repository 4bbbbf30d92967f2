package io.handfast;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of the house: which package of core may know which, and what core never touches. */
class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter().importPath(Path.of("target/classes"));

  @Test
  void theClassesOfCoreAreSeen() {
    assertThat(CORE).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "wire:",
        "buffer:",
        "timer:",
        "secret:",
        "event: wire",
        "tcp: wire buffer event timer secret",
        "ip: wire buffer event timer secret",
        "udp: wire buffer event timer secret",
        "shield: wire timer secret tcp",
        "stack: wire buffer event timer secret tcp ip udp"
      })
  void aPackageKnowsOnlyThoseBelowIt(String arrows) {
    String[] parts = arrows.split(":");
    String[] below = parts.length == 1 ? new String[0] : parts[1].strip().split(" ");
    classes()
        .that()
        .resideInAPackage(in(parts[0]))
        .should()
        .onlyDependOnClassesThat(javaOrOneOf(parts[0], below))
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void timeIsAnArgument() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat(named("java.time.Clock", "java.time.Instant"))
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void randomnessIsAnArgument() {
    noClasses()
        .should()
        .callConstructor(Random.class)
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(RandomGenerator.class, "getDefault")
        .orShould()
        .callMethod(System.class, "identityHashCode", Object.class)
        .orShould()
        .dependOnClassesThat(
            named("java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom"))
        .orShould()
        .dependOnClassesThat(named("java.util.SplittableRandom", "java.util.UUID"))
        .allowEmptyShould(true)
        .check(CORE);
  }

  /** A waiter may remember its thread; nothing in core starts, stops or asks for one. */
  @Test
  void coreHasNoThread() {
    noClasses()
        .should()
        .accessTargetWhere(target(owner(assignableTo(Thread.class))))
        .orShould()
        .dependOnClassesThat(
            named("java.util.concurrent.Executors", "java.util.concurrent.CompletableFuture"))
        .orShould()
        .dependOnClassesThat(named("java.lang.ThreadLocal", "java.util.Timer"))
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void coreDoesNoInputOrOutput() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..", "java.nio.file..", "java.nio.channels..", "java.util.logging..")
        .orShould()
        .dependOnClassesThat(fileInputOrOutput())
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .allowEmptyShould(true)
        .check(CORE);
  }

  private static DescribedPredicate<JavaClass> fileInputOrOutput() {
    return named("java.io.File", "java.io.FileInputStream", "java.io.FileOutputStream")
        .or(named("java.io.FileReader", "java.io.FileWriter", "java.io.RandomAccessFile"))
        .or(named("java.io.Console", "java.lang.System$Logger", "java.lang.Process"));
  }

  private static DescribedPredicate<JavaClass> javaOrOneOf(String self, String... below) {
    return Stream.concat(Stream.of(self), Arrays.stream(below))
        .map(name -> resideInAPackage(in(name)))
        .reduce(resideOutsideOfPackage("io.handfast.."), (a, b) -> a.or(b));
  }

  private static String in(String name) {
    return "io.handfast." + name + "..";
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    return DescribedPredicate.describe(
        "are " + String.join(" or ", names), c -> Arrays.asList(names).contains(c.getName()));
  }
}
