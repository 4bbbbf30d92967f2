package io.handfast.cli;

import io.handfast.host.Host;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handfast nc}: standard input and output joined to a connection, as netcat does it. */
@Command(
    name = "nc",
    description = {
      "Joins standard input and output to a connection of the stack, as netcat does.",
      "At the end of its input it finishes (FIN) and still reads, like 'nc -N'."
    },
    footer = {
      "",
      "Examples:",
      "  handfast nc -l 9000                 (then, in another terminal: nc -N 10.7.0.2 9000)",
      "  handfast nc 10.7.0.1 9000           (after: nc -l 9000)",
      "  printf 'GET / HTTP/1.0\\r\\n\\r\\n' | handfast nc 10.7.0.1 8000",
      "  handfast nc -u 10.7.0.1 9000",
    })
final class NcCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "HOST PORT",
      arity = "0..2",
      description = "with -l the host may be left out")
  private List<String> where = new ArrayList<>();

  @Option(names = "-l", description = "listen for one connection")
  private boolean listen;

  @Option(names = "-k", description = "with -l: after one connection wait for the next")
  private boolean keep;

  @Option(names = "-p", paramLabel = "PORT", description = "port of our own side")
  private Integer ownPort;

  @Option(names = "-u", description = "UDP: each read of the input is a datagram")
  private boolean udp;

  @Option(
      names = "-w",
      paramLabel = "SECONDS",
      description = {
        "give up connecting after this time;",
        "with -u: end after so much silence when the input has ended (default: 1)"
      })
  private Integer wait;

  @Option(
      names = {"-v", "--verbose"},
      description = "tell on standard error who is connected and who has finished")
  private boolean verbose;

  @Mixin private HostOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkUsage();
    try (Host host = options.open()) {
      if (udp) {
        datagrams(host);
      } else if (listen) {
        accept(host);
      } else {
        connect(host);
      }
      return 0;
    }
  }

  private void checkUsage() {
    int expected = listen ? 1 : 2;
    boolean portByOption = listen && where.isEmpty() && ownPort != null;
    if (where.size() < expected && !portByOption) {
      throw new ParameterException(
          spec.commandLine(),
          listen ? "which port is to be listened on?" : "HOST and PORT are missing");
    }
    if (!where.isEmpty()) {
      port(where.getLast());
    }
  }

  private int port(String text) {
    if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 0xffff) {
      return Integer.parseInt(text);
    }
    throw new ParameterException(spec.commandLine(), "'" + text + "' is no port");
  }

  private InetSocketAddress remote(Host host) throws IOException {
    List<IpAddress> found = host.resolver().lookup(where.getFirst()).addresses();
    return address(found.getFirst(), port(where.getLast()));
  }

  private InetSocketAddress local() throws IOException {
    int port = ownPort != null ? ownPort : listen ? port(where.getLast()) : 0;
    boolean named = listen && where.size() == 2;
    return named ? address(IpAddress.parse(where.getFirst()), port) : new InetSocketAddress(port);
  }

  private static InetSocketAddress address(IpAddress address, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(address.toBytes()), port);
  }

  private void connect(Host host) throws IOException {
    InetSocketAddress target = remote(host);
    try (SocketChannel channel = SocketChannel.open()) {
      if (ownPort != null) {
        channel.bind(new InetSocketAddress(ownPort));
      }
      channel.socket().connect(target, wait == null ? 0 : wait * 1_000);
      tell("connected to " + text(target) + " from " + text(channel.getLocalAddress()));
      new NcStream(channel, this::tell).run();
    } catch (ConnectException | SocketTimeoutException e) {
      throw new Failures.Failure(
          "cannot connect to " + text(target) + ": " + Failures.sentence(e), e);
    } catch (BindException e) {
      throw new Failures.Failure("cannot use port " + ownPort + ": " + e.getMessage(), e);
    }
  }

  private void accept(Host host) throws IOException {
    InetSocketAddress at = local();
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(at, keep ? 50 : 1);
      tell("listening on port " + at.getPort() + " of " + host.addresses());
      do {
        try (SocketChannel channel = listener.accept()) {
          tell("connection from " + text(channel.getRemoteAddress()));
          if (!keep) {
            listener.close();
          }
          new NcStream(channel, this::tell).run();
        }
      } while (keep);
    } catch (BindException e) {
      throw new Failures.Failure(
          "cannot listen on port " + at.getPort() + ": " + e.getMessage(), e);
    }
  }

  private void datagrams(Host host) throws IOException, InterruptedException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      if (listen || ownPort != null) {
        channel.bind(local());
      }
      if (!listen) {
        channel.connect(remote(host));
      }
      tell((listen ? "listening on " : "sending from ") + text(channel.getLocalAddress()));
      new NcDatagrams(channel, wait == null ? 1 : wait, this::tell).run();
    }
  }

  private static String text(java.net.SocketAddress address) {
    InetSocketAddress internet = (InetSocketAddress) address;
    String host = internet.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + internet.getPort();
  }

  private void tell(String sentence) {
    if (verbose) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(sentence);
      err.flush();
    }
  }
}
