package io.handfast.sim.drill;

import io.handfast.stack.RouteMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Carries out the shell text of scripts without a shell: settings and devices only. */
final class Commands {
  private static final String SYSCTL_PATH = "/proc/sys/";

  private final Settings settings;
  private Predicate<String> host = _ -> false;

  Commands(Settings settings) {
    this.settings = settings;
  }

  /** From now on there is a stack to look at. */
  void host(HostCommands running) {
    host = running::run;
  }

  void run(String text) {
    for (String line : text.replace("\\\n", " ").split("\n|;|&&")) {
      String bare = line.replaceAll("[12&]?>\\s*(/dev/null|&[12])", "").trim();
      for (String alternative : bare.split("\\|\\|")) {
        if (succeeds(alternative.trim())) {
          break;
        }
      }
    }
  }

  private boolean succeeds(String line) {
    List<String> words = words(line);
    if (words.isEmpty() || host.test(line)) {
      return true;
    }
    if (line.contains("|")) {
      throw DrillStop.unsupported("the command '" + line + "'");
    }
    return command(words);
  }

  private boolean command(List<String> words) {
    String program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
    String line = String.join(" ", words);
    switch (program) {
      case "defaults.sh" -> settings.defaults();
      case "set_sysctls.py", "sysctl" -> {
        return sysctls(words.subList(1, words.size()));
      }
      case "ip" -> ip(line);
      case "ethtool" -> ethtool(line);
      case "tc" -> queueingDiscipline(line);
      case "echo" -> moduleParameter(line);
      case "rm", "dd", "true", "sleep", "sync" -> {}
      default -> {
        if (!program.startsWith("sysctl_restore_")) {
          throw DrillStop.unsupported("the command '" + line + "'");
        }
      }
    }
    return true;
  }

  private boolean sysctls(List<String> words) {
    boolean all = true;
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        String name = word.substring(0, equals);
        String plain =
            name.startsWith(SYSCTL_PATH)
                ? name.substring(SYSCTL_PATH.length()).replace('/', '.')
                : name;
        all &= settings.set(plain, word.substring(equals + 1));
      } else if (!word.startsWith("-")) {
        throw DrillStop.unsupported("sysctl '" + word + "'");
      }
    }
    return all;
  }

  private void ip(String line) {
    if (line.contains("route change") || line.contains("route replace")) {
      settings.route(metrics(line));
    } else if (!line.contains("tcp_metrics")) {
      throw DrillStop.unsupported("the command '" + line + "'");
    }
  }

  /** The one route that matters leads to the peer, so its destination is not looked at. */
  private static RouteMetrics metrics(String line) {
    return new RouteMetrics(
        value(line, "mtu(?: lock)?"),
        line.contains("mtu lock "),
        value(line, "advmss"),
        value(line, "initcwnd"));
  }

  private static int value(String line, String word) {
    Matcher matcher = Pattern.compile("\\b" + word + " (\\d+)").matcher(line);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private void queueingDiscipline(String line) {
    settings.set("handfast.tcp_pacing", line.contains(" fq") ? "1" : "0");
    settings.dropping(line.contains("limit 0"));
  }

  /** HyStart's detections: 3 stands for both, which is what there is. */
  private static void moduleParameter(String line) {
    if (!line.equals("echo 3 > /sys/module/tcp_cubic/parameters/hystart_detect")) {
      throw DrillStop.unsupported("the command '" + line + "'");
    }
  }

  private void ethtool(String line) {
    if (line.contains("tso off") || line.contains("gso off")) {
      settings.segmentation(false);
    }
  }

  // ---- words ----

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    boolean inside = false;
    for (char c : line.toCharArray()) {
      if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
        inside = true;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (inside) {
          words.add(word.toString());
          word.setLength(0);
          inside = false;
        }
      } else {
        word.append(c);
        inside = true;
      }
    }
    if (inside) {
      words.add(word.toString());
    }
    return words.stream().takeWhile(each -> !each.startsWith("#")).toList();
  }
}
