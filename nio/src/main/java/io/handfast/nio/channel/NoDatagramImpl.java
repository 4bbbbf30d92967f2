package io.handfast.nio.channel;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * Stands where DatagramSocket insists on an implementation; its adaptor overrides every call, so
 * nothing here is reached but the creation.
 */
final class NoDatagramImpl extends DatagramSocketImpl {
  private static SocketException unused() {
    return new SocketException("not supported by this socket");
  }

  @Override
  protected void create() {}

  @Override
  protected void bind(int port, InetAddress address) throws SocketException {
    throw unused();
  }

  @Override
  protected void send(DatagramPacket packet) throws IOException {
    throw unused();
  }

  @Override
  protected int peek(InetAddress address) throws IOException {
    throw unused();
  }

  @Override
  protected int peekData(DatagramPacket packet) throws IOException {
    throw unused();
  }

  @Override
  protected void receive(DatagramPacket packet) throws IOException {
    throw unused();
  }

  @Override
  @SuppressWarnings("removal")
  @Deprecated
  protected void setTTL(byte ttl) throws IOException {
    throw unused();
  }

  @Override
  @SuppressWarnings("removal")
  @Deprecated
  protected byte getTTL() throws IOException {
    throw unused();
  }

  @Override
  protected void setTimeToLive(int ttl) throws IOException {
    throw unused();
  }

  @Override
  protected int getTimeToLive() throws IOException {
    throw unused();
  }

  @Override
  protected void join(InetAddress group) throws IOException {
    throw unused();
  }

  @Override
  protected void leave(InetAddress group) throws IOException {
    throw unused();
  }

  @Override
  protected void joinGroup(SocketAddress group, NetworkInterface nic) throws IOException {
    throw unused();
  }

  @Override
  protected void leaveGroup(SocketAddress group, NetworkInterface nic) throws IOException {
    throw unused();
  }

  @Override
  protected void close() {}

  @Override
  public void setOption(int id, Object value) throws SocketException {
    throw unused();
  }

  @Override
  public Object getOption(int id) throws SocketException {
    throw unused();
  }
}
