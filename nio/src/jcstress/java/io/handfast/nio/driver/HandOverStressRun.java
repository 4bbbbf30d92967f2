package io.handfast.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** Runs {@link HandOverStress}, in the JDK of the tests, and fails when it fails or did not run. */
class HandOverStressRun {
  private static final String MODE = System.getProperty("jcstress.mode", "quick");

  @Test
  void noWakeUpIsLost() throws Exception {
    Options options =
        new Options(new String[] {"-t", "HandOverStress", "-m", MODE, "-r", "target/jcstress/"});
    options.parse();
    new JCStress(options).run();
    Collection<TestResult> results = resultsOf(options);
    assertThat(results).extracting(TestResult::getName).hasSizeGreaterThan(2);
    assertThat(results).allSatisfy(result -> {
      assertThat(result.status()).as(result.getVmErr().toString()).isEqualTo(Status.NORMAL);
      assertThat(result.grading().failureMessages).isEmpty();
      assertThat(result.getTotalCount()).isPositive();
    });
  }

  private static Collection<TestResult> resultsOf(Options options) throws Exception {
    InProcessCollector results = new InProcessCollector();
    DiskReadCollector file = new DiskReadCollector(options.getResultFile(), results);
    file.dump();
    file.close();
    return results.getTestResults();
  }
}
