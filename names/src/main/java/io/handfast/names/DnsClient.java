package io.handfast.names;

import io.handfast.names.LookupStep.Kind;
import io.handfast.names.message.DnsCode;
import io.handfast.names.message.DnsMessage;
import io.handfast.names.message.DnsQuestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Asks the servers in turn until one can tell, round after round. */
final class DnsClient {
  private final ResolvConf conf;
  private final RandomGenerator random;
  private int turn;

  DnsClient(ResolvConf conf, RandomGenerator random) {
    this.conf = conf;
    this.random = random;
  }

  /**
   * The answers, in the order of the questions; each says yes (records) or no.
   *
   * @throws NameException when no server could tell; the message names the last failure of each
   */
  List<DnsMessage> ask(List<DnsQuestion> questions, boolean recursive, Steps steps)
      throws NameException {
    if (conf.servers().isEmpty()) {
      throw new NameException(questions.getFirst().name() + ": no name server is known", false);
    }
    List<Query> queries = new ArrayList<>();
    questions.forEach(each -> queries.add(new Query(each, recursive)));
    List<NameServer> servers = servers();
    String[] failures = new String[servers.size()];
    for (int round = 0; round < conf.attempts(); round++) {
      for (int i = 0; i < servers.size(); i++) {
        failures[i] = tryServer(servers.get(i), queries, recursive, steps);
        if (failures[i] == null) {
          return queries.stream().map(Query::answer).toList();
        }
      }
    }
    if (queries.stream().anyMatch(Query::hasRecords)) {
      return queries.stream().map(Query::answerOrNothing).toList();
    }
    throw new NameException(
        questions.getFirst().name() + ": " + String.join("; ", failures), false);
  }

  private synchronized List<NameServer> servers() {
    List<NameServer> all = conf.servers();
    int first = conf.rotate() ? Math.floorMod(turn++, all.size()) : 0;
    List<NameServer> ordered = new ArrayList<>(all.subList(first, all.size()));
    ordered.addAll(all.subList(0, first));
    return ordered;
  }

  /** Null when all queries have their answer, else what went wrong, with the server's address. */
  private String tryServer(NameServer server, List<Query> queries, boolean recursive, Steps steps) {
    try {
      if (!conf.tcp()) {
        new UdpExchange(server, steps, random).run(queries, conf.timeout().toNanos());
        if (!dropTruncated(queries, steps) && queries.stream().anyMatch(Query::isOpen)) {
          return timedOut(server, steps);
        }
      }
      new TcpExchange(server, steps, random).run(queries, (int) conf.timeout().toMillis());
    } catch (java.net.SocketTimeoutException e) {
      return timedOut(server, steps);
    } catch (IOException e) {
      return failed(NameCounter.UNREACHABLE, server, "cannot be reached" + reason(e), steps);
    }
    return judge(server, queries, recursive, steps);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
  }

  private String timedOut(NameServer server, Steps steps) {
    String text = "did not answer within " + conf.timeout().toMillis() / 1000.0 + " s";
    return failed(NameCounter.TIMEOUTS, server, text, steps);
  }

  private static String failed(NameCounter counter, NameServer server, String what, Steps steps) {
    String text = "name server " + server + " " + what;
    steps.tell(Kind.FAILED, counter, text);
    return text;
  }

  /** Opens the queries again whose answer did not fit. */
  private static boolean dropTruncated(List<Query> queries, Steps steps) {
    boolean any = false;
    for (Query each : queries) {
      if (!each.isOpen() && each.answer().isTruncated()) {
        steps.tell(Kind.TRUNCATED, NameCounter.TRUNCATED, each.question() + ": asking over TCP");
        each.accept(null);
        any = true;
      }
    }
    return any;
  }

  private String judge(NameServer server, List<Query> queries, boolean recursive, Steps steps) {
    String failure = null;
    for (Query each : queries) {
      String why = each.isOpen() ? "sent no answer" : Query.failure(each.answer(), recursive);
      if (why == null) {
        tellAnswer(server, each, steps);
      } else {
        each.accept(null);
        String text = each.question() + ": " + why;
        failure = failed(NameCounter.SERVER_FAILURES, server, "says " + text, steps);
      }
    }
    return failure;
  }

  private static void tellAnswer(NameServer server, Query query, Steps steps) {
    DnsMessage answer = query.answer();
    String records = answer.answers().isEmpty() ? "" : ": " + answer.answers();
    steps.tell(
        Kind.ANSWER,
        NameCounter.ANSWERS,
        query.question() + " from " + server + ": " + DnsCode.name(answer.code()) + records);
  }
}
