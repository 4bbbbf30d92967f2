package io.handfast.sim.drill;

import java.util.Map;
import java.util.TreeMap;

/** The program of a script: its descriptors, and the socket under test. */
final class Process {
  private static final int FIRST_PEER_PORT = 40_001;

  final World world;
  private final Map<Long, OpenFile> files = new TreeMap<>();
  private Flow current = new Flow();
  private int peerPort = FIRST_PEER_PORT;

  Process(World world) {
    this.world = world;
  }

  // ---- descriptors ----

  void open(long descriptor, OpenFile file) {
    files.put(descriptor, file);
  }

  void forget(Expr descriptor) {
    files.remove(Constants.evaluate(descriptor));
  }

  private OpenFile file(Expr descriptor) {
    OpenFile file = files.get(Constants.evaluate(descriptor));
    if (file == null) {
      throw DrillStop.error("descriptor " + descriptor.text() + " is not open");
    }
    return file;
  }

  OpenFile socket(Expr descriptor) {
    OpenFile file = file(descriptor);
    if (file.socket == null) {
      throw DrillStop.error("descriptor " + descriptor.text() + " is no socket");
    }
    return file;
  }

  /** Closes an epoll set; false when the descriptor is something else. */
  boolean closeEpoll(Expr descriptor) {
    boolean epoll = file(descriptor).epoll != null;
    if (epoll) {
      forget(descriptor);
    }
    return epoll;
  }

  /** Looks that a plain file is open. */
  void plainFile(Expr descriptor) {
    OpenFile file = file(descriptor);
    if (file.socket != null || file.epoll != null) {
      throw DrillStop.error("descriptor " + descriptor.text() + " is no plain file");
    }
  }

  EpollSet epoll(Expr descriptor) {
    OpenFile file = file(descriptor);
    if (file.epoll == null) {
      throw DrillStop.error("descriptor " + descriptor.text() + " is no epoll set");
    }
    return file.epoll;
  }

  // ---- the socket under test ----

  /** The flow that packets of the script belong to. */
  Flow current() {
    return current;
  }

  void newSocket(OpenFile file) {
    current = new Flow();
    current.file = file;
    file.flow = current;
  }

  /** A segment of the peer: at a listener, it begins a new flow. */
  Flow flowFor(Action.Tcp inbound) {
    if (current.listening || current.localPort == 0) {
      Flow child = new Flow();
      child.localPort = current.localPort == 0 ? 8_080 : current.localPort;
      child.remotePort = peerPort++;
      current = child;
    }
    inbound
        .ports()
        .ifPresent(ports -> {
          current.remotePort = ports.source();
          current.localPort = ports.destination();
        });
    return current;
  }

  /** An accepted socket takes the flow that its packets had. */
  void accepted(OpenFile file) {
    if (current.file == null && current.remotePort == file.socket.remotePort()) {
      current.file = file;
      file.flow = current;
    } else {
      file.flow = new Flow();
      file.flow.localPort = file.socket.localPort();
      file.flow.remotePort = file.socket.remotePort();
      file.flow.file = file;
    }
  }
}
