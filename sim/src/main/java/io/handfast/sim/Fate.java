package io.handfast.sim;

/** What happened to a packet on a link. */
public enum Fate {
  /** It arrives. */
  DELIVERED(true, "delivered", "送达"),
  /** The link lost it. */
  LOST(false, "lost", "丢失"),
  /** A rule dropped it. */
  DROPPED_BY_RULE(false, "dropped by a rule", "被规则丢弃"),
  /** The queue was full. */
  QUEUE_FULL(false, "queue full", "队列已满"),
  /** Larger than the MTU of the way. */
  TOO_BIG(false, "too big for the link", "超过链路 MTU"),
  /** The link is cut. */
  PARTITIONED(false, "the link is cut", "链路已断开"),
  /** The host that it is for has crashed. */
  HOST_DOWN(false, "the host is down", "主机已宕机"),
  /** A router does not know the way. */
  NO_ROUTE(false, "no route", "无路由"),
  /** Its time to live ended at a router. */
  TTL_EXCEEDED(false, "TTL exceeded", "TTL 耗尽"),
  /** A rule holds it back; it goes on as {@link #RELEASED}. */
  HELD(false, "held back", "被扣留"),
  /** It was held back before and arrives now. */
  RELEASED(true, "released", "被放行"),
  /** A rule delays it. */
  DELAYED(true, "delayed by a rule", "被规则延迟"),
  /** It arrives with a flipped bit. */
  CORRUPTED(true, "corrupted", "损坏"),
  /** It arrives with the mark of congestion. */
  MARKED(true, "marked: congestion", "被标记：拥塞"),
  /** A second copy of a packet. */
  DUPLICATE(true, "duplicate", "重复副本"),
  /** Sent by a box on the way in the name of its sender. */
  FORGED(true, "forged on the way", "由中间设备伪造");

  private final boolean arrives;
  private final String words;
  private final String chinese;

  Fate(boolean arrives, String words, String chinese) {
    this.arrives = arrives;
    this.words = words;
    this.chinese = chinese;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** For people, in Chinese. */
  public String chinese() {
    return chinese;
  }

  /** Whether it arrives, sound or not. */
  public boolean arrives() {
    return arrives;
  }

  /** True when no host put it on the link just now: a copy, a forgery, or what was held back. */
  public boolean isFromTheLink() {
    return this == DUPLICATE || this == FORGED || this == RELEASED;
  }
}
