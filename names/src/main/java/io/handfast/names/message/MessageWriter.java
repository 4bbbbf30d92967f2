package io.handfast.names.message;

import io.handfast.wire.IpAddress;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a message; a name's tail that was written before becomes a pointer to it. */
final class MessageWriter {
  /** A pointer has 14 bits. */
  private static final int LAST_TARGET = 0x3fff;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Only looked up, never iterated. */
  private final Map<DnsName, Integer> written = new HashMap<>();

  byte[] message(DnsMessage message) {
    put16(message.id());
    put16(message.flags());
    put16(message.questions().size());
    put16(message.answers().size());
    put16(message.authorities().size());
    put16(message.additionals().size());
    for (DnsQuestion each : message.questions()) {
      name(each.name());
      put16(each.type());
      put16(each.dnsClass());
    }
    records(message.answers());
    records(message.authorities());
    records(message.additionals());
    return out.toByteArray();
  }

  private void records(List<DnsRecord> records) {
    for (DnsRecord each : records) {
      name(each.name());
      put16(each.type());
      put16(each.dnsClass());
      put32(each.ttlSeconds());
      byte[] data = new MessageWriter().data(each.type(), each.data());
      put16(data.length);
      out.writeBytes(data);
    }
  }

  /** Without pointers: to shorten names in data is allowed for few types and gains little. */
  private byte[] data(int type, DnsData data) {
    switch (data) {
      case DnsData.Address address -> address(type, address.address());
      case DnsData.Target target -> plain(target.name());
      case DnsData.Opaque opaque -> out.writeBytes(opaque.bytes().toArray());
      case DnsData.Authority soa -> {
        plain(soa.primary());
        plain(soa.mailbox());
        put32(soa.serial());
        put32(soa.refresh());
        put32(soa.retry());
        put32(soa.expire());
        put32(soa.minimum());
      }
    }
    return out.toByteArray();
  }

  /** An IPv4 address in an AAAA record is written in its mapped form. */
  private void address(int type, IpAddress address) {
    if (type == DnsType.AAAA && address.isV4()) {
      put32(address.high() >>> 32);
      put32(address.high() & 0xffff_ffffL);
      put32(address.low() >>> 32);
      put32(address.low() & 0xffff_ffffL);
    } else {
      out.writeBytes(address.toBytes());
    }
  }

  private void plain(DnsName name) {
    name.suffixes().forEach(each -> out.writeBytes(each.firstLabel()));
    out.write(0);
  }

  private void name(DnsName name) {
    for (DnsName suffix : name.suffixes()) {
      Integer target = written.get(suffix);
      if (target != null) {
        put16(0xc000 | target);
        return;
      }
      if (out.size() <= LAST_TARGET) {
        written.put(suffix, out.size());
      }
      out.writeBytes(suffix.firstLabel());
    }
    out.write(0);
  }

  private void put16(int value) {
    out.write(value >>> 8);
    out.write(value);
  }

  private void put32(long value) {
    put16((int) (value >>> 16));
    put16((int) value & 0xffff);
  }
}
