package io.handfast.sim.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls that wait for readiness. */
final class PollCalls {
  private static final Expr NOTHING = new Expr.Num(0);

  private final Process process;
  private final World world;

  PollCalls(Process process) {
    this.process = process;
    this.world = process.world;
  }

  private long end(Expr timeout) {
    long millis = Constants.evaluate(timeout);
    return millis < 0 ? Long.MAX_VALUE : world.micros() + millis * 1_000;
  }

  // ---- poll ----

  private record Watched(OpenFile file, long events, long expected) {
    long ready() {
      return Readinesses.of(file, events);
    }
  }

  Operation poll(List<Expr> args) {
    List<Watched> watched = new ArrayList<>();
    if (args.getFirst() instanceof Expr.Sequence(List<Expr> items)) {
      items.forEach(item -> watched.add(watched((Expr.Struct) item)));
    }
    long end = end(args.get(2));
    return new Operation() {
      @Override
      public int attempt() {
        watched.forEach(each -> each.file.errors.collect(each.file.socket, world.nanos()));
        int ready = (int) watched.stream().filter(each -> each.ready() != 0).count();
        return ready > 0 || world.micros() >= end ? ready : BLOCKED;
      }

      @Override
      public long timeout() {
        return end;
      }

      @Override
      public void verify() {
        for (Watched each : watched) {
          if (each.ready() != each.expected) {
            throw DrillStop.mismatch(
                "poll finds events 0x%x, not 0x%x".formatted(each.ready(), each.expected));
          }
        }
      }
    };
  }

  private Watched watched(Expr.Struct item) {
    return new Watched(
        process.socket(item.field("fd").orElseThrow()),
        Constants.evaluate(item.field("events").orElse(NOTHING)),
        Constants.evaluate(item.field("revents").orElse(NOTHING)));
  }

  // ---- epoll ----

  Operation create(Expr result) {
    long descriptor = Constants.evaluate(result);
    return () -> {
      process.open(descriptor, new OpenFile(new EpollSet()));
      return (int) descriptor;
    };
  }

  Operation control(List<Expr> args) {
    EpollSet set = process.epoll(args.get(0));
    OpenFile file = process.socket(args.get(2));
    Optional<Expr.Struct> event =
        args.size() > 3 && args.get(3) instanceof Expr.Struct struct
            ? Optional.of(struct)
            : Optional.empty();
    long events = event.map(PollCalls::events).orElse(0L);
    Expr data = event.map(PollCalls::data).orElse(NOTHING);
    return () -> {
      switch (args.get(1).text()) {
        case "EPOLL_CTL_ADD" -> set.add(file, events, data);
        case "EPOLL_CTL_MOD" -> set.modify(file, events, data);
        case "EPOLL_CTL_DEL" -> set.remove(file);
        default -> throw DrillStop.error("epoll_ctl has no operation " + args.get(1).text());
      }
      return 0;
    };
  }

  Operation await(List<Expr> args) {
    EpollSet set = process.epoll(args.get(0));
    Expr.Struct expected = (Expr.Struct) args.get(1);
    long end = end(args.get(3));
    return new Operation() {
      private List<EpollSet.Report> reports = List.of();

      @Override
      public int attempt() {
        reports = set.take(world.nanos());
        return !reports.isEmpty() || world.micros() >= end ? reports.size() : BLOCKED;
      }

      @Override
      public long timeout() {
        return end;
      }

      @Override
      public void verify() {
        if (!reports.isEmpty()) {
          compare(reports.getFirst(), expected);
        }
      }
    };
  }

  private static void compare(EpollSet.Report report, Expr.Struct expected) {
    long events = events(expected);
    if (report.events() != events) {
      throw DrillStop.mismatch(
          "epoll_wait reports events 0x%x, not 0x%x".formatted(report.events(), events));
    }
    if (!report.data().equals(data(expected))) {
      throw DrillStop.mismatch(
          "epoll_wait reports " + report.data().text() + ", not " + data(expected).text());
    }
  }

  private static long events(Expr.Struct event) {
    return Constants.evaluate(event.field("events").orElse(NOTHING));
  }

  private static Expr data(Expr.Struct event) {
    for (String name : List.of("fd", "ptr", "u32", "u64")) {
      Optional<Expr> value = event.field(name);
      if (value.isPresent()) {
        return value.get();
      }
    }
    return NOTHING;
  }
}
