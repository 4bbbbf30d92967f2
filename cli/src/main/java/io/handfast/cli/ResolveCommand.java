package io.handfast.cli;

import io.handfast.host.Host;
import io.handfast.names.Lookup;
import io.handfast.names.LookupListener;
import io.handfast.names.LookupStep;
import io.handfast.names.Lookups;
import io.handfast.names.Resolver;
import io.handfast.names.message.DnsCode;
import io.handfast.names.message.DnsMessage;
import io.handfast.names.message.DnsName;
import io.handfast.names.message.DnsQuestion;
import io.handfast.names.message.DnsRecord;
import io.handfast.names.message.DnsType;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handfast resolve}: what the stack makes of a name, step by step. */
@Command(
    name = "resolve",
    description = {
      "Looks up a name as programs on the stack do: hosts file, cache, DNS.",
      "With --type, prints a name server's whole answer instead, as dig does."
    },
    footer = {
      "",
      "Examples:",
      "  handfast resolve www.example.org --dns 10.7.0.1 --trace",
      "  handfast resolve example.org --type AAAA --dns 10.7.0.1:5353",
      "  handfast resolve 10.7.0.1            (the name of an address)",
    })
final class ResolveCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "a name, or an address to find the name of")
  private String name;

  @Option(names = "--trace", description = "show every step with its time")
  private boolean trace;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "ask for this type of record: A, AAAA, CNAME, MX, NS, PTR, SOA, SRV, TXT")
  private String type;

  @Option(names = "--tcp", description = "ask over TCP at once")
  private boolean tcp;

  @Option(
      names = "--no-recursion",
      description = "do not ask the server to ask others (with --type)")
  private boolean notRecursive;

  @Mixin private HostOptions options;
  @Spec private CommandSpec spec;

  private long start;

  @Override
  public Integer call() throws IOException {
    int wanted = type == null ? 0 : wantedType();
    try (Host host = options.open()) {
      Resolver resolver = resolver(host);
      start = host.driver().now();
      if (wanted != 0) {
        query(resolver, wanted);
      } else if (isAddress()) {
        out().println(resolver.name(IpAddress.parse(name)));
      } else {
        lookup(resolver);
      }
      out().flush();
      return 0;
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private int wantedType() {
    try {
      return DnsType.of(type);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private Resolver resolver(Host host) {
    Resolver own = host.resolver();
    return tcp ? Resolver.of(host).conf(own.conf().withTcp(true)).build() : own;
  }

  private boolean isAddress() {
    try {
      IpAddress.parse(name);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private void lookup(Resolver resolver) throws IOException {
    Lookup found = resolver.lookup(name, Lookups.DEFAULT.withListener(listener()));
    if (trace) {
      String source = found.source().name().toLowerCase(Locale.ROOT);
      out().println(found.name() + " (" + source + ")");
    }
    found.addresses().forEach(out()::println);
  }

  private void query(Resolver resolver, int wanted) throws IOException {
    DnsQuestion question = DnsQuestion.of(DnsName.of(name), wanted);
    DnsMessage answer = resolver.query(question, !notRecursive, listener());
    out().println(";; " + DnsCode.name(answer.code()) + ", id " + answer.id() + flags(answer));
    section("QUESTION", answer.questions());
    section("ANSWER", answer.answers());
    section("AUTHORITY", answer.authorities());
    section("ADDITIONAL", opaqueOnes(answer));
  }

  private static List<DnsRecord> opaqueOnes(DnsMessage answer) {
    return answer.additionals().stream().filter(each -> each.type() != DnsType.OPT).toList();
  }

  private static String flags(DnsMessage answer) {
    return (answer.isAuthoritative() ? ", authoritative" : "")
        + (answer.recursionAvailable() ? ", recursion available" : "");
  }

  private void section(String title, List<?> entries) {
    if (!entries.isEmpty()) {
      out().println(";; " + title);
      entries.forEach(out()::println);
    }
  }

  private LookupListener listener() {
    return trace ? this::show : LookupListener.NONE;
  }

  private void show(LookupStep step) {
    out()
        .printf(
            Locale.ROOT,
            "%9.3f ms  %-9s %s%n",
            (step.nanos() - start) / 1e6,
            step.kind().name().toLowerCase(Locale.ROOT),
            step.detail());
    out().flush();
  }
}
