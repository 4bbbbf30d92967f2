package io.handfast.nio.channel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.DatagramPacket;

/**
 * A packet has two lengths: of the room for the next datagram, which {@code setLength} sets, and of
 * the datagram that was received, which {@code getLength} tells. Only the JDK can set the second
 * alone; where its package is not open to us, the room is what is behind the packet's offset.
 */
final class PacketLengths {
  private static final VarHandle LENGTH = find("length");
  private static final VarHandle ROOM = find("bufLength");

  private PacketLengths() {}

  private static VarHandle find(String field) {
    try {
      return MethodHandles.privateLookupIn(DatagramPacket.class, MethodHandles.lookup())
          .findVarHandle(DatagramPacket.class, field, int.class);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  static int room(DatagramPacket packet) {
    return ROOM == null ? packet.getData().length - packet.getOffset() : (int) ROOM.get(packet);
  }

  static void received(DatagramPacket packet, int length) {
    if (LENGTH == null) {
      packet.setLength(length);
    } else {
      LENGTH.set(packet, length);
    }
  }
}
