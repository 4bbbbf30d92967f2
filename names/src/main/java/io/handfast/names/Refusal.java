package io.handfast.names;

/** Why a datagram from a name server was not taken for the answer. */
public enum Refusal {
  /** RFC 1035 section 4. */
  MALFORMED("its format is broken", "报文格式有误", "RFC 9267"),
  /** The QR bit. */
  NOT_A_RESPONSE("it is a question, not an answer", "这是查询，不是应答", "RFC 1035 section 4.1.1"),
  /** An id that was not asked. */
  OTHER_ID("its id is none of those asked", "标识符与查询不符", "RFC 5452 section 9.1"),
  /** Not the question of that id. */
  OTHER_QUESTION(
      "it answers another question than the one asked", "应答的问题与查询不符", "RFC 5452 section 9.1"),
  /** Not a standard query. */
  OTHER_OPCODE("it is no answer to a standard query", "不是标准查询的应答", "RFC 1035 section 4.1.1");

  private final String english;
  private final String chinese;
  private final String source;

  Refusal(String english, String chinese, String source) {
    this.english = english;
    this.chinese = chinese;
    this.source = source;
  }

  /** The reason in English. */
  public String english() {
    return english;
  }

  /** The reason in Chinese. */
  public String chinese() {
    return chinese;
  }

  /** Where it is written. */
  public String source() {
    return source;
  }
}
