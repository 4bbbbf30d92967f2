package io.handfast.tcp;

import io.handfast.secret.KeyedHash;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;

/**
 * The two addresses and two ports of a connection, 128 bits an address with IPv4 mapped, so that
 * TCP need not know the family. A stack keeps one mutable key for looking up; a connection has its
 * own.
 */
public final class FlowKey {
  long localHigh;
  long localLow;
  long remoteHigh;
  long remoteLow;

  /** Local port in the high 16 bits, remote port in the low ones. */
  int ports;

  /** Sets all fields. */
  public FlowKey set(
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort) {
    this.localHigh = localHigh;
    this.localLow = localLow;
    this.remoteHigh = remoteHigh;
    this.remoteLow = remoteLow;
    this.ports = localPort << 16 | remotePort;
    return this;
  }

  /** Sets all fields. */
  public FlowKey set(IpAddress local, int localPort, IpAddress remote, int remotePort) {
    return set(local.high(), local.low(), localPort, remote.high(), remote.low(), remotePort);
  }

  /** A copy of its own. */
  public FlowKey copy() {
    return new FlowKey().set(localHigh, localLow, localPort(), remoteHigh, remoteLow, remotePort());
  }

  /** True when all four parts are equal. */
  public boolean matches(FlowKey other) {
    return ports == other.ports
        && remoteLow == other.remoteLow
        && localLow == other.localLow
        && remoteHigh == other.remoteHigh
        && localHigh == other.localHigh;
  }

  /** Keyed hash over all four parts. */
  public long hash(KeyedHash secret) {
    return secret.hash(localHigh, localLow, remoteHigh, remoteLow, ports);
  }

  /** Partial checksum of the pseudo-header for TCP, without the length. */
  public long pseudoHeaderSum() {
    return Checksum.pseudoHeader(
        isV4(), localHigh, localLow, remoteHigh, remoteLow, IpProtocol.TCP);
  }

  /** Whether packets of this flow are IPv4. */
  public boolean isV4() {
    return IpAddress.isV4(remoteHigh, remoteLow);
  }

  /** IP header without options, in bytes: 20 or 40. */
  public int ipHeaderLength() {
    return isV4() ? 20 : 40;
  }

  /** First 64 bits of the local address. */
  public long localHigh() {
    return localHigh;
  }

  /** Last 64 bits of the local address. */
  public long localLow() {
    return localLow;
  }

  /** First 64 bits of the remote address. */
  public long remoteHigh() {
    return remoteHigh;
  }

  /** Last 64 bits of the remote address. */
  public long remoteLow() {
    return remoteLow;
  }

  /** Local port, 0 to 65,535. */
  public int localPort() {
    return ports >>> 16;
  }

  /** Remote port, 0 to 65,535. */
  public int remotePort() {
    return ports & 0xffff;
  }

  /** Local address as a value. */
  public IpAddress local() {
    return new IpAddress(localHigh, localLow);
  }

  /** Remote address as a value. */
  public IpAddress remote() {
    return new IpAddress(remoteHigh, remoteLow);
  }

  @Override
  public String toString() {
    return local() + ":" + localPort() + " > " + remote() + ":" + remotePort();
  }
}
