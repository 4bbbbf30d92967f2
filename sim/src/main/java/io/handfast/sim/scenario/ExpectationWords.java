package io.handfast.sim.scenario;

import io.handfast.event.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An expectation as a sentence in both languages. */
final class ExpectationWords {
  private ExpectationWords() {}

  static Bilingual of(Expectation expectation) {
    return switch (expectation) {
      case Expectation.Passes e -> {
        String path = String.join(" → ", e.states());
        yield path.isEmpty()
            ? both(e.host() + " changes no state", e.host() + " 状态没有变化")
            : both(e.host() + " passes " + path, e.host() + " 依次经过 " + path);
      }
      case Expectation.Ends e -> {
        String states = String.join(" + ", e.states());
        yield both(e.host() + " ends in " + states, e.host() + " 最终处于 " + states);
      }
      case Expectation.Enters e ->
          both(
              e.host() + " enters " + e.state() + " at " + time(e.at()),
              e.host() + " 在 " + time(e.at()) + " 进入 " + e.state());
      case Expectation.SendsAt e -> {
        String times = times(e.times());
        yield both(
            e.host() + " sends " + e.kind() + " at " + times,
            e.host() + " 在 " + times + " 发送 " + kind(e.kind()));
      }
      case Expectation.Sends e ->
          both(
              e.host() + " sends " + (e.count() == 0 ? "no" : e.count()) + " " + e.kind(),
              e.host() + (e.count() == 0 ? " 不发送 " : " 共发送 " + e.count() + " 个 ") + kind(e.kind()));
      case Expectation.Result e -> result(e);
      case Expectation.Reads e ->
          both(
              subject(e.host(), e.socket()) + " reads " + e.bytes() + " bytes, exactly as written",
              subject(e.host(), e.socket()) + " 读到 " + e.bytes() + " 字节，与写入的完全一致");
      case Expectation.Strays e ->
          both(
              subject(e.host(), e.socket())
                  + " reads "
                  + e.bytes()
                  + " stray bytes, which nobody wrote in this connection",
              subject(e.host(), e.socket()) + " 读到 " + e.bytes() + " 个不属于本连接的字节");
      case Expectation.Counts e ->
          both(
              e.host() + " counts " + e.counter() + " " + e.value(),
              e.host() + " 计数器 " + e.counter() + " 为 " + e.value());
      case Expectation.Has e ->
          both(
              "at "
                  + time(e.at())
                  + " "
                  + e.host()
                  + " has "
                  + (e.count() == 0 ? "no" : e.count())
                  + " in "
                  + e.state(),
              time(e.at()) + " 时 " + e.host() + " 有 " + e.count() + " 个连接处于 " + e.state());
      case Expectation.Steps e ->
          both(
              e.host() + "'s steps: " + String.join(" → ", e.names()),
              e.host() + " 的步骤：" + String.join(" → ", e.names()));
      case Expectation.StepAt e ->
          both(
              e.host() + " reaches step " + e.name() + " at " + time(e.at()),
              e.host() + " 在 " + time(e.at()) + " 到达步骤 " + e.name());
      case Expectation.Notes e -> notes(e);
    };
  }

  private static Bilingual both(String english, String chinese) {
    return new Bilingual(english, chinese);
  }

  private static String subject(String host, String socket) {
    return socket.equals(ScenarioReader.MAIN) ? host : host + "/" + socket;
  }

  private static Bilingual result(Expectation.Result e) {
    String who = subject(e.host(), e.socket());
    String english =
        switch (e.outcome()) {
          case "ok" -> who + "'s " + e.call() + " succeeds";
          case "end" -> who + "'s read sees the end of the stream";
          default -> who + "'s " + e.call() + " fails with " + e.outcome();
        };
    String chinese =
        switch (e.outcome()) {
          case "ok" -> who + " 的 " + e.call() + " 成功";
          case "end" -> who + " 的 read 读到流结束";
          default -> who + " 的 " + e.call() + " 失败：" + e.outcome();
        };
    return both(english + at(e.at()), chinese + zhAt(e.at()));
  }

  private static Bilingual notes(Expectation.Notes e) {
    Reason reason = Reason.valueOf(e.reason());
    return both(
        e.host() + " notes: " + reason.english() + at(e.at()),
        e.host() + " 记录：" + reason.chinese() + zhAt(e.at()));
  }

  private static String at(Optional<Duration> time) {
    return time.map(each -> " at " + time(each)).orElse("");
  }

  private static String zhAt(Optional<Duration> time) {
    return time.map(each -> "（" + time(each) + "）").orElse("");
  }

  private static String times(List<Duration> times) {
    return times.stream().map(ExpectationWords::time).collect(Collectors.joining(", "));
  }

  private static String time(Duration time) {
    return Words.seconds(time);
  }

  private static String kind(String kind) {
    return switch (kind) {
      case "data" -> "数据段";
      case "packet" -> "报文";
      default -> kind;
    };
  }
}
