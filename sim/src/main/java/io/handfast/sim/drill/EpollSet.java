package io.handfast.sim.drill;

import java.util.ArrayList;
import java.util.List;

/** The sockets that one epoll descriptor watches. */
final class EpollSet {
  /** Something to report. */
  record Report(long events, Expr data) {}

  private static final class Entry {
    final OpenFile file;
    long events;
    Expr data;
    boolean edge = true;

    Entry(OpenFile file, long events, Expr data) {
      this.file = file;
      this.events = events;
      this.data = data;
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  void add(OpenFile file, long events, Expr data) {
    Entry entry = new Entry(file, events, data);
    entries.add(entry);
    file.onReady = () -> entry.edge = true;
  }

  void modify(OpenFile file, long events, Expr data) {
    for (Entry each : entries) {
      if (each.file == file) {
        each.events = events;
        each.data = data;
        each.edge = true;
      }
    }
  }

  void remove(OpenFile file) {
    entries.removeIf(each -> each.file == file);
  }

  /** What is ready, each edge once. */
  List<Report> take(long now) {
    List<Report> reports = new ArrayList<>();
    for (Entry each : entries) {
      each.edge |= !each.file.closed && each.file.errors.collect(each.file.socket, now);
      boolean edgeTriggered = (each.events & Constants.EPOLLET) != 0;
      long ready =
          each.file.closed || each.events == 0
              ? 0
              : Readinesses.of(each.file, each.events & 0xffff);
      if (ready != 0 && (each.edge || !edgeTriggered)) {
        reports.add(new Report(ready, each.data));
        each.edge = false;
        each.events = (each.events & Constants.EPOLLONESHOT) != 0 ? 0 : each.events;
      }
    }
    return reports;
  }
}
