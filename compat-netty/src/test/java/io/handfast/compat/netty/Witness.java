package io.handfast.compat.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import java.lang.reflect.Method;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Stands beside each of Netty's tests and sees to it that its bytes went over Handfast: a test that
 * passes has made the stack's own counter of packets grow, unless it is one of the few that need no
 * packet. On the kernel ({@code -Pkernel}) there must be no host at all.
 */
public final class Witness
    implements BeforeTestExecutionCallback, AfterTestExecutionCallback, InvocationInterceptor {
  private static final Namespace MINE = Namespace.create(Witness.class);

  /** Tests that send nothing by their nature; Netty itself leaves NIO out of the last one. */
  private static final Set<String> SILENT =
      Set.of(
          "testBindWithPortOnly",
          "testShutdownNotYetConnected",
          "testWriteBeforeConnect",
          "testAllDataReadEventTriggeredAfterHalfClosure");

  private static final boolean KERNEL = Boolean.getBoolean("handfast.compat.kernel");

  @Override
  public void beforeTestExecution(ExtensionContext test) {
    if (KERNEL) {
      assertThat(Hosts.registered()).isEmpty();
    } else {
      test.getStore(MINE).put("before", sent());
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext test) {
    boolean passed = test.getExecutionException().isEmpty();
    if (passed && !KERNEL && !SILENT.contains(test.getRequiredTestMethod().getName())) {
      long before = test.getStore(MINE).get("before", long.class);
      assertThat(sent() - before).as("packets that Handfast sent").isPositive();
    }
  }

  /** Packets that the host of this JVM has sent, those to itself included. */
  private static long sent() {
    NetworkHost host = Hosts.defaultHost().orElseThrow();
    host.driver().lock();
    try {
      return host.stack().counters().get(Counter.IP_OUT_REQUESTS);
    } finally {
      host.driver().unlock();
    }
  }

  /** A permutation that wants OpenSSL, which is not here, is left out, on the kernel as well. */
  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext test)
      throws Throwable {
    try {
      invocation.proceed();
    } catch (UnsatisfiedLinkError e) {
      Assumptions.abort("needs OpenSSL: " + e.getMessage());
    }
  }
}
