package io.handfast.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a test's network looked like, in text, and its captures. */
final class FailureReport {
  private static final Pattern INVOCATION = Pattern.compile("invocation:#(\\d+)]$");

  private final TestNetwork network;
  private final ExtensionContext context;

  FailureReport(TestNetwork network, ExtensionContext context) {
    this.network = network;
    this.context = context;
  }

  /** Writes the captures, and tells everything. */
  String write() {
    StringBuilder text = new StringBuilder();
    text.append("---- Handfast: the network of ").append(test()).append(" ----\n");
    text.append("Seed ").append(network.seed());
    text.append(", virtual time %.3f s.".formatted(network.elapsed().toMillis() / 1e3));
    text.append(" To repeat: @Network(seed = ").append(network.seed());
    text.append(") or -Dhandfast.junit.seed=").append(network.seed());
    text.append(" (threads of programs may still take turns differently).\n\n");
    text.append(network.diagram());
    for (TestHost each : network.hosts()) {
      text.append("\nSockets of ").append(each).append(":\n").append(each.socketTable());
      failures(text, each);
    }
    captures(text);
    return text.append("----").toString();
  }

  private static void failures(StringBuilder text, TestHost host) {
    List<String> failures = host.threads().failures();
    if (!failures.isEmpty()) {
      text.append("Ended with an exception on ").append(host).append(":\n");
      failures.forEach(each -> text.append("  ").append(each).append('\n'));
    }
  }

  private void captures(StringBuilder text) {
    text.append("\nCaptures, for Wireshark:\n");
    for (Map.Entry<String, MemoryCapture> each : network.captures().entrySet()) {
      Path file = directory().resolve(fileName(each.getKey()));
      network.change(() -> write(text, file, each.getValue()));
    }
  }

  private static void write(StringBuilder text, Path file, MemoryCapture capture) {
    text.append("  ").append(file);
    try {
      capture.writeTo(file);
      text.append(capture.isCut() ? " (the beginning only: it became too large)\n" : "\n");
    } catch (IOException e) {
      text.append(" could not be written: ").append(e).append('\n');
    }
  }

  private String test() {
    String name =
        context.getRequiredTestClass().getSimpleName()
            + "."
            + context.getRequiredTestMethod().getName();
    Matcher invocation = INVOCATION.matcher(context.getUniqueId());
    return invocation.find() ? name + "-" + invocation.group(1) : name;
  }

  private String fileName(String host) {
    return (test() + "-" + host).replaceAll("[^A-Za-z0-9._-]", "_") + ".pcapng";
  }

  private Path directory() {
    return context
        .getConfigurationParameter("handfast.junit.directory")
        .map(Path::of)
        .orElseGet(() ->
            !Files.isDirectory(Path.of("target")) && Files.isDirectory(Path.of("build"))
                ? Path.of("build", "handfast")
                : Path.of("target", "handfast"));
  }
}
