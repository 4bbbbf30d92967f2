package io.handfast.sim;

import io.handfast.wire.Bytes;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A packet on a simulated link: its bytes from the IP header on, who sent it when, and its ordinal
 * among the packets of its direction, from 1.
 */
public record SimPacket(SimHost from, SimHost to, long sentAt, int ordinal, byte[] bytes) {
  /** An IPv4 packet. */
  public boolean isV4() {
    return bytes[0] >>> 4 == 4;
  }

  /** The TCP segment inside; empty for anything else. */
  public Optional<TcpView> tcp() {
    MemorySegment memory = MemorySegment.ofArray(bytes);
    boolean v4 = isV4();
    int header = v4 ? (bytes[0] & 15) * 4 : 40;
    int protocol = Bytes.u8(memory, v4 ? 9 : 6);
    TcpView view = new TcpView();
    boolean isTcp =
        protocol == IpProtocol.TCP && view.wrap(memory, header, bytes.length - header) == null;
    return isTcp ? Optional.of(view) : Optional.empty();
  }

  /** True for a TCP segment with exactly these of SYN, FIN, RST and ACK set. */
  public boolean hasFlags(int flags) {
    return tcp().filter(view -> (view.flags() & 0x17) == flags).isPresent();
  }

  /** True for a TCP segment with payload. */
  public boolean hasData() {
    return tcp().filter(view -> view.payloadLength() > 0).isPresent();
  }
}
