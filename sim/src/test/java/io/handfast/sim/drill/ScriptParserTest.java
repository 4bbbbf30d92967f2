package io.handfast.sim.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.sim.drill.Script.Event;
import io.handfast.sim.drill.Script.EventTime;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScriptParserTest {
  private static Script parse(String text) {
    return ScriptParser.parse(text, DrillOptions.STRICT.definitions());
  }

  private static Event event(String text) {
    return parse(text).events().getFirst();
  }

  private static Action.Tcp packet(String text) {
    return (Action.Tcp) event("+0 " + text).action();
  }

  private static Action.Call call(String text) {
    return (Action.Call) event("+0 " + text).action();
  }

  // ---- the frame ----

  @Test
  void optionsInitEventsAndCleanupAreToldApart() {
    Script script =
        parse(
            """
            // a comment
            --tolerance_usecs=7000  // and one behind
            --strict_segments
            `first // no comment
            second`
            0 close(3) = 0 /* over
            two lines */ +1 `in the middle`
            `last`
            """);
    assertThat(script.options())
        .containsExactly(Map.entry("tolerance_usecs", "7000"), Map.entry("strict_segments", ""));
    assertThat(script.init()).isEqualTo("first // no comment\nsecond");
    assertThat(script.events()).hasSize(2);
    assertThat(script.events().get(1).action()).isEqualTo(new Action.Command("in the middle"));
    assertThat(script.cleanup()).isEqualTo("last");
  }

  @Test
  void timesAreAbsoluteRelativeRangesOrAny() {
    assertThat(event("0.25 close(3) = 0").time())
        .isEqualTo(new EventTime(EventTime.Base.START, 250_000, 250_000));
    assertThat(event("+.0015 close(3) = 0").time())
        .isEqualTo(new EventTime(EventTime.Base.NOW, 1_500, 1_500));
    assertThat(event("+.01~+.015 > . 1:1(0)").time())
        .isEqualTo(new EventTime(EventTime.Base.NOW, 10_000, 15_000));
    assertThat(event("* > . 1:1(0)").time().base()).isEqualTo(EventTime.Base.ANY);
    assertThat(event("1.23456789 > . 1:1(0)").time().from()).isEqualTo(1_234_567);
  }

  @Test
  void theEndOfBlockingCallFusesWithItsStart() {
    Event event = event("+.01...0.300 accept(3, ..., ...) = 4");
    assertThat(event.time().from()).isEqualTo(10_000);
    assertThat(((Action.Call) event.action()).end()).isEqualTo(OptionalLong.of(300_000));
  }

  @Test
  void anErrorNamesLineAndColumn() {
    assertThatThrownBy(() -> parse("0 close(3) = 0\n+0 > P. 1:5(5) ack 1"))
        .isInstanceOf(DrillStop.class)
        .hasMessage("line 2, column 15: 1:5 does not have the length 5");
    assertThatThrownBy(() -> parse("0 < S 0:0(0) <mss 1, speed 3>"))
        .hasMessageStartingWith("line 1, column 27: no TCP option is called speed");
  }

  // ---- packets ----

  @Test
  void flagsAreLettersInAnyOrderWithDotForAck() {
    assertThat(packet("> SEW 0:0(0)").flags())
        .isEqualTo(TcpFlags.SYN | TcpFlags.ECE | TcpFlags.CWR);
    assertThat(packet("< - 1:11(10) win 5").flags()).isZero();
    Action.Tcp accurate = packet("> FP.5 7:17(10) ack 3");
    assertThat(accurate.flags()).isEqualTo(TcpFlags.FIN | TcpFlags.PSH | TcpFlags.ACK);
    assertThat(accurate.ace()).hasValue(5);
    assertThat(accurate.seq()).isEqualTo(7);
    assertThat(accurate.length()).isEqualTo(10);
    assertThat(accurate.ack()).hasValue(3);
    assertThat(accurate.window()).isEmpty();
  }

  @Test
  void ipFieldsStandBeforeTheFlags() {
    Action.Tcp marked = packet("< [ce] . 1:1(0) ack 1 win 9");
    assertThat(marked.ip().ecn()).isEqualTo(Action.Ecn.CE);
    Action.Tcp tuned = packet("> (ect0, ttl 7) 80 > 90 . 1:1(0) ack 1");
    assertThat(tuned.ip().ttl()).hasValue(7);
    assertThat(tuned.ports()).contains(new Action.Ports(80, 90));
  }

  @Test
  void optionsKeepTheirOrder() {
    assertThat(packet("< S 0:0(0) <mss 1000,nop,wscale 7,TS val 5 ecr 0,FO TFO_COOKIE>").options())
        .hasValueSatisfying(list -> {
          assertThat(list).hasSize(5);
          assertThat(list.get(0)).isEqualTo(new TcpOption.Mss(1_000));
          assertThat(list.get(3)).isEqualTo(new TcpOption.Timestamps(5, 0));
          assertThat(list.get(4).length()).isEqualTo(10);
        });
    assertThat(packet("> . 1:1(0) <nop,nop,sack 5:9 20:30>").options().orElseThrow())
        .endsWith(TcpOption.Sack.of(5, 9, 20, 30));
    assertThat(packet("> . 1:1(0)").options().orElseThrow()).isEmpty();
    assertThat(packet("> . 1:1(0) <...>").options()).isEmpty();
  }

  @Test
  void icmpNamesTypeCodeAndTheSegmentItIsAbout() {
    assertThat(event("+0 < icmp unreachable frag_needed mtu 900 [1:1001(1000)]").action())
        .isEqualTo(
            new Action.Icmp(true, "unreachable", "frag_needed", OptionalLong.of(900), 1, 1_000));
  }

  // ---- calls ----

  @Test
  void resultsHaveAnErrorAndNotes() {
    Action.Call call = call("connect(3, ..., ...) = -1 EINPROGRESS (under way)");
    assertThat(call.result()).isEqualTo(new Expr.Num(-1));
    assertThat(call.errno()).isEqualTo("EINPROGRESS");
    Action.Call flags = call("fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)");
    assertThat(flags.result()).isEqualTo(new Expr.Num(2));
    assertThat(flags.errno()).isEmpty();
  }

  @Test
  void argumentsAreNumbersNamesListsAndStructures() {
    assertThat(call("setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0").arguments().get(3))
        .isEqualTo(new Expr.Sequence(List.of(new Expr.Num(1))));
    Expr poll =
        call("poll([{fd=3, events=POLLIN|POLLOUT, revents=0}], 1, -1) = 0").arguments().getFirst();
    assertThat(poll.text()).isEqualTo("[{fd=3, events=POLLIN|POLLOUT, revents=0}]");
    Expr message =
        call("sendmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 90}], msg_flags=0}, 0) = 90")
            .arguments()
            .get(1);
    assertThat(message.text()).isEqualTo("{msg_name=..., msg_iov=[{..., 90}], msg_flags=0}");
  }
}
