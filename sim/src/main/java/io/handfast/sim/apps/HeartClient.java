package io.handfast.sim.apps;

import io.handfast.event.Errno;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.wire.IpAddress;
import java.nio.charset.StandardCharsets;

/** Says every so often that it is there, and expects the same of the other side. */
public final class HeartClient implements Stream.Reader {
  static final byte[] BEAT = "beat\n".getBytes(StandardCharsets.US_ASCII);

  private final Simulation simulation;
  private final long everyNanos;
  private final Pulse pulse;
  private final Stream stream;

  /**
   * Connects at once.
   *
   * @param everyNanos between beats
   * @param patienceNanos without an answer the server is offline
   */
  public HeartClient(
      Simulation simulation,
      SimHost host,
      IpAddress server,
      int port,
      long everyNanos,
      long patienceNanos,
      Notebook notebook) {
    this.simulation = simulation;
    this.everyNanos = everyNanos;
    this.pulse = new Pulse(simulation, patienceNanos, "heartbeat", "server", "服务器", notebook);
    this.stream = Stream.connect(simulation, host, server, port, this);
  }

  @Override
  public void opened() {
    pulse.onOffline(stream::close);
    beat();
  }

  private void beat() {
    if (!pulse.isOver()) {
      stream.send(BEAT);
      simulation.after(everyNanos, this::beat);
    }
  }

  @Override
  public void bytes(byte[] bytes) {
    pulse.beat();
  }

  @Override
  public void ended() {
    pulse.offline("it has closed", "对方已关闭连接");
  }

  @Override
  public void failed(Errno why) {
    pulse.offline(why.name(), why.name());
  }
}
