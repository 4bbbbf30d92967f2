package io.handfast.event;

/**
 * Why something happened: a sentence for people, in English and Chinese, and where it is written.
 */
public enum Reason {
  NONE("", "", ""),
  ACTIVE_OPEN("RFC 9293 §3.5", "the application asked to connect", "应用程序发起连接"),
  SYN_RECEIVED("RFC 9293 §3.10.7", "a SYN came", "收到 SYN"),
  SYN_ACK_RECEIVED("RFC 9293 §3.10.7.3", "the SYN-ACK acknowledged our SYN", "SYN-ACK 确认了我方的 SYN"),
  ACK_OF_SYN("RFC 9293 §3.10.7.4", "our SYN was acknowledged", "我方的 SYN 已被确认"),
  SIMULTANEOUS_OPEN("RFC 9293 §3.5", "both ends sent a SYN at the same time", "双方同时发起连接"),
  APPLICATION_CLOSE("RFC 9293 §3.6", "the application closed its side", "应用程序关闭了己方"),
  FIN_RECEIVED(
      "RFC 9293 §3.10.7.4", "the peer's FIN came, all data before it is here", "收到对端 FIN，此前数据已到齐"),
  ACK_OF_FIN("RFC 9293 §3.10.7.4", "our FIN was acknowledged", "我方的 FIN 已被确认"),
  TIME_WAIT_OVER("RFC 9293 §3.6.1", "2·MSL have passed", "2·MSL 已过"),
  FIN_WAIT_2_OVER("Linux tcp_fin_timeout", "the peer did not finish in time", "对端迟迟不发 FIN"),
  RST_RECEIVED("RFC 5961 §3", "the peer sent a reset", "对端发来 RST"),
  CONNECTION_REFUSED(
      "RFC 9293 §3.10.7.3",
      "a reset answered our SYN: nobody listens there",
      "SYN 被 RST 回应：对端端口无人监听"),
  NO_LISTENER("RFC 9293 §3.10.7.1", "nobody listens on that port", "该端口无人监听"),
  ABORTED("RFC 9293 §3.10.5", "the application aborted the connection", "应用程序中止连接"),
  CLOSED_WITH_UNREAD_DATA(
      "RFC 9293 §3.6 MAY-1", "closed while received data was unread", "关闭时仍有未读数据"),
  LINGER_ZERO(
      "SO_LINGER 0", "closed with SO_LINGER 0: queued data dropped", "SO_LINGER 为 0：丢弃未发数据并发 RST"),
  DATA_AFTER_CLOSE("RFC 9293 §3.6", "data came for a socket that nobody can read", "数据到达时套接字已无人读取"),
  RETRANSMISSION_TIMEOUT(
      "RFC 6298 §5", "no acknowledgement within the retransmission timeout", "重传定时器超时，未收到确认"),
  SYN_TIMEOUT("RFC 6298 §5.7", "the SYN was not answered", "SYN 没有得到回应"),
  SYN_ACK_TIMEOUT("RFC 9293 §3.8.3", "the SYN-ACK was not acknowledged", "SYN-ACK 没有得到确认"),
  RETRIES_EXHAUSTED(
      "RFC 9293 §3.8.3", "the peer stayed silent through all retransmissions", "多次重传后对端仍无回应"),
  DELIVERY_TROUBLE(
      "RFC 9293 §3.8.3", "nothing was acknowledged through R1 retransmissions", "重传达到 R1 次仍未被确认"),
  USER_TIMEOUT("RFC 5482", "nothing was acknowledged for the user timeout", "超过用户超时仍未被确认"),
  KEEPALIVE_PROBE("RFC 9293 §3.8.4", "idle for the keep-alive time", "连接空闲超过保活时间"),
  KEEPALIVE_TIMEOUT("RFC 9293 §3.8.4", "no keep-alive probe was answered", "保活探测全部无回应"),
  ZERO_WINDOW_PROBE("RFC 9293 §3.8.6.1", "the peer's window is closed", "对端窗口为零"),
  MTU_PROBE("RFC 4821 §7", "one larger segment tries the path", "用一个更大的报文段探测路径"),
  WINDOW_CLOSED("RFC 9293 §3.8.6", "the window became zero", "窗口变为零"),
  WINDOW_OPENED("RFC 9293 §3.8.6", "the window opened again", "窗口重新打开"),
  FAST_RETRANSMIT("RFC 6675 §5", "later data was acknowledged, this was not", "后面的数据已确认而此段未确认"),
  CONGESTION_ECHOED(
      "RFC 3168 §6.1.2",
      "a router has marked a packet: the congestion window shrinks",
      "路由器标记了报文：缩小拥塞窗口"),
  ECN_CHANGED(
      "RFC 9768 §3.1.5",
      "one handshake asked for two kinds of congestion notification",
      "同一次握手请求了两种拥塞通知"),
  LOCAL_QUEUE_FULL(
      "RFC 5681 §3.1",
      "the queue of our own link is full: the congestion window shrinks",
      "本机链路的队列已满：缩小拥塞窗口"),
  TAIL_LOSS_PROBE(
      "RFC 8985 §7", "no acknowledgement for two round trips: a probe", "两个往返时间未收到确认：发送探测"),
  NEEDLESS_RETRANSMISSION(
      "RFC 3522, RFC 3708, RFC 5682",
      "nothing had been lost: the congestion window is given back",
      "并未丢包：恢复拥塞窗口"),
  SACK_RENEGED(
      "RFC 2018 §8", "the peer took back what it had acknowledged selectively", "对端收回了选择确认"),
  UNREACHABLE(
      "RFC 9293 §3.9.2.2", "the network says that the destination is unreachable", "网络报告目的不可达"),
  OUTSIDE_WINDOW("RFC 9293 §3.10.7.4", "the segment lies outside the receive window", "报文段在接收窗口之外"),
  OLD_TIMESTAMP(
      "RFC 7323 §5", "the timestamp is older than the last one: a stale segment", "时间戳过旧：滞留报文"),
  MISSING_ACK(
      "RFC 9293 §3.10.7.4", "a segment without ACK on an open connection", "已建立连接上的报文没有 ACK"),
  BLIND_RST(
      "RFC 5961 §3.2",
      "a reset inside the window but not at its edge: challenged",
      "RST 不在窗口左沿：发送挑战 ACK"),
  BLIND_SYN("RFC 5961 §4.2", "a SYN on an open connection: challenged", "已建立连接上收到 SYN：发送挑战 ACK"),
  BLIND_ACK("RFC 5961 §5.2", "an acknowledgement outside what can be true", "确认号超出合理范围"),
  BAD_CHECKSUM("RFC 9293 §3.1", "the checksum is wrong", "校验和错误"),
  SYN_COOKIE_SENT(
      "RFC 4987 §3.6",
      "the SYN queue is full: answered with a SYN cookie",
      "半连接队列已满：以 SYN cookie 应答"),
  SYN_COOKIE_BAD(
      "RFC 4987 §3.6", "the ACK brings back no valid SYN cookie", "ACK 未带回有效的 SYN cookie"),
  SYN_COOKIE_REPLAYED(
      "RFC 4987 §3.6", "this SYN cookie has opened a connection before", "该 SYN cookie 已被使用过"),
  FAST_OPEN_SENT("RFC 7413 §4.2.1", "the SYN carries data", "SYN 携带数据"),
  FAST_OPEN_REFUSED(
      "RFC 7413 §4.2.1", "the data in the SYN was not taken: it goes again", "SYN 中的数据未被接收：重新发送"),
  FAST_OPEN_TAKEN(
      "RFC 7413 §4.2.2",
      "the SYN brings a good Fast Open cookie: its data is taken at once",
      "SYN 带有有效的 Fast Open cookie：立即接收其数据"),
  FAST_OPEN_BAD_COOKIE(
      "RFC 7413 §4.2.2",
      "the Fast Open cookie is not the client's: an ordinary handshake, with the right one",
      "Fast Open cookie 无效：改为普通握手，并附上正确的 cookie"),
  FAST_OPEN_QUEUE_FULL(
      "RFC 7413 §5.1",
      "too many Fast Open connections wait for their handshake: an ordinary one",
      "等待完成握手的 Fast Open 连接过多：改为普通握手"),
  FAST_OPEN_BLACK_HOLE(
      "tcp_fastopen_blackhole_timeout_sec",
      "connections with Fast Open seem to be swallowed: a pause",
      "Fast Open 连接疑似被中间设备吞没：暂停使用"),
  CLOSE_WAIT_LEAK(
      "RFC 9293 §3.6",
      "the peer has finished long ago and the program has not closed",
      "对端早已发送 FIN，程序仍未关闭连接"),
  SYN_FLOOD_BEGAN(
      "RFC 4987 §2", "many SYNs that nobody follows up: a SYN flood", "大量 SYN 无人完成握手：SYN 洪泛"),
  SYN_FLOOD_OVER("RFC 4987 §2", "the SYN flood is over", "SYN 洪泛已结束"),
  DEFERRED_ACCEPT(
      "TCP_DEFER_ACCEPT",
      "the listener waits for data, a bare ACK is not enough",
      "监听者等待数据：仅有 ACK 不够"),
  SYN_QUEUE_RESERVED(
      "tcp_max_syn_backlog",
      "the last quarter of the SYN queue is kept for known peers",
      "半连接队列的最后四分之一留给已知对端"),
  SYN_QUEUE_FULL("tcp_max_syn_backlog", "the SYN queue is full", "半连接队列已满"),
  ACCEPT_QUEUE_FULL("listen(2)", "the accept queue is full", "全连接队列已满"),
  RECEIVE_BUFFER_FULL("RFC 9293 §3.8.6", "the receive buffer is full", "接收缓冲区已满"),
  OUT_OF_ORDER_LIMIT("limit", "too many out-of-order ranges", "乱序区间过多"),
  OUT_OF_MEMORY("tcp_mem", "the stack's memory limit is reached", "协议栈内存达到上限"),
  FORWARD_LIMIT("limit", "too many flows are being forwarded", "转发的流过多"),
  FORWARD_REFUSED(
      "RFC 9293 §3.5.2", "what is behind this address refuses the connection", "该地址后面的主机拒绝连接"),
  FORWARD_IGNORED("forwarder", "what is behind this address does not answer", "该地址后面的主机没有应答"),
  TIME_WAIT_ACK(
      "RFC 9293 §3.10.7.4",
      "the peer's FIN came again in TIME-WAIT: the last ACK is repeated",
      "TIME-WAIT 中再次收到 FIN：重发最后的 ACK"),
  TIME_WAIT_REUSED(
      "RFC 6191", "a newer SYN takes over the TIME-WAIT pair", "较新的 SYN 重用了 TIME-WAIT 四元组"),
  TIME_WAIT_OVERFLOW("tcp_max_tw_buckets", "too many connections in TIME-WAIT", "TIME-WAIT 数量达到上限"),
  ORPHAN_LIMIT("tcp_max_orphans", "too many orphaned connections", "孤儿连接过多"),
  ASSERTION("internal", "an internal check failed; this connection was ended", "内部检查失败，连接被终止");

  private final String source;
  private final String english;
  private final String chinese;

  Reason(String source, String english, String chinese) {
    this.source = source;
    this.english = english;
    this.chinese = chinese;
  }

  /** RFC section, or the name of the tunable that decides. */
  public String source() {
    return source;
  }

  /** A sentence in English, without full stop. */
  public String english() {
    return english;
  }

  /** The sentence in Chinese. */
  public String chinese() {
    return chinese;
  }
}
