package io.handfast.sim.apps;

import io.handfast.sim.Simulation;

/** Whether the other side is online: a beat says so, silence for too long says the opposite. */
final class Pulse {
  private final Simulation simulation;
  private final long patienceNanos;
  private final String call;
  private final String who;
  private final String whoChinese;
  private final Notebook notebook;
  private Runnable onOffline = () -> {};
  private long beats;
  private boolean offline;

  Pulse(
      Simulation simulation,
      long patienceNanos,
      String call,
      String who,
      String whoChinese,
      Notebook notebook) {
    this.simulation = simulation;
    this.patienceNanos = patienceNanos;
    this.call = call;
    this.who = who;
    this.whoChinese = whoChinese;
    this.notebook = notebook;
  }

  /** What to do then. */
  void onOffline(Runnable action) {
    onOffline = action;
    watch();
  }

  boolean isOver() {
    return offline || !notebook.isAlive();
  }

  void beat() {
    beats++;
    if (beats == 1) {
      notebook.step("online", who + " is online", whoChinese + "在线");
      notebook.result(call, "online");
    }
    watch();
  }

  private void watch() {
    long seen = beats;
    simulation.after(
        patienceNanos,
        () -> {
          if (beats == seen) {
            offline(
                "no beat for " + patienceNanos / 1_000_000_000L + " s",
                patienceNanos / 1_000_000_000L + " 秒没有心跳");
          }
        });
  }

  void offline(String english, String chinese) {
    if (!offline && notebook.isAlive()) {
      offline = true;
      notebook.step("offline", who + " is offline: " + english, whoChinese + "离线：" + chinese);
      notebook.result(call, "offline");
      onOffline.run();
    }
  }
}
