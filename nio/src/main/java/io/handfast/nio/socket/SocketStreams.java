package io.handfast.nio.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.Reference;
import java.net.Socket;

/** The streams of a socket, with the failures of java.net and the closing of its implementation. */
final class SocketStreams {
  private SocketStreams() {}

  /** The input. */
  static final class Input extends InputStream {
    private final Socket socket;
    private final StreamSocketImpl owner;

    Input(Socket socket, StreamSocketImpl owner) {
      this.socket = socket;
      this.owner = owner;
    }

    private InputStream source() throws IOException {
      if (socket.isClosed()) {
        throw SocketFailures.closed();
      }
      return socket.isInputShutdown() ? InputStream.nullInputStream() : socket.getInputStream();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return source().read(target, offset, length);
      } catch (IOException e) {
        throw SocketFailures.of(e);
      } finally {
        Reference.reachabilityFence(owner); // a socket that is read from is not forgotten
      }
    }

    @Override
    public int available() throws IOException {
      return owner.available();
    }

    @Override
    public void close() throws IOException {
      owner.close();
    }
  }

  /** The output. */
  static final class Output extends OutputStream {
    private final Socket socket;
    private final StreamSocketImpl owner;

    Output(Socket socket, StreamSocketImpl owner) {
      this.socket = socket;
      this.owner = owner;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      if (socket.isClosed()) {
        throw SocketFailures.closed();
      }
      try {
        socket.getOutputStream().write(source, offset, length);
      } catch (IOException e) {
        throw SocketFailures.of(e);
      } finally {
        Reference.reachabilityFence(owner);
      }
    }

    @Override
    public void close() throws IOException {
      owner.close();
    }
  }
}
