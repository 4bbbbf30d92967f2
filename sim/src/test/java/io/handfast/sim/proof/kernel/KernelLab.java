package io.handfast.sim.proof.kernel;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.link.InterfaceAddress;
import io.handfast.link.LinkException;
import io.handfast.link.NetNamespace;
import io.handfast.link.TunLink;
import io.handfast.link.TunOptions;
import io.handfast.stack.OutPacket;
import io.handfast.tcp.State;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpHeader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A network namespace with a listener of the kernel's, and us as everybody else, by a TUN. */
final class KernelLab implements AutoCloseable {
  private static final IpAddress US = IpAddress.parse("10.7.0.2");
  private static final IpAddress KERNEL = IpAddress.parse("10.7.0.1");
  private static final int PORT = 80;
  private static final int IP_HEADER = 20;

  private final NetNamespace namespace = NetNamespace.create();
  private final BufferPool pool = new BufferPool();
  private final MemorySegment memory = Arena.ofAuto().allocate(2_048, 64);
  private final OutPacket out = new OutPacket();
  private final TunLink link;
  private final ServerSocket listener;
  private final Map<Integer, KernelSubject> subjects = new HashMap<>();

  KernelLab() {
    link =
        namespace.call(() ->
            TunLink.open(
                TunOptions.named("tun0")
                    .withOffload(false)
                    .withAddress(InterfaceAddress.facing(US, 24))));
    listener = namespace.call(() -> new ServerSocket(PORT, 4_096));
  }

  static boolean isPossible() {
    if (!Files.isReadable(Path.of("/dev/net/tun"))) {
      return false;
    }
    try (NetNamespace namespace = NetNamespace.create()) {
      return namespace.call(() -> true);
    } catch (LinkException e) {
      return false;
    }
  }

  KernelSubject subject(int port) {
    KernelSubject subject = new KernelSubject(this, port);
    subjects.put(port, subject);
    return subject;
  }

  void forget() {
    subjects.values().forEach(KernelSubject::letGo);
    subjects.clear();
  }

  void send(int port, TcpHeader header, byte[] text) {
    byte[] bytes = IpPackets.tcp(US, KERNEL, header, text);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, OutPacket.HEADROOM, bytes.length);
    out.header = memory;
    out.headerOffset = OutPacket.HEADROOM;
    out.headerLength = bytes.length;
    out.ipHeaderLength = IP_HEADER;
    out.ipVersion = 4;
    out.protocol = IpProtocol.TCP;
    if (!link.send(out)) {
      throw new IllegalStateException("the TUN did not take a packet");
    }
  }

  static int port() {
    return PORT;
  }

  /** Takes in what the kernel has sent, and accepts what waits. */
  void collect() throws IOException {
    Packet packet = pool.acquirePacket(2_048);
    while (link.receive(packet.reset(BufferPool.HEADROOM))) {
      took(packet.memory().asSlice(packet.offset, packet.length).toArray(ValueLayout.JAVA_BYTE));
    }
    packet.release();
    acceptAll();
  }

  private void took(byte[] bytes) {
    if (bytes[0] >>> 4 != 4 || bytes[9] != IpProtocol.TCP) {
      return;
    }
    int length = bytes.length - IP_HEADER;
    TcpHeader header = TcpHeader.parse(MemorySegment.ofArray(bytes), IP_HEADER, length);
    KernelSubject subject = subjects.get(header.destinationPort());
    if (subject != null) {
      subject.answered(header, length - header.length());
    }
  }

  private void acceptAll() throws IOException {
    listener.setSoTimeout(1);
    try {
      while (true) {
        Socket accepted = listener.accept();
        KernelSubject subject = subjects.get(accepted.getPort());
        if (subject == null) {
          accepted.close();
        } else {
          subject.accepted(accepted);
        }
      }
    } catch (SocketTimeoutException none) {
      // Nobody waits any more.
    }
  }

  /** States by the peer's port, as ss tells them. */
  Map<Integer, State> states() {
    return namespace.call(() -> {
      Process ss = new ProcessBuilder("ss", "-tanH").start();
      Map<Integer, State> states = new HashMap<>();
      new String(ss.getInputStream().readAllBytes()).lines().forEach(line -> note(line, states));
      return states;
    });
  }

  private static void note(String line, Map<Integer, State> states) {
    String[] words = line.trim().split("\\s+");
    String port = words[4].substring(words[4].lastIndexOf(':') + 1);
    for (State state : State.values()) {
      if (state.ss().equals(words[0]) && !port.equals("*")) {
        states.put(Integer.parseInt(port), state);
      }
    }
  }

  @Override
  public void close() throws IOException {
    forget();
    listener.close();
    link.close();
    namespace.close();
  }
}
