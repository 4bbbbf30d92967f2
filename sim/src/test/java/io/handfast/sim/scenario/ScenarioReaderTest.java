package io.handfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.sim.Language;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in scenario files are told with file, line and what to write instead. */
class ScenarioReaderTest {
  private static final String SOUND =
      """
      group: opening
      rows: [B1]
      title: {en: T, zh: 题}
      text: {en: T, zh: 文}
      rules:
        - drop the first SYN
      script:
        - 0s server: listen 80
        - 0s client: connect server 80
      end: 3s
      expect:
        - client connect ok at 1100ms
      """;

  private static ScenarioRun run(String source) {
    return new ScenarioRun(ScenarioReader.read("x.yaml", source), 1, List.of()).run();
  }

  @Test
  void aSoundFileRuns() {
    List<Verdict> verdicts = run(SOUND).verdicts();
    assertThat(verdicts).hasSize(1).allMatch(Verdict::met);
    assertThat(verdicts.getFirst().sentence().in(Language.CHINESE)).contains("成功");
  }

  /** A verdict that does not hold is not met, and says what came instead. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client connect ok at 1101ms | ok 1100ms",
        "client connect ETIMEDOUT at 63s | ok 1100ms",
        "client passes SYN-SENT | SYN-SENT ESTABLISHED",
        "client ends CLOSED | ESTABLISHED",
        "client enters ESTABLISHED at 1s | 1100ms",
        "client sends SYN at 0s 2s | 0ms 1000ms",
        "client sends 1 SYN | 2",
        "client sends no SYN | 2",
        "server reads 1 bytes | 0 bytes",
        "server reads stray 1 | 0",
        "client counts TcpExtTCPSynRetrans 2 | 1",
        "server has 2 SYN-RECEIVED at 1100ms | 1",
        "client notes SYN_TIMEOUT at 2s | 1000ms",
        "client notes RST_RECEIVED | -",
        "server read end | -",
        "client steps connect | -",
        "client step connect at 1s | -",
        "client get ok | -",
      })
  void aWrongVerdictFails(String wrong, String actual) {
    Verdict verdict =
        run(SOUND.replace("client connect ok at 1100ms", wrong)).verdicts().getFirst();
    assertThat(verdict.met()).isFalse();
    assertThat(verdict.actual()).isEqualTo(actual);
    assertThat(verdict.line()).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "group: opening | group: openings | 1: no group 'openings'; did you mean 'opening'?",
        "group: opening | groop: opening | 1: no key 'groop'; did you mean 'group'?",
        "end: 3s | end: 3 | 10: a time is like 200ms, 1.5s or 2h, not '3'",
        "end: 3s | x: y | 10: no key 'x'",
        "title: {en: T, zh: 题} | title: {en: T} | 3: a text has two lines",
        "drop the first SYN | drop first SYN | 6: 'drop first SYN': write 'the' before 'first'",
        "drop the first SYN | drip the first SYN | 6: 'drip the first SYN': no verb 'drip'; did you mean 'drop'?",
        "drop the first SYN | drop the SYN | say which: 'every', 'the first'",
        "drop the first SYN | drop the first SYNACK | no kind of packet 'SYNACK'; did you mean 'SYN-ACK'?",
        "drop the first SYN | delay the first SYN | 6: 'delay the first SYN': write 'by' at its end",
        "drop the first SYN | drop the first SYN from clint | no host 'clint'; did you mean 'client'?",
        "0s server: listen 80 | 0s sever: listen 80 | 8: '0s sever': no host 'sever'; did you mean 'server'?",
        "0s server: listen 80 | now server: listen 80 | it is a time like 200ms",
        "0s server: listen 80 | 0s server: listn 80 | 8: 'listn 80': no verb 'listn'; did you mean 'listen'?",
        "0s server: listen 80 | 0s server: listen eighty | the port is a whole number, not 'eighty'",
        "0s server: listen 80 | 0s server: set lingre 0 | no option 'lingre'; did you mean 'linger'?",
        "0s server: listen 80 | 0s server: sysctl tcp_syn_retrys 1 | did you mean 'tcp_syn_retries'?",
        "0s server: listen 80 | 0s server: close now | nothing may follow: remove 'now'",
        "connect server 80 | connect sever 80 | 9: no host 'sever'; did you mean 'server'?",
        "connect server 80 | connect server 80 within soon | its patience is a time like 200ms",
        "connect server 80 | segment SYNN to server 80 from 1 seq 2 | no flag 'SYNN'; did you mean 'SYN'?",
        "connect server 80 | get server 80 HTTP/3 / | no way 'HTTP/3'; did you mean 'HTTP/2'?",
        "connect server 80 | get server 80 HTTP/2 | a path is missing",
        "connect server 80 | serve http2 | no service 'http2'; did you mean 'http'?",
        "connect server 80 | serve dns by root | 9: no host 'root'",
        "connect server 80 | open www.example.test | a URL is like http://www.example.test/",
        "connect server 80 | heartbeat sever 80 every 1s within 2s | did you mean 'server'?",
        "connect server 80 | heartbeat server 80 every 1s | write 'within' at its end",
        "client connect ok at 1100ms | client connect okay | 12: 'client connect okay': no outcome 'okay'",
        "client connect ok at 1100ms | client counts ListenDrops 1 | did you mean 'TcpExtListenDrops'?",
        "client connect ok at 1100ms | client ends ESTABLISHD | did you mean 'ESTABLISHED'?",
        "client connect ok at 1100ms | client notes SYN_TIME_OUT | did you mean 'SYN_TIMEOUT'?",
      })
  void mistakesAreTold(String sound, String wrong, String message) {
    assertThatThrownBy(() -> ScenarioReader.read("x.yaml", SOUND.replace(sound, wrong)))
        .isInstanceOf(ScenarioProblem.class)
        .hasMessageStartingWith("x.yaml:")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hosts: {client: {sysctl: {tcp_syn_retries: 1000}}} | takes 1 to 127, not 1000",
        "hosts: {client: {profile: bsd}} | no profile 'bsd'; there are linux, rfc9293 and textbook",
        "hosts: {third: {profile: linux}} | a host has an address",
        "hosts: {client: {model: puppet}} | a model is 'two-way-server' or 'hand-made'",
        "hosts: {client: {resolver: sever}} | no host 'sever'; did you mean 'server'?",
        "hosts: {client: {hosts-file: {a.test: here}}} | write an address",
        "hosts: {server: {zone: {test: ask clint}}} | no host 'clint'; did you mean 'client'?",
        "hosts: {server: {pages: {/: big}}} | the number of bytes is a whole number",
        "hosts: {client: {address: here}} | an address is like 10.0.0.1/24",
        "links: [{between: [client]}] | a link joins two nodes",
        "links: [{between: [client, router]}] | no node 'router'",
        "links: [{between: [client, server], loss: much}] | a share is like 5% or 0.05, not 'much'",
        "links: [{between: [client, server], loss: 150%}] | a probability is 0 to 1",
        "links: [{between: [client, server], rate: fast}] | a rate is like 10Mbit",
        "links: [{between: [client, server], delay: 50}] | a time is like 200ms",
        "links: [{between: [client, server], spread: gauss 1ms}] | no spread",
        "links: [{between: [client, server], burst: 1%}] | write 'burst: 1% 20%'",
        "show: [client, client] | names two hosts",
      })
  void mistakesOfTheNetworkAreTold(String line, String message) {
    assertThatThrownBy(() -> ScenarioReader.read("x.yaml", SOUND + line + "\n"))
        .isInstanceOf(ScenarioProblem.class)
        .hasMessageStartingWith("x.yaml:13: ")
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNoYamlIsTold() {
    assertThatThrownBy(() -> ScenarioReader.read("x.yaml", "a: [b"))
        .isInstanceOf(ScenarioProblem.class)
        .hasMessageContaining("x.yaml:")
        .hasMessageContaining("not YAML");
    assertThatThrownBy(() -> ScenarioReader.read("x.yaml", ""))
        .hasMessage("x.yaml:1: the file is empty");
    assertThatThrownBy(() -> ScenarioReader.read("x.yaml", SOUND + "end: 4s\n"))
        .hasMessageContaining("'end' is there twice");
  }

  /** A page that is not there is told as such, in each way of HTTP. */
  @ParameterizedTest
  @CsvSource({"HTTP/1.0", "HTTP/1.1", "pipelined", "HTTP/2"})
  void aMissingPageIsNoResponse(String way) {
    String source =
        SOUND
            .replace("listen 80", "serve http 80")
            .replace("connect server 80", "get server 80 " + way + " /none")
            .replace("client connect ok at 1100ms", "client step wrong:/none at 1200ms");
    assertThat(run(source).verdicts()).allMatch(Verdict::met);
  }

  private static final String OVER_A_ROUTER =
      SOUND
              .replace("drop the first SYN", "drop the first SYN on server r")
              .replace(
                  "  - 0s server: listen 80",
                  "  - 2s network: cut on r server\n  - 0s server: listen 80")
          + """
          hosts: {client: {address: 10.0.1.1/24}, server: {address: 10.0.2.1/24}}
          routers: {r: {address: 10.0.1.254/24}}
          links:
            - {between: [client, r], delay: 10ms}
            - {between: [r, server], delay: 40ms}
          """;

  /** The first link passes it; the one that is named does not. */
  @Test
  void aRuleMayNameItsLink() {
    assertThat(run(OVER_A_ROUTER).verdicts()).allMatch(Verdict::met);
    String late = OVER_A_ROUTER.replace("2s network: cut", "0s network: cut");
    assertThat(run(late).verdicts()).noneMatch(Verdict::met);
    String mended =
        late.replace("  - 0s server", "  - 500ms network: mend on server r\n  - 0s server");
    assertThat(run(mended.replace("the first SYN", "the 9th SYN")).verdicts())
        .allMatch(Verdict::met);
  }

  @Test
  void aLinkThatIsNotThereIsTold() {
    for (String each : List.of("SYN on server r", "cut on r server")) {
      String wrong = OVER_A_ROUTER.replace(each, each.replace("server", "client2"));
      assertThatThrownBy(() -> ScenarioReader.read("x.yaml", wrong))
          .hasMessageContaining("there is no link between ");
    }
  }

  @Test
  void linksOfEveryKindAreRead() {
    String links =
        """
        links:
          - between: [client, server]
            delay: 10ms
            forth: {loss: 0%, rate: 10Mbit, queue: 50, reorder: 1% 5ms, jitter: 1ms}
            back: {spread: normal 5ms 1ms, burst: 0% 50% 100% 0%, duplicate: 0%, corrupt: 0%}
        """;
    assertThat(run(SOUND.replace("at 1100ms", "") + links).verdicts()).allMatch(Verdict::met);
  }
}
