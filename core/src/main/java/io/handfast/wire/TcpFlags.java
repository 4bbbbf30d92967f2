package io.handfast.wire;

/**
 * The control bits of a TCP header: eight of RFC 9293 section 3.1 and the ninth, AE, of RFC 9768
 * (formerly NS).
 */
public final class TcpFlags {
  public static final int FIN = 0x001;
  public static final int SYN = 0x002;
  public static final int RST = 0x004;
  public static final int PSH = 0x008;
  public static final int ACK = 0x010;
  public static final int URG = 0x020;
  public static final int ECE = 0x040;
  public static final int CWR = 0x080;
  public static final int AE = 0x100;

  /** All nine. */
  public static final int ALL = 0x1ff;

  private static final String[] NAMES = {
    "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"
  };

  private TcpFlags() {}

  /** For example {@code SYN,ACK}; {@code none} when no bit is set. */
  public static String toString(int flags) {
    StringBuilder text = new StringBuilder();
    for (int bit : new int[] {1, 0, 2, 3, 4, 5, 6, 7, 8}) {
      if ((flags >> bit & 1) != 0) {
        text.append(text.isEmpty() ? "" : ",").append(NAMES[bit]);
      }
    }
    return text.isEmpty() ? "none" : text.toString();
  }
}
