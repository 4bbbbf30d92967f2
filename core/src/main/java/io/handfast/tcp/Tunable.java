package io.handfast.tcp;

import io.handfast.tcp.congestion.CongestionControls;
import java.util.List;
import java.util.Optional;

/**
 * The settings of a stack by Linux's names and units ({@code net.ipv4.tcp_*}, {@code net.core.*}),
 * and a few of our own, with default and range.
 */
public enum Tunable {
  /** SYNs sent again after the linear ones. */
  TCP_SYN_RETRIES("net.ipv4.tcp_syn_retries", 6, 1, 127),
  /** SYNs sent again at a constant interval before the exponential backoff (Linux 6.5). */
  TCP_SYN_LINEAR_TIMEOUTS("net.ipv4.tcp_syn_linear_timeouts", 4, 0, 127),
  /** SYN-ACKs sent again. */
  TCP_SYNACK_RETRIES("net.ipv4.tcp_synack_retries", 5, 0, 255),
  /** Retransmissions after which another way is tried and the application hears of it (R1). */
  TCP_RETRIES1("net.ipv4.tcp_retries1", 3, 0, 255),
  /** Retransmissions before an open connection is given up. */
  TCP_RETRIES2("net.ipv4.tcp_retries2", 15, 0, 255),
  /** Retransmissions before an orphan is given up; 0 means 8. */
  TCP_ORPHAN_RETRIES("net.ipv4.tcp_orphan_retries", 0, 0, 255),
  /** Smallest retransmission timeout, ms (RFC 6298 says 1 s; Linux 200 ms). */
  TCP_RTO_MIN_MS("net.ipv4.tcp_rto_min_us/1000", 200, 1, 120_000),
  /** ICMP errors that may pass end an opening at once (RFC 5461 section 4): 0 no, 1 yes. */
  TCP_SOFT_ERRORS_END_OPENING("handfast.tcp_soft_errors_end_opening", 1, 0, 1),
  /** Largest retransmission timeout, ms. */
  TCP_RTO_MAX_MS("net.ipv4.tcp_rto_max_ms", 120_000, 1_000, 120_000),
  /** How long a shortest round-trip time is believed at most, s. */
  TCP_MIN_RTT_WLEN("net.ipv4.tcp_min_rtt_wlen", 300, 0, 86_400),
  /** Retransmission timeout before the first measurement, ms (RFC 6298 section 2.1). */
  TCP_TIMEOUT_INIT_MS("handfast.tcp_timeout_init_ms", 1_000, 10, 60_000),
  /** How long an orphan stays in FIN-WAIT-2, s. */
  TCP_FIN_TIMEOUT("net.ipv4.tcp_fin_timeout", 60, 1, 120),
  /** Maximum segment lifetime, ms; TIME-WAIT lasts twice as long (Linux: 60 s in all). */
  TCP_MSL_MS("handfast.tcp_msl_ms", 30_000, 0, 240_000),
  /** TIME-WAIT entries held at most. */
  TCP_MAX_TW_BUCKETS("net.ipv4.tcp_max_tw_buckets", 131_072, 0, 16_777_216),
  /** Reuse of own TIME-WAIT ports for new connections: 0 no, 1 yes, 2 over the loopback only. */
  TCP_TW_REUSE("net.ipv4.tcp_tw_reuse", 2, 0, 2),
  /** Age from which on a TIME-WAIT port may be reused, ms. */
  TCP_TW_REUSE_DELAY("net.ipv4.tcp_tw_reuse_delay", 1_000, 1, 60_000),
  /** Silence after which a connection in CLOSE-WAIT is named as forgotten by the program, s. */
  TCP_CLOSE_WAIT_ALARM("handfast.tcp_close_wait_alarm", 60, 1, 1 << 20),
  /** Ignore resets in TIME-WAIT (RFC 1337). */
  TCP_RFC1337("net.ipv4.tcp_rfc1337", 0, 0, 1),
  /**
   * Half-open connections of one listener while SYN cookies are off; beyond three quarters of it a
   * SYN is dropped. The listener's backlog bounds them in any case.
   */
  TCP_MAX_SYN_BACKLOG("net.ipv4.tcp_max_syn_backlog", 1_024, 1, 1 << 24),
  /** SYN cookies: 0 never, 1 when a listener's SYN queue is full, 2 for every SYN. */
  TCP_SYNCOOKIES("net.ipv4.tcp_syncookies", 1, 0, 2),
  /** SYNs a second to one listener from which on unanswered ones are called a flood. */
  TCP_FLOOD_SYN_RATE("handfast.tcp_flood_syn_rate", 200, 1, 1 << 30),
  /** Fewer SYN-ACKs under attack, as SynAttackProtect of old Windows: 0 off, 1 on. */
  TCP_SYN_ATTACK_PROTECT("handfast.tcp_syn_attack_protect", 0, 0, 1),
  /** Half-open connections of a listener beyond which it protects itself. */
  TCP_MAX_HALF_OPEN("handfast.tcp_max_half_open", 500, 1, 1 << 24),
  /** Half-open connections with a repeated SYN-ACK beyond which it does so, too. */
  TCP_MAX_HALF_OPEN_RETRIED("handfast.tcp_max_half_open_retried", 400, 1, 1 << 24),
  /** SYN-ACKs sent again while it protects itself. */
  TCP_SYN_ATTACK_RETRIES("handfast.tcp_syn_attack_retries", 1, 0, 255),
  /**
   * How long a thread that waits for packets in real time looks again and again before it sleeps,
   * µs: latency for a busy core.
   */
  BUSY_POLL("net.core.busy_poll", 0, 0, 1_000_000),
  /** Upper bound of a listener's backlog. */
  SOMAXCONN("net.core.somaxconn", 4_096, 1, 1 << 24),
  /**
   * Fast Open (RFC 7413), a sum of: 1 clients, 2 servers, 4 clients send data without a cookie, 512
   * servers take data without a cookie, 1,024 all listeners do it without asking.
   */
  TCP_FASTOPEN("net.ipv4.tcp_fastopen", 1, 0, Integer.MAX_VALUE),
  /** Pause of Fast Open when connections with it seem to be swallowed, s; 0 for none. */
  TCP_FASTOPEN_BLACKHOLE_TIMEOUT_SEC("net.ipv4.tcp_fastopen_blackhole_timeout_sec", 0, 0, 1 << 24),
  /** Answer a full accept queue with a reset instead of silence. */
  TCP_ABORT_ON_OVERFLOW("net.ipv4.tcp_abort_on_overflow", 0, 0, 1),
  /** Orphaned connections at most. */
  TCP_MAX_ORPHANS("net.ipv4.tcp_max_orphans", 65_536, 0, 1 << 24),
  /** Idle time before the first keep-alive probe, s. */
  TCP_KEEPALIVE_TIME("net.ipv4.tcp_keepalive_time", 7_200, 1, 32_767),
  /** Time between keep-alive probes, s. */
  TCP_KEEPALIVE_INTVL("net.ipv4.tcp_keepalive_intvl", 75, 1, 32_767),
  /** Unanswered keep-alive probes before the connection is given up. */
  TCP_KEEPALIVE_PROBES("net.ipv4.tcp_keepalive_probes", 9, 1, 127),
  /** Window scaling (RFC 7323). */
  TCP_WINDOW_SCALING("net.ipv4.tcp_window_scaling", 1, 0, 1),
  /** Timestamps (RFC 7323). */
  TCP_TIMESTAMPS("net.ipv4.tcp_timestamps", 1, 0, 1),
  /** Selective acknowledgement (RFC 2018). */
  TCP_SACK("net.ipv4.tcp_sack", 1, 0, 1),
  /**
   * Explicit congestion notification (RFC 3168): 0 off, 1 request and accept, 2 accept only; with
   * AccECN (RFC 9768): 3 request and accept it, 4 accept it and request the classic one, 5 accept
   * only.
   */
  TCP_ECN("net.ipv4.tcp_ecn", 2, 0, 5),
  /**
   * AccECN's option with byte counters: 0 never, 1 when a counter has moved, 2 in every segment
   * that has room for it, once one has moved.
   */
  TCP_ECN_OPTION("net.ipv4.tcp_ecn_option", 2, 0, 2),
  /** Receive buffer at the start, bytes. */
  TCP_RMEM_DEFAULT("net.ipv4.tcp_rmem[1]", 131_072, 2_048, 1 << 30),
  /** Receive buffer that auto-tuning may reach, bytes. */
  TCP_RMEM_MAX("net.ipv4.tcp_rmem[2]", 6_291_456, 4_096, 1 << 30),
  /** Grow the receive buffer with the rate at which the application reads. */
  TCP_MODERATE_RCVBUF("net.ipv4.tcp_moderate_rcvbuf", 1, 0, 1),
  /** Send buffer at the start, bytes. */
  TCP_WMEM_DEFAULT("net.ipv4.tcp_wmem[1]", 16_384, 4_096, 1 << 30),
  /** Send buffer that auto-tuning may reach, bytes. */
  TCP_WMEM_MAX("net.ipv4.tcp_wmem[2]", 4_194_304, 4_096, 1 << 30),
  /** Bytes not sent yet that make a socket unwritable; the largest value is no limit. */
  TCP_NOTSENT_LOWAT("net.ipv4.tcp_notsent_lowat", 0xffff_ffffL, 0, 0xffff_ffffL),
  /** Segments of a super-segment at least, however slow the path. */
  TCP_MIN_TSO_SEGS("net.ipv4.tcp_min_tso_segs", 2, 1, 65_535),
  /**
   * Pace every connection, as Linux does with fq as the queueing discipline: 0 only those that use
   * BBR or SO_MAX_PACING_RATE, 1 all.
   */
  TCP_PACING("handfast.tcp_pacing", 0, 0, 1),
  /**
   * Rate of pacing and size of super-segments in slow start, percent of window over round-trip
   * time.
   */
  TCP_PACING_SS_RATIO("net.ipv4.tcp_pacing_ss_ratio", 200, 0, 1_000),
  /** The same in congestion avoidance. */
  TCP_PACING_CA_RATIO("net.ipv4.tcp_pacing_ca_ratio", 120, 0, 1_000),
  /** Largest SO_RCVBUF, bytes. */
  RMEM_MAX("net.core.rmem_max", 212_992, 2_304, 1 << 30),
  /** Largest SO_SNDBUF, bytes. */
  WMEM_MAX("net.core.wmem_max", 212_992, 4_608, 1 << 30),
  /** Memory of all buffers of the stack, bytes. */
  TCP_MEM_BYTES("handfast.tcp_mem_bytes", 1L << 30, 1 << 16, 1L << 40),
  /**
   * Time without anything to send after which a connection lets go what only sending needs, ms; 0
   * never. The next byte makes it anew, and what was learnt of the path is kept.
   */
  TCP_IDLE_SENDER_MS("handfast.tcp_idle_sender_ms", 1_000, 0, 86_400_000),
  /** Out-of-order ranges held per connection at most. */
  TCP_OOO_RANGES("handfast.tcp_ooo_ranges", 1_024, 4, 1 << 20),
  /** Delay of an acknowledgement, ms; less than 500 (RFC 9293 MUST-40). */
  TCP_DELACK_MIN_MS("handfast.tcp_delack_min_ms", 40, 1, 499),
  /**
   * Congestion control where the socket says nothing: cubic (RFC 9438), reno (RFC 5681) or bbr, its
   * version 1; by its name.
   */
  TCP_CONGESTION_CONTROL("net.ipv4.tcp_congestion_control", CongestionControls.STANDARD),
  /**
   * How CUBIC leaves slow start before a loss: 0 not at all, 1 by HyStart as Linux has it, 2 by
   * HyStart++ (RFC 9406).
   */
  TCP_HYSTART("handfast.tcp_hystart", 2, 0, 2),
  /** Report data that came twice (RFC 2883). */
  TCP_DSACK("net.ipv4.tcp_dsack", 1, 0, 1),
  /** Congestion window at the start, packets (RFC 6928). */
  TCP_INITIAL_CWND("handfast.tcp_initial_cwnd", 10, 1, 1_000),
  /**
   * Loss detection, a sum of: 2 a reordering window that does not adapt, 4 no loss by the duplicate
   * threshold; 1 is RACK, which is always on (RFC 8985).
   */
  TCP_RECOVERY("net.ipv4.tcp_recovery", 1, 0, 7),
  /** Tail loss probes: sent when 3 or 4 (RFC 8985 section 7). */
  TCP_EARLY_RETRANS("net.ipv4.tcp_early_retrans", 3, 0, 4),
  /** Packets that reordering is believed to reach at most. */
  TCP_MAX_REORDERING("net.ipv4.tcp_max_reordering", 300, 1, 1 << 16),
  /** Look whether a timeout was spurious (RFC 5682): 0 never. */
  TCP_FRTO("net.ipv4.tcp_frto", 2, 0, 2),
  /** Packets that reordering is believed to reach at first; duplicates that start a recovery. */
  TCP_REORDERING("net.ipv4.tcp_reordering", 3, 1, 300),
  /** Path MTU probing (RFC 4821): 0 never, 1 when the path seems to swallow packets, 2 always. */
  TCP_MTU_PROBING("net.ipv4.tcp_mtu_probing", 0, 0, 2),
  /** MSS that probing begins with, bytes. */
  TCP_BASE_MSS("net.ipv4.tcp_base_mss", 1_024, 48, 65_535),
  /** Smallest MSS that probing goes down to, bytes. */
  TCP_MTU_PROBE_FLOOR("net.ipv4.tcp_mtu_probe_floor", 48, 48, 65_535),
  /** Difference at which the search for the path MTU ends, bytes. */
  TCP_PROBE_THRESHOLD("net.ipv4.tcp_probe_threshold", 8, 0, 65_535),
  /** Time until the search begins anew, s. */
  TCP_PROBE_INTERVAL("net.ipv4.tcp_probe_interval", 600, 0, 86_400),
  /** Shrink the congestion window after idleness (RFC 5681 section 4.1). */
  TCP_SLOW_START_AFTER_IDLE("net.ipv4.tcp_slow_start_after_idle", 1, 0, 1),
  /** Challenge ACKs per connection and half second at most (RFC 5961 section 7). */
  TCP_CHALLENGE_ACK_LIMIT("handfast.tcp_challenge_ack_limit", 10, 1, 1 << 20),
  /** First ephemeral port. */
  IP_LOCAL_PORT_FIRST("net.ipv4.ip_local_port_range[0]", 32_768, 1, 65_535),
  /** Last ephemeral port. */
  IP_LOCAL_PORT_LAST("net.ipv4.ip_local_port_range[1]", 60_999, 1, 65_535),
  /** Time to live of packets, unless a socket has its own. */
  IP_DEFAULT_TTL("net.ipv4.ip_default_ttl", 64, 1, 255),
  /** Take packets that came by an IPv4 source route, and answer by the way back: 0 no, 1 yes. */
  ACCEPT_SOURCE_ROUTE("net.ipv4.conf.all.accept_source_route", 0, 0, 1),
  /** Smallest MSS believed from a peer, bytes. */
  TCP_MIN_SND_MSS("net.ipv4.tcp_min_snd_mss", 48, 48, 65_535),
  /** Smallest path MTU believed from ICMP for IPv4, bytes. */
  MIN_PMTU("net.ipv4.route.min_pmtu", 552, 68, 65_535);

  private final String sysctl;
  private final long standard;
  private final long min;
  private final long max;
  private final List<String> words;

  Tunable(String sysctl, long standard, long min, long max) {
    this.sysctl = sysctl;
    this.standard = standard;
    this.min = min;
    this.max = max;
    this.words = List.of();
  }

  /** Its values are words, by their number in the list; the first is the default. */
  Tunable(String sysctl, List<String> words) {
    this.sysctl = sysctl;
    this.standard = 0;
    this.min = 0;
    this.max = words.size() - 1;
    this.words = words;
  }

  /** Linux's name, or one that starts with {@code handfast.} where Linux has none. */
  public String sysctl() {
    return sysctl;
  }

  /** Default of the {@code linux} profile. */
  public long standard() {
    return standard;
  }

  /** Smallest value. */
  public long min() {
    return min;
  }

  /** Largest value. */
  public long max() {
    return max;
  }

  /** The words that its values stand for, by their numbers; empty when they are numbers. */
  public List<String> words() {
    return words;
  }

  /** A value as sysctl(8) prints it, before any change of unit. */
  public String text(long value) {
    return words.isEmpty() ? Long.toString(value) : words.get((int) value);
  }

  /**
   * The value that a text stands for, in the tunable's own unit.
   *
   * @throws IllegalArgumentException when it is none
   */
  public long parse(String text) {
    if (words.contains(text)) {
      return words.indexOf(text);
    }
    try {
      return Long.decode(text);
    } catch (NumberFormatException e) {
      String wanted = words.isEmpty() ? "a number" : String.join(", ", words);
      throw new IllegalArgumentException(sysctl + " takes " + wanted + ", not '" + text + "'", e);
    }
  }

  /** The tunable with this sysctl name, with or without its prefix up to the last dot. */
  public static Optional<Tunable> named(String name) {
    for (Tunable each : values()) {
      boolean isShort = each.sysctl.substring(each.sysctl.lastIndexOf('.') + 1).equals(name);
      if (isShort || each.sysctl.equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
