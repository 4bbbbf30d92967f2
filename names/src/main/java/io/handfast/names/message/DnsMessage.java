package io.handfast.names.message;

import java.util.List;

/**
 * A message (RFC 1035 section 4.1).
 *
 * @param id 0 to 65,535, the same in question and answer
 * @param flags the 16 bits behind the id
 */
public record DnsMessage(
    int id,
    int flags,
    List<DnsQuestion> questions,
    List<DnsRecord> answers,
    List<DnsRecord> authorities,
    List<DnsRecord> additionals) {
  /** The fixed part, in bytes. */
  public static final int HEADER = 12;

  /** Largest message over UDP without EDNS, in bytes (RFC 1035 section 4.2.1). */
  public static final int UDP_BYTES = 512;

  private static final int RESPONSE = 0x8000;
  private static final int AUTHORITATIVE = 0x0400;
  private static final int TRUNCATED = 0x0200;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int RECURSION_AVAILABLE = 0x0080;

  /** Keeps the lists as they are now. */
  public DnsMessage {
    questions = List.copyOf(questions);
    answers = List.copyOf(answers);
    authorities = List.copyOf(authorities);
    additionals = List.copyOf(additionals);
  }

  /** A question for a recursive server. */
  public static DnsMessage query(int id, DnsQuestion question) {
    return query(id, question, true);
  }

  /**
   * A question.
   *
   * @param recursive whether the server is asked to ask others
   */
  public static DnsMessage query(int id, DnsQuestion question, boolean recursive) {
    int flags = recursive ? RECURSION_DESIRED : 0;
    return new DnsMessage(id, flags, List.of(question), List.of(), List.of(), List.of());
  }

  /** The answer to this question, with these records. */
  public DnsMessage response(int code, List<DnsRecord> answers, List<DnsRecord> authorities) {
    int bits = RESPONSE | flags & RECURSION_DESIRED | RECURSION_AVAILABLE | code;
    return new DnsMessage(id, bits, questions, answers, authorities, List.of());
  }

  /** The same with the truncation bit and without records. */
  public DnsMessage truncate() {
    return new DnsMessage(id, flags | TRUNCATED, questions, List.of(), List.of(), List.of());
  }

  /**
   * Reads a message; bytes behind its last record are ignored.
   *
   * @throws DnsFormatException when it is malformed, with a sentence that says where
   */
  public static DnsMessage parse(byte[] bytes) {
    return new MessageReader(bytes).message();
  }

  /** The message with names compressed (RFC 1035 section 4.1.4). */
  public byte[] emit() {
    return new MessageWriter().message(this);
  }

  /** True for an answer. */
  public boolean isResponse() {
    return (flags & RESPONSE) != 0;
  }

  /** 0 for a standard query, up to 15. */
  public int opcode() {
    return flags >>> 11 & 15;
  }

  /** True when the server has authority over the name. */
  public boolean isAuthoritative() {
    return (flags & AUTHORITATIVE) != 0;
  }

  /** True when there was more than the datagram could hold. */
  public boolean isTruncated() {
    return (flags & TRUNCATED) != 0;
  }

  /** True when the server is asked to ask others. */
  public boolean recursionDesired() {
    return (flags & RECURSION_DESIRED) != 0;
  }

  /** True when the server asks others. */
  public boolean recursionAvailable() {
    return (flags & RECURSION_AVAILABLE) != 0;
  }

  /** See {@link DnsCode}, 0 to 15. */
  public int code() {
    return flags & 15;
  }
}
