package io.handfast.event;

/** What a stack counts, named as {@code nstat} names it where Linux counts the same thing. */
public enum Counter {
  /** Packets received. */
  IP_IN_RECEIVES("IpInReceives"),
  /** IP headers refused at the door. */
  IP_IN_HDR_ERRORS("IpInHdrErrors"),
  /** Destination not ours. */
  IP_IN_ADDR_ERRORS("IpInAddrErrors"),
  /** Protocol not known. */
  IP_IN_UNKNOWN_PROTOS("IpInUnknownProtos"),
  /** Packets handed to TCP, UDP or ICMP. */
  IP_IN_DELIVERS("IpInDelivers"),
  /** Packets sent. */
  IP_OUT_REQUESTS("IpOutRequests"),
  /** No route to the destination. */
  IP_OUT_NO_ROUTES("IpOutNoRoutes"),
  /** Packets that the link did not take. */
  IP_OUT_DISCARDS("IpOutDiscards"),
  /** Times that TCP found nothing acknowledged along a way. */
  IP_NEGATIVE_ADVICE("IpExtNegativeAdvice"),
  /** Packets cut into fragments. */
  IP_FRAG_OKS("IpFragOKs"),
  /** Packets that could not be cut, or of which a fragment was not taken. */
  IP_FRAG_FAILS("IpFragFails"),
  /** Fragments made. */
  IP_FRAG_CREATES("IpFragCreates"),
  /** Fragments received. */
  IP_REASM_REQDS("IpReasmReqds"),
  /** Packets reassembled. */
  IP_REASM_OKS("IpReasmOKs"),
  /** Fragments dropped. */
  IP_REASM_FAILS("IpReasmFails"),
  /** Fragments that waited too long. */
  IP_REASM_TIMEOUT("IpReasmTimeout"),
  /** Packets with impossible addresses. */
  IP_EXT_IN_MARTIANS("IpExtInMartians"),
  /** Packets of transports without congestion notification (RFC 3168). */
  IP_EXT_IN_NO_ECT_PKTS("IpExtInNoECTPkts"),
  /** Packets with ECT(1). */
  IP_EXT_IN_ECT1_PKTS("IpExtInECT1Pkts"),
  /** Packets with ECT(0). */
  IP_EXT_IN_ECT0_PKTS("IpExtInECT0Pkts"),
  /** Packets that a router has marked: congestion experienced. */
  IP_EXT_IN_CE_PKTS("IpExtInCEPkts"),
  /** Packets with source routing, dropped. */
  IP_EXT_IN_SOURCE_ROUTE("IpExtInSourceRoute"),
  /** ICMP messages received. */
  ICMP_IN_MSGS("IcmpInMsgs"),
  /** ICMP messages refused. */
  ICMP_IN_ERRORS("IcmpInErrors"),
  /** ICMP messages with a wrong checksum. */
  ICMP_IN_CSUM_ERRORS("IcmpInCsumErrors"),
  /** Echo requests. */
  ICMP_IN_ECHOS("IcmpInEchos"),
  /** Echo replies. */
  ICMP_IN_ECHO_REPS("IcmpInEchoReps"),
  /** Destination-unreachable messages. */
  ICMP_IN_DEST_UNREACHS("IcmpInDestUnreachs"),
  /** Packet-too-big and fragmentation-needed messages. */
  ICMP_IN_PKT_TOO_BIGS("IcmpInPktTooBigs"),
  /** ICMP "time exceeded" received. */
  ICMP_IN_TIME_EXCDS("IcmpInTimeExcds"),
  /** ICMP "parameter problem" received. */
  ICMP_IN_PARM_PROBS("IcmpInParmProbs"),
  /** ICMP messages sent. */
  ICMP_OUT_MSGS("IcmpOutMsgs"),
  /** Echo replies sent. */
  ICMP_OUT_ECHO_REPS("IcmpOutEchoReps"),
  /** Destination-unreachable messages sent. */
  ICMP_OUT_DEST_UNREACHS("IcmpOutDestUnreachs"),
  /** ICMP messages not sent because of the rate limit. */
  ICMP_OUT_RATE_LIMITED("IcmpOutRateLimited"),
  /** Connections opened by us. */
  TCP_ACTIVE_OPENS("TcpActiveOpens"),
  /** Connections opened by a peer. */
  TCP_PASSIVE_OPENS("TcpPassiveOpens"),
  /** Openings that failed. */
  TCP_ATTEMPT_FAILS("TcpAttemptFails"),
  /** Established connections reset. */
  TCP_ESTAB_RESETS("TcpEstabResets"),
  /** Segments received. */
  TCP_IN_SEGS("TcpInSegs"),
  /** Segments sent. */
  TCP_OUT_SEGS("TcpOutSegs"),
  /** Segments sent again. */
  TCP_RETRANS_SEGS("TcpRetransSegs"),
  /** Segments refused at the door. */
  TCP_IN_ERRS("TcpInErrs"),
  /** Segments with a wrong checksum. */
  TCP_IN_CSUM_ERRORS("TcpInCsumErrors"),
  /** Resets sent. */
  TCP_OUT_RSTS("TcpOutRsts"),
  /** Accept queue full. */
  EXT_LISTEN_OVERFLOWS("TcpExtListenOverflows"),
  /** SYNs or final ACKs dropped by a listener. */
  EXT_LISTEN_DROPS("TcpExtListenDrops"),
  /** SYN queue full, SYN dropped. */
  EXT_REQ_Q_FULL_DROP("TcpExtTCPReqQFullDrop"),
  /** SYN queue full (or cookies always), SYN to be answered with a cookie. */
  EXT_REQ_Q_FULL_DO_COOKIES("TcpExtTCPReqQFullDoCookies"),
  /** SYN cookies sent. */
  EXT_SYNCOOKIES_SENT("TcpExtSyncookiesSent"),
  /** Good SYN cookies that came back. */
  EXT_SYNCOOKIES_RECV("TcpExtSyncookiesRecv"),
  /** ACKs that brought no good SYN cookie back while some were out. */
  EXT_SYNCOOKIES_FAILED("TcpExtSyncookiesFailed"),
  /** Connections opened by us whose data in the SYN was taken. */
  EXT_FAST_OPEN_ACTIVE("TcpExtTCPFastOpenActive"),
  /** SYNs of ours with data that was not taken. */
  EXT_FAST_OPEN_ACTIVE_FAIL("TcpExtTCPFastOpenActiveFail"),
  /** Connections opened at once by a SYN with a good cookie. */
  EXT_FAST_OPEN_PASSIVE("TcpExtTCPFastOpenPassive"),
  /** SYNs with a bad cookie. */
  EXT_FAST_OPEN_PASSIVE_FAIL("TcpExtTCPFastOpenPassiveFail"),
  /** SYNs with a cookie of the key before. */
  EXT_FAST_OPEN_PASSIVE_ALT_KEY("TcpExtTCPFastOpenPassiveAltKey"),
  /** SYNs with a cookie or data that met a full queue of TCP_FASTOPEN. */
  EXT_FAST_OPEN_LISTEN_OVERFLOW("TcpExtTCPFastOpenListenOverflow"),
  /** SYNs that asked for a cookie. */
  EXT_FAST_OPEN_COOKIE_REQD("TcpExtTCPFastOpenCookieReqd"),
  /** Times that Fast Open paused because something swallowed a connection. */
  EXT_FAST_OPEN_BLACKHOLE("TcpExtTCPFastOpenBlackhole"),
  /** Bare final ACKs not taken by a listener that waits for data. */
  EXT_DEFER_ACCEPT_DROP("TcpExtTCPDeferAcceptDrop"),
  /** Half-open connections ended by a reset, sent or received. */
  EXT_EMBRYONIC_RSTS("TcpExtEmbryonicRsts"),
  /** Retransmission timeouts. */
  EXT_TIMEOUTS("TcpExtTCPTimeouts"),
  /** SYNs and SYN-ACKs sent again. */
  EXT_SYN_RETRANS("TcpExtTCPSynRetrans"),
  /** Segments sent again in fast retransmit. */
  EXT_FAST_RETRANS("TcpExtTCPFastRetrans"),
  /** Segments sent again after a timeout. */
  EXT_SLOW_START_RETRANS("TcpExtTCPSlowStartRetrans"),
  /** Recoveries started by SACK. */
  EXT_SACK_RECOVERY("TcpExtTCPSackRecovery"),
  /** Recoveries started by duplicate ACKs. */
  EXT_RENO_RECOVERY("TcpExtTCPRenoRecovery"),
  /** Peers that took back a SACK. */
  EXT_SACK_RENEGING("TcpExtTCPSACKReneging"),
  /** SACK blocks ignored. */
  EXT_SACK_DISCARD("TcpExtTCPSACKDiscard"),
  /** Timeouts in a recovery that SACK had started. */
  EXT_SACK_RECOVERY_FAIL("TcpExtTCPSackRecoveryFail"),
  /** Timeouts in a recovery that duplicate ACKs had started. */
  EXT_RENO_RECOVERY_FAIL("TcpExtTCPRenoRecoveryFail"),
  /** Timeouts with something selectively acknowledged. */
  EXT_SACK_FAILURES("TcpExtTCPSackFailures"),
  /** Timeouts after duplicate ACKs, without SACK. */
  EXT_RENO_FAILURES("TcpExtTCPRenoFailures"),
  /** Timeouts while a timeout was being repaired. */
  EXT_LOSS_FAILURES("TcpExtTCPLossFailures"),
  /** Packets sent again and lost again. */
  EXT_LOST_RETRANSMIT("TcpExtTCPLostRetransmit"),
  /** Tail loss probes sent. */
  EXT_LOSS_PROBES("TcpExtTCPLossProbes"),
  /** Losses that a probe repaired. */
  EXT_LOSS_PROBE_RECOVERY("TcpExtTCPLossProbeRecovery"),
  /** Reordering seen by SACK. */
  EXT_SACK_REORDER("TcpExtTCPSACKReorder"),
  /** Reordering seen by timestamps. */
  EXT_TS_REORDER("TcpExtTCPTSReorder"),
  /** Recoveries undone at their end. */
  EXT_FULL_UNDO("TcpExtTCPFullUndo"),
  /** Recoveries undone on the way. */
  EXT_PARTIAL_UNDO("TcpExtTCPPartialUndo"),
  /** Recoveries undone because every retransmission arrived twice. */
  EXT_DSACK_UNDO("TcpExtTCPDSACKUndo"),
  /** Timeouts undone. */
  EXT_LOSS_UNDO("TcpExtTCPLossUndo"),
  /** Timeouts that F-RTO found to be spurious. */
  EXT_SPURIOUS_RTOS("TcpExtTCPSpuriousRTOs"),
  /** Reports sent of data below RCV.NXT that came twice. */
  EXT_DSACK_OLD_SENT("TcpExtTCPDSACKOldSent"),
  /** Reports sent of data out of order that came twice. */
  EXT_DSACK_OFO_SENT("TcpExtTCPDSACKOfoSent"),
  /** Reports of data received twice below the acknowledgement number. */
  EXT_DSACK_RECV("TcpExtTCPDSACKRecv"),
  /** Reports of data received twice out of order. */
  EXT_DSACK_OFO_RECV("TcpExtTCPDSACKOfoRecv"),
  /** Reports of data received twice that cannot be true. */
  EXT_DSACK_IGNORED_DUBIOUS("TcpExtTCPDSACKIgnoredDubious"),
  /** Connections given up after retransmitting. */
  EXT_ABORT_ON_TIMEOUT("TcpExtTCPAbortOnTimeout"),
  /** Connections reset by SO_LINGER 0, or by data that came when nobody could read any more. */
  EXT_ABORT_ON_DATA("TcpExtTCPAbortOnData"),
  /** Connections reset because they were closed with unread data. */
  EXT_ABORT_ON_CLOSE("TcpExtTCPAbortOnClose"),
  /** Orphans given up in FIN-WAIT-2. */
  EXT_ABORT_ON_LINGER("TcpExtTCPAbortOnLinger"),
  /** Keep-alive probes sent. */
  EXT_KEEP_ALIVE("TcpExtTCPKeepAlive"),
  /** Zero-window probes sent. */
  EXT_WIN_PROBE("TcpExtTCPWinProbe"),
  /** Windows opened again. */
  EXT_FROM_ZERO_WINDOW_ADV("TcpExtTCPFromZeroWindowAdv"),
  /** Windows closed. */
  EXT_TO_ZERO_WINDOW_ADV("TcpExtTCPToZeroWindowAdv"),
  /** Connections that went through TIME-WAIT. */
  EXT_TW("TcpExtTW"),
  /** TIME-WAIT entries replaced by a newer SYN. */
  EXT_TW_RECYCLED("TcpExtTWRecycled"),
  /** TIME-WAIT entries refused by tcp_max_tw_buckets. */
  EXT_TIME_WAIT_OVERFLOW("TcpExtTCPTimeWaitOverflow"),
  /** Segments dropped by PAWS. */
  EXT_PAWS_ESTAB("TcpExtPAWSEstab"),
  /** SYN-ACKs dropped by PAWS. */
  EXT_PAWS_ACTIVE("TcpExtPAWSActive"),
  /** Challenge ACKs sent. */
  EXT_CHALLENGE_ACK("TcpExtTCPChallengeACK"),
  /** SYNs on open connections. */
  EXT_SYN_CHALLENGE("TcpExtTCPSYNChallenge"),
  /** Challenge ACKs not sent because of the rate limit. */
  EXT_ACK_SKIPPED_CHALLENGE("TcpExtTCPACKSkippedChallenge"),
  /** Segments outside the window. */
  EXT_OUT_OF_WINDOW_SEGS("TcpExtOutOfWindowSegs"),
  /** ICMP errors about segments that are not outstanding. */
  EXT_OUT_OF_WINDOW_ICMPS("TcpExtOutOfWindowIcmps"),
  /** Probes of the path MTU. */
  EXT_MTUP_PROBE("StackMtuProbes"),
  /** Probes of the path MTU that arrived. */
  EXT_MTUP_SUCCESS("TcpExtTCPMTUPSuccess"),
  /** Probes of the path MTU that were lost. */
  EXT_MTUP_FAIL("TcpExtTCPMTUPFail"),
  /** ACKs for data that was never sent. */
  EXT_ACK_UNSENT("TcpExtTCPAckUnsent"),
  /** ACKs too old to be believed. */
  EXT_OLD_ACK("TcpExtTCPOldAck"),
  /** Segments queued out of order. */
  EXT_OFO_QUEUE("TcpExtTCPOFOQueue"),
  /** Segments not queued out of order for lack of room. */
  EXT_OFO_DROP("TcpExtTCPOFODrop"),
  /** Ranges merged in the out-of-order queue. */
  EXT_OFO_MERGE("TcpExtTCPOFOMerge"),
  /** Retransmissions whose bytes differ from the first copy. */
  EXT_OVERLAP_MISMATCH("TcpExtTCPOverlapMismatch"),
  /** Segments dropped because the receive buffer is full. */
  EXT_RCV_Q_DROP("TcpExtTCPRcvQDrop"),
  /** Times that tcp_mem was reached. */
  EXT_MEMORY_PRESSURES("TcpExtTCPMemoryPressures"),
  /** Delayed ACKs sent. */
  EXT_DELAYED_ACKS("TcpExtDelayedACKs"),
  /** Segments taken by the fast path. */
  EXT_HP_HITS("TcpExtTCPHPHits"),
  /** ACKs without data received. */
  EXT_PURE_ACKS("TcpExtTCPPureAcks"),
  /** Option lists of impossible length. */
  EXT_BAD_OPTIONS("TcpExtTCPBadOptions"),
  /** Orphans dropped by tcp_max_orphans. */
  EXT_ORPHAN_LIMIT("TcpExtTCPOrphanLimit"),
  /** Internal contradictions that ended one connection. */
  EXT_ASSERTIONS("TcpExtTCPAssertions"),
  /** Datagrams delivered. */
  UDP_IN_DATAGRAMS("UdpInDatagrams"),
  /** Datagrams to a port nobody listens on. */
  UDP_NO_PORTS("UdpNoPorts"),
  /** Datagrams refused. */
  UDP_IN_ERRORS("UdpInErrors"),
  /** Datagrams with a wrong checksum. */
  UDP_IN_CSUM_ERRORS("UdpInCsumErrors"),
  /** Datagrams sent. */
  UDP_OUT_DATAGRAMS("UdpOutDatagrams"),
  /** Datagrams dropped because the receive buffer is full. */
  UDP_RCVBUF_ERRORS("UdpRcvbufErrors"),
  /** Datagrams to a group that nobody here takes. */
  UDP_IGNORED_MULTI("UdpIgnoredMulti"),
  /** Connects refused because no local end was free. */
  STACK_PORTS_EXHAUSTED("StackPortsExhausted"),
  /** Connections in CLOSE-WAIT that the program has not closed for a long time. */
  STACK_CLOSE_WAIT_LEAKS("StackCloseWaitLeaks"),
  /** SYN floods that a listener was seen under. */
  STACK_SYN_FLOODS("StackSynFloods"),
  /** Half-open connections given up early because too many were half-open. */
  STACK_SYN_PRESSURE_DROPS("StackSynPressureDrops"),
  /** Flows to addresses that are not ours, handed to a forwarder's handler. */
  STACK_FORWARD_FLOWS("StackForwardFlows"),
  /** Of them those refused or called unreachable. */
  STACK_FORWARD_REFUSED("StackForwardRefused"),
  /** Of them those that got no answer. */
  STACK_FORWARD_IGNORED("StackForwardIgnored"),
  /** New flows dropped because too many wait for a decision. */
  STACK_FORWARD_DECISIONS_FULL("StackForwardDecisionsFull"),
  /** New flows dropped because too many are open. */
  STACK_FORWARD_FLOWS_FULL("StackForwardFlowsFull"),
  /** New flows dropped because their source has too many. */
  STACK_FORWARD_SOURCE_FULL("StackForwardSourceFull"),
  /** Packets whose handling failed by a defect; dropped. */
  STACK_PACKET_ERRORS("StackPacketErrors"),
  /** Exceptions thrown by a socket's observer. */
  STACK_SOCKET_OBSERVER_ERRORS("StackSocketObserverErrors");

  private final String nstat;

  Counter(String nstat) {
    this.nstat = nstat;
  }

  /** Name as {@code nstat} prints it. */
  public String nstat() {
    return nstat;
  }
}
