package io.handfast.nio.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;

/**
 * Stands where ServerSocket insists on an implementation; its adaptor overrides every call, so
 * nothing here is reached.
 */
final class NoSocketImpl extends SocketImpl {
  private static IOException unused() {
    return new SocketException("not supported by this socket");
  }

  @Override
  protected void create(boolean stream) throws IOException {
    throw unused();
  }

  @Override
  protected void connect(String host, int port) throws IOException {
    throw unused();
  }

  @Override
  protected void connect(InetAddress address, int port) throws IOException {
    throw unused();
  }

  @Override
  protected void connect(SocketAddress address, int timeout) throws IOException {
    throw unused();
  }

  @Override
  protected void bind(InetAddress host, int port) throws IOException {
    throw unused();
  }

  @Override
  protected void listen(int backlog) throws IOException {
    throw unused();
  }

  @Override
  protected void accept(SocketImpl s) throws IOException {
    throw unused();
  }

  @Override
  protected InputStream getInputStream() throws IOException {
    throw unused();
  }

  @Override
  protected OutputStream getOutputStream() throws IOException {
    throw unused();
  }

  @Override
  protected int available() throws IOException {
    throw unused();
  }

  @Override
  protected void close() {}

  @Override
  protected void sendUrgentData(int data) throws IOException {
    throw unused();
  }

  @Override
  public void setOption(int id, Object value) throws SocketException {
    throw new SocketException("not supported by this socket");
  }

  @Override
  public Object getOption(int id) throws SocketException {
    throw new SocketException("not supported by this socket");
  }
}
