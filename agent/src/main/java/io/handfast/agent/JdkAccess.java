package io.handfast.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;

/**
 * What the JDK keeps from ordinary code and lets an agent open: its own sockets, for addresses that
 * are the kernel's; the length of a datagram's buffer; and calls of native code, which would print
 * a warning otherwise.
 */
final class JdkAccess {
  private JdkAccess() {}

  /** Opens it to the module of this class. */
  static void open(Instrumentation instrumentation) {
    Module base = Object.class.getModule();
    Module ours = JdkAccess.class.getModule();
    instrumentation.redefineModule(
        base,
        Set.of(),
        Map.of("sun.nio.ch", Set.of(ours), "sun.net", Set.of(ours)),
        Map.of("java.net", Set.of(ours), "java.lang", Set.of(ours)),
        Set.of(),
        Map.of());
    allowNativeCalls();
  }

  /**
   * The agent's classes are of the unnamed module, whose permission is one for all unnamed ones.
   */
  private static void allowNativeCalls() {
    try {
      Method allow = Module.class.getDeclaredMethod("implAddEnableNativeAccessToAllUnnamed");
      allow.setAccessible(true);
      allow.invoke(null);
    } catch (ReflectiveOperationException e) {
      // Another JDK may not have it: then the JVM prints its warning once, and all works.
    }
  }
}
