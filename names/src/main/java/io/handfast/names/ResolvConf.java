package io.handfast.names;

import io.handfast.names.message.DnsFormatException;
import io.handfast.names.message.DnsName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How to ask, as resolv.conf(5) says it.
 *
 * @param servers asked in this order, at most {@value #MAX_SERVERS}
 * @param search tried behind names with few dots, at most {@value #MAX_SEARCH}
 * @param ndots names with so many dots are asked for as they are first, 0 to 15
 * @param timeout for one answer, 1 to 30 s
 * @param attempts how often the list of servers is gone through, 1 to 5
 * @param rotate whether each question starts at the next server
 * @param tcp whether to ask over TCP at once ({@code use-vc})
 */
public record ResolvConf(
    List<NameServer> servers,
    List<DnsName> search,
    int ndots,
    Duration timeout,
    int attempts,
    boolean rotate,
    boolean tcp) {
  /** Servers beyond these are not asked, as glibc has it. */
  public static final int MAX_SERVERS = 3;

  /** Domains beyond these are not tried. */
  public static final int MAX_SEARCH = 32;

  /** What holds when nothing is said: no server, one dot, 5 s, two attempts. */
  public static final ResolvConf DEFAULT =
      new ResolvConf(List.of(), List.of(), 1, Duration.ofSeconds(5), 2, false, false);

  /** Keeps the first servers and domains. */
  public ResolvConf {
    servers = List.copyOf(servers.subList(0, Math.min(servers.size(), MAX_SERVERS)));
    search = List.copyOf(search.subList(0, Math.min(search.size(), MAX_SEARCH)));
  }

  /**
   * Reads a file; one that is not there says nothing.
   *
   * @throws UncheckedIOException when it cannot be read
   */
  public static ResolvConf of(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException _) {
      return DEFAULT;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Reads the text of a file; what is not understood is passed over, as glibc does. */
  public static ResolvConf parse(String text) {
    ResolvConf conf = DEFAULT;
    for (String line : text.lines().map(String::strip).toList()) {
      String[] words = line.split("\\s+");
      conf =
          switch (words[0]) {
            case "nameserver" -> words.length > 1 ? conf.withServer(words[1]) : conf;
            case "search", "domain" -> conf.withSearch(domains(words));
            case "options" -> conf.withOptions(words);
            default -> conf;
          };
    }
    return conf;
  }

  /** The same, asking these servers only. */
  public ResolvConf withServers(List<NameServer> others) {
    return new ResolvConf(others, search, ndots, timeout, attempts, rotate, tcp);
  }

  private ResolvConf withServer(String text) {
    try {
      List<NameServer> more = new ArrayList<>(servers);
      more.add(NameServer.parse(text.replaceFirst("%.*", "")));
      return withServers(more);
    } catch (IllegalArgumentException _) {
      return this;
    }
  }

  private static List<DnsName> domains(String[] words) {
    List<DnsName> domains = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      try {
        domains.add(DnsName.of(words[i]));
      } catch (DnsFormatException _) {
        continue;
      }
    }
    return domains;
  }

  /** The same with another search list. */
  public ResolvConf withSearch(List<DnsName> domains) {
    return new ResolvConf(servers, domains, ndots, timeout, attempts, rotate, tcp);
  }

  private ResolvConf withOptions(String[] words) {
    ResolvConf conf = this;
    for (String each : words) {
      conf = conf.withOption(each);
    }
    return conf;
  }

  private ResolvConf withOption(String option) {
    int colon = option.indexOf(':');
    String name = colon < 0 ? option : option.substring(0, colon);
    int value = colon < 0 ? -1 : number(option.substring(colon + 1));
    return switch (name) {
      case "ndots" -> value < 0 ? this : withNdots(Math.min(value, 15));
      case "timeout" -> value < 1 ? this : withTimeout(Duration.ofSeconds(Math.min(value, 30)));
      case "attempts" -> value < 1 ? this : withAttempts(Math.min(value, 5));
      case "rotate" -> new ResolvConf(servers, search, ndots, timeout, attempts, true, tcp);
      case "use-vc" -> withTcp(true);
      default -> this;
    };
  }

  private ResolvConf withNdots(int dots) {
    return new ResolvConf(servers, search, dots, timeout, attempts, rotate, tcp);
  }

  /** The same with another patience for one answer. */
  public ResolvConf withTimeout(Duration patience) {
    return new ResolvConf(servers, search, ndots, patience, attempts, rotate, tcp);
  }

  /** The same with another number of rounds. */
  public ResolvConf withAttempts(int rounds) {
    return new ResolvConf(servers, search, ndots, timeout, rounds, rotate, tcp);
  }

  /** The same over TCP at once, or not. */
  public ResolvConf withTcp(boolean on) {
    return new ResolvConf(servers, search, ndots, timeout, attempts, rotate, on);
  }

  private static int number(String digits) {
    return digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : -1;
  }
}
