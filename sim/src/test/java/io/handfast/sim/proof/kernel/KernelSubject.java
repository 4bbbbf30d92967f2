package io.handfast.sim.proof.kernel;

import io.handfast.sim.dialogue.Dialogue;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A socket of the kernel's, in real time. */
final class KernelSubject extends Subject {
  private final KernelLab lab;
  private final int port;
  private Socket socket;
  private boolean closed;

  KernelSubject(KernelLab lab, int port) {
    this.lab = lab;
    this.port = port;
  }

  int port() {
    return port;
  }

  @Override
  void act(Act act) {
    if (act.kind() == Act.Kind.SEGMENT) {
      lab.send(port, header(act), Dialogue.pattern(act.seq(), act.text()));
      return;
    }
    try {
      call(act.kind());
    } catch (IOException broken) {
      // Broken pipe or reset: the answers and the end tell.
    }
  }

  private TcpHeader header(Act act) {
    boolean syn = act.has(TcpFlags.SYN);
    return new TcpHeader(
        port,
        KernelLab.port(),
        PEER_ISN + act.seq(),
        act.has(TcpFlags.ACK) ? iss() + act.ack() : 0,
        act.flags(),
        65_535,
        0,
        syn ? TcpOptionList.of(new TcpOption.Mss(1_460)) : TcpOptionList.of());
  }

  private void call(Act.Kind kind) throws IOException {
    switch (kind) {
      case WRITE -> socket.getOutputStream().write(new byte[Act.UNIT]);
      case SHUTDOWN -> socket.shutdownOutput();
      case CLOSE -> socket.close();
      case RESET -> {
        socket.setSoLinger(true, 0);
        socket.close();
      }
      case SEGMENT -> throw new IllegalArgumentException();
    }
    closed = socket.isClosed();
  }

  void accepted(Socket connection) {
    letGo();
    socket = connection;
    closed = false;
  }

  @Override
  boolean isHeld() {
    return socket != null && !closed;
  }

  @Override
  String application() {
    int bytes = 0;
    try {
      socket.setSoTimeout(1);
      int count = 1;
      while (count > 0) {
        count = socket.getInputStream().read(new byte[256]);
        bytes += Math.max(0, count);
      }
      return bytes + " bytes, end";
    } catch (SocketTimeoutException nothing) {
      return bytes + " bytes, open";
    } catch (IOException error) {
      return bytes + " bytes, error";
    }
  }

  void letGo() {
    if (socket != null) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException gone) {
        // It is no longer ours to close.
      }
    }
  }
}
