package io.handfast.trace;

import java.io.IOException;

/** One capture format. */
interface PacketSource {
  /** The next packet, or null at the end. */
  CapturedPacket next() throws IOException;
}
