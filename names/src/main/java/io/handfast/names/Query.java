package io.handfast.names;

import io.handfast.names.message.DnsCode;
import io.handfast.names.message.DnsMessage;
import io.handfast.names.message.DnsQuestion;
import io.handfast.names.message.DnsType;
import java.util.List;

/** A question on its way, until its answer is there. */
final class Query {
  private final DnsQuestion question;
  private final boolean recursive;
  private DnsMessage sent;
  private DnsMessage answer;

  Query(DnsQuestion question, boolean recursive) {
    this.question = question;
    this.recursive = recursive;
  }

  DnsQuestion question() {
    return question;
  }

  /** The message to send, under an id of its own for each try. */
  DnsMessage prepare(int id) {
    sent = DnsMessage.query(id, question, recursive);
    return sent;
  }

  boolean isOpen() {
    return answer == null;
  }

  DnsMessage answer() {
    return answer;
  }

  boolean hasRecords() {
    return answer != null && !answer.answers().isEmpty();
  }

  /**
   * For a question that nobody answered beside one that was: servers that know of IPv4 only refuse
   * AAAA, and the addresses that there are will do, as for getaddrinfo of glibc.
   */
  DnsMessage answerOrNothing() {
    return answer != null ? answer : sent.response(DnsCode.NOERROR, List.of(), List.of());
  }

  void accept(DnsMessage message) {
    answer = message;
  }

  /** Null when the message answers this query, else why not. */
  Refusal judge(DnsMessage message) {
    if (!message.isResponse()) {
      return Refusal.NOT_A_RESPONSE;
    }
    if (message.id() != sent.id()) {
      return Refusal.OTHER_ID;
    }
    if (message.opcode() != 0) {
      return Refusal.OTHER_OPCODE;
    }
    // A server that cannot read the question may leave it out.
    boolean unread = message.questions().isEmpty() && message.code() == DnsCode.FORMERR;
    return unread || message.questions().equals(sent.questions()) ? null : Refusal.OTHER_QUESTION;
  }

  /** Null when the answer says yes or no, else why another server is to be asked. */
  static String failure(DnsMessage message, boolean recursive) {
    int code = message.code();
    if (code != DnsCode.NOERROR && code != DnsCode.NXDOMAIN) {
      return DnsCode.name(code);
    }
    boolean refers =
        message.authorities().stream().anyMatch(each -> each.type() == DnsType.NS)
            && message.answers().isEmpty();
    boolean lame = !message.isAuthoritative() && !message.recursionAvailable() && refers;
    return recursive && lame ? "a referral, and no recursion" : null;
  }
}
