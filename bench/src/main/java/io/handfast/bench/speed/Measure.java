package io.handfast.bench.speed;

import static io.handfast.bench.speed.Contender.BLOCKING;
import static io.handfast.bench.speed.Contender.GVISOR;
import static io.handfast.bench.speed.Contender.INLINE;
import static io.handfast.bench.speed.Contender.KERNEL;
import static io.handfast.bench.speed.Contender.NIO;
import static io.handfast.bench.speed.Contender.SPIKE;

import io.handfast.bench.kernel.BulkLoad;
import io.handfast.bench.kernel.ConnectionLoad;
import io.handfast.bench.kernel.Load;
import io.handfast.bench.kernel.RequestLoad;
import java.util.List;
import java.util.Optional;

/** What is measured, as the server sees it: rx is received by it. */
public enum Measure {
  /** One stream in, super-segments and checksums by the device. */
  RX_VNET("rx-vnet", Mode.VNET, "Gbit/s", new BulkLoad(true)),
  /** One stream out, the same. */
  TX_VNET("tx-vnet", Mode.VNET, "Gbit/s", new BulkLoad(false)),
  /** One stream in, packets of 1,500 bytes, checksums by the stack. */
  RX_RAW("rx-raw", Mode.RAW, "Gbit/s", new BulkLoad(true)),
  /** One stream out, the same. */
  TX_RAW("tx-raw", Mode.RAW, "Gbit/s", new BulkLoad(false)),
  /** Connections one after the other. */
  CONN1("conn1", Mode.VNET, "connections/s", new ConnectionLoad(1)),
  /** Connections, 64 at a time. */
  CONN64("conn64", Mode.VNET, "connections/s", new ConnectionLoad(64)),
  /** Request and response on one connection. */
  RR1("rr1", Mode.VNET, "requests/s", new RequestLoad(1)),
  /** The same on 64 connections at a time. */
  RR64("rr64", Mode.VNET, "requests/s", new RequestLoad(64)),
  /** On one connection, and the server looks for packets without sleeping. */
  RR1_POLL("rr1-poll", Mode.POLL, "requests/s", new RequestLoad(1)),
  /** Memory that an open connection takes at the server while nothing goes on. */
  BYTES_IDLE("bytes-idle", Mode.IDLE, "bytes", null);

  /** How a server meets the network. */
  enum Mode {
    VNET,
    RAW,
    POLL,
    IDLE
  }

  private final String label;
  private final Mode mode;
  private final String unit;
  private final Optional<Load> load;

  Measure(String label, Mode mode, String unit, Load load) {
    this.label = label;
    this.mode = mode;
    this.unit = unit;
    this.load = Optional.ofNullable(load);
  }

  Mode mode() {
    return mode;
  }

  String unit() {
    return unit;
  }

  Optional<Load> load() {
    return load;
  }

  boolean isBulk() {
    return unit.equals("Gbit/s");
  }

  /** In the measure's unit, from what a load counts. */
  double inUnit(double perSecond) {
    return isBulk() ? perSecond * 8 / 1e9 : perSecond;
  }

  /** Who takes part. */
  List<Contender> contenders() {
    return switch (mode) {
      case VNET, RAW -> List.of(Contender.values());
      case POLL -> List.of(INLINE, NIO, SPIKE);
      case IDLE -> List.of(INLINE, NIO, BLOCKING, KERNEL, GVISOR);
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
