package io.handfast.stack;

import io.handfast.buffer.Packet;
import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.tcp.TcpConfig;
import java.util.ArrayDeque;

/** A stack whose packets a test sees and makes: 10.0.0.2/24 and fd00::2/64 on one link. */
final class WireTap implements Link {
  static final long START = 1_000_000_000L;

  final NetworkStack stack =
      new NetworkStack("tapped", new KeyedHash(3, 4), TcpConfig.LINUX, START);
  final ArrayDeque<byte[]> sent = new ArrayDeque<>();
  long now = START;

  WireTap() {
    int index = stack.addInterface("wire", this);
    stack.addAddress(index, Prefix.parse("10.0.0.2/24"));
    stack.addAddress(index, Prefix.parse("fd00::2/64"));
    stack.addRoute(Prefix.parse("0.0.0.0/0"), index);
    stack.addRoute(Prefix.parse("::/0"), index);
  }

  /** The packet comes in; what it leads to is done at once. */
  void receive(byte[] bytes) {
    Packet packet = stack.pool().acquirePacket(bytes);
    stack.receive(1, packet, now);
    packet.release();
    settle();
  }

  void settle() {
    while (stack.nextDeadline() <= now) {
      stack.poll(now);
    }
  }

  @Override
  public int mtu() {
    return 1_500;
  }

  @Override
  public Offload offload() {
    return Offload.NONE;
  }

  @Override
  public boolean send(OutPacket packet) {
    byte[] bytes = packet.toBytes();
    sent.add(bytes);
    return true;
  }

  @Override
  public boolean receive(Packet into) {
    return false;
  }

  @Override
  public void close() {}
}
