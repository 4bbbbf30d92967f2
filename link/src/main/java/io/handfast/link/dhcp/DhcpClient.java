package io.handfast.link.dhcp;

import io.handfast.stack.Driver;
import io.handfast.wire.IpAddress;
import io.handfast.wire.MacAddress;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The state machine of RFC 2131 section 4.4 for one interface: from looking for a server to a
 * lease, and from lease to lease. Time is an argument, in ns; what goes out goes to a {@link Wire}.
 *
 * <p>Before an address is used, two ARP probes look whether somebody has it; that takes half a
 * second (RFC 5227 would take some five).
 */
public final class DhcpClient {
  /** Where the client is, in the words of RFC 2131 figure 5. */
  public enum State {
    /** It will look for servers. */
    INIT,
    /** It waits for an offer. */
    SELECTING,
    /** It waits for the ACK of the address it chose. */
    REQUESTING,
    /** It has the ACK and looks whether somebody uses the address. */
    CHECKING,
    /** It has a lease. */
    BOUND,
    /** It has a lease and asks its server for more time. */
    RENEWING,
    /** It has a lease and asks all servers for more time. */
    REBINDING
  }

  /** How messages leave, and who learns of the lease. */
  public interface Wire {
    /**
     * Sends a message from port 68 to port 67.
     *
     * @param to a server, or 255.255.255.255
     */
    void send(DhcpMessage message, IpAddress from, IpAddress to);

    /** Asks by ARP who has an address, without having one. */
    void probe(IpAddress address);

    /** There is a lease now, or the one there was is prolonged. */
    void bound(DhcpLease lease);

    /** The lease is over: the address must not be used any more. */
    void lost();
  }

  private static final IpAddress ALL = IpAddress.ofV4(-1);
  private static final long SECOND = 1_000_000_000L;
  private static final long FIRST_TIMEOUT = 4 * SECOND;
  private static final long MAX_TIMEOUT = 64 * SECOND;
  private static final int REQUEST_TRIES = 4;
  private static final int PROBES = 2;
  private static final long PROBE_INTERVAL = SECOND / 4;

  /** After a refusal or a conflict, so that nothing turns in circles (section 3.1, step 5). */
  private static final long PENANCE = 10 * SECOND;

  private static final long MIN_RETRY = 60 * SECOND;
  private static final byte[] WANTED = {
    DhcpMessage.MASK,
    DhcpMessage.ROUTERS,
    DhcpMessage.NAME_SERVERS,
    DhcpMessage.MTU,
    DhcpMessage.LEASE_TIME,
    DhcpMessage.RENEWAL,
    DhcpMessage.REBINDING
  };

  private final MacAddress mac;
  private final RandomGenerator random;
  private final Wire wire;
  private State state = State.INIT;
  private long actAt = Long.MIN_VALUE;
  private int transaction;
  private int tries;
  private long startedAt;
  private long requestedAt;
  private long extensionAskedAt;
  private IpAddress wanted = IpAddress.ANY_V4;
  private IpAddress server = IpAddress.ANY_V4;
  private DhcpLease lease;

  /** A client that begins at its first {@link #poll}. */
  public DhcpClient(MacAddress mac, RandomGenerator random, Wire wire) {
    this.mac = mac;
    this.random = random;
    this.wire = wire;
  }

  /** Where it is. */
  public State state() {
    return state;
  }

  /** The lease, while there is one that may be used. */
  public Optional<DhcpLease> lease() {
    return switch (state) {
      case BOUND, RENEWING, REBINDING -> Optional.of(lease);
      case INIT, SELECTING, REQUESTING, CHECKING -> Optional.empty();
    };
  }

  /**
   * Does what is due.
   *
   * @return when to call again, {@link Driver#NEVER} for a lease without end
   */
  public long poll(long now) {
    while (actAt != Driver.NEVER && now >= actAt) {
      act(now);
    }
    return actAt;
  }

  private void act(long now) {
    switch (state) {
      case INIT -> discover(now);
      case SELECTING -> again(DhcpMessage.Type.DISCOVER, now);
      case REQUESTING -> requestAgain(now);
      case CHECKING -> check(now);
      case BOUND -> renew(now);
      case RENEWING -> extend(now, lease.rebinding());
      case REBINDING -> extend(now, lease.duration());
    }
  }

  // ---- from nothing to a lease ----

  private void discover(long now) {
    startedAt = now;
    begin(State.SELECTING);
    again(DhcpMessage.Type.DISCOVER, now);
  }

  private void begin(State next) {
    state = next;
    tries = 0;
    if (next != State.REQUESTING) {
      transaction = random.nextInt();
    }
  }

  /** 4, 8, 16, 32, 64 s, each up to a second more or less (section 4.1). */
  private void again(DhcpMessage.Type type, long now) {
    broadcast(type, now);
    long timeout = Math.min(FIRST_TIMEOUT << Math.min(tries, 4), MAX_TIMEOUT);
    tries++;
    actAt = now + timeout + random.nextLong(-SECOND, SECOND);
  }

  private void requestAgain(long now) {
    if (tries == REQUEST_TRIES) {
      restart(now);
    } else {
      again(DhcpMessage.Type.REQUEST, now);
    }
  }

  private void restart(long at) {
    begin(State.INIT);
    actAt = at;
  }

  private void check(long now) {
    if (tries == PROBES) {
      use(now);
      return;
    }
    tries++;
    wire.probe(lease.address().address());
    actAt = now + PROBE_INTERVAL;
  }

  private void use(long now) {
    state = State.BOUND;
    actAt = after(lease.renewal());
    wire.bound(lease);
  }

  private long after(long seconds) {
    return lease.duration() == DhcpLease.FOREVER ? Driver.NEVER : requestedAt + seconds * SECOND;
  }

  // ---- from lease to lease ----

  private void renew(long now) {
    begin(State.RENEWING);
    startedAt = now;
    extend(now, lease.rebinding());
  }

  /** Asks again after half of the time that is left, but no sooner than a minute. */
  private void extend(long now, long untilSeconds) {
    long end = after(untilSeconds);
    if (now >= end) {
      giveUp(now);
      return;
    }
    extensionAskedAt = now;
    send(DhcpMessage.Type.REQUEST, now, state == State.RENEWING ? lease.server() : ALL);
    actAt = Math.min(end, now + Math.max(MIN_RETRY, (end - now) / 2));
  }

  private void giveUp(long now) {
    if (state == State.RENEWING) {
      begin(State.REBINDING);
      extend(now, lease.duration());
    } else {
      lose(now);
    }
  }

  private void lose(long at) {
    wire.lost();
    restart(at);
  }

  // ---- in ----

  /** What came to port 68. */
  public void receive(DhcpMessage message, long now) {
    boolean ours =
        message.reply() && message.transaction() == transaction && message.hardware().equals(mac);
    if (!ours || message.type().isEmpty()) {
      return;
    }
    switch (message.type().get()) {
      case OFFER -> onOffer(message, now);
      case ACK -> onAck(message, now);
      case NAK -> onNak(message, now);
      case DISCOVER, REQUEST, DECLINE, RELEASE -> {}
    }
  }

  private void onOffer(DhcpMessage offer, long now) {
    Optional<IpAddress> from = offer.address(DhcpMessage.SERVER);
    if (state != State.SELECTING || from.isEmpty() || !DhcpLease.isHost(offer.yours())) {
      return;
    }
    wanted = offer.yours();
    server = from.get();
    begin(State.REQUESTING);
    requestedAt = now;
    again(DhcpMessage.Type.REQUEST, now);
  }

  private void onAck(DhcpMessage ack, long now) {
    Optional<DhcpLease> granted = DhcpLease.of(ack);
    if (granted.isEmpty()) {
      return;
    }
    switch (state) {
      case REQUESTING -> {
        if (granted.get().server().equals(server)) {
          lease = granted.get();
          begin(State.CHECKING);
          actAt = now;
        }
      }
      case RENEWING, REBINDING -> prolong(granted.get(), now);
      case INIT, SELECTING, CHECKING, BOUND -> {}
    }
  }

  private void prolong(DhcpLease granted, long now) {
    if (granted.address().address().equals(lease.address().address())) {
      lease = granted;
      requestedAt = extensionAskedAt;
      use(now);
    }
  }

  private void onNak(DhcpMessage nak, long now) {
    switch (state) {
      case REQUESTING -> {
        if (nak.address(DhcpMessage.SERVER).filter(server::equals).isPresent()) {
          restart(now + PENANCE);
        }
      }
      case RENEWING, REBINDING -> lose(now);
      case INIT, SELECTING, CHECKING, BOUND -> {}
    }
  }

  /** Somebody else speaks by ARP for this address, or asks for it as we do. */
  public void conflict(IpAddress address, long now) {
    if (state == State.CHECKING && address.equals(lease.address().address())) {
      wanted = address;
      server = lease.server();
      broadcast(DhcpMessage.Type.DECLINE, now);
      wanted = IpAddress.ANY_V4;
      restart(now + PENANCE);
    }
  }

  // ---- out ----

  private void broadcast(DhcpMessage.Type type, long now) {
    send(type, now, ALL);
  }

  /** With an address of its own a client asks from there and names neither it nor a server. */
  private void send(DhcpMessage.Type type, long now, IpAddress to) {
    boolean holds = lease().isPresent();
    SortedMap<Integer, byte[]> options = new TreeMap<>();
    options.put(DhcpMessage.TYPE, type.number());
    if (type != DhcpMessage.Type.DECLINE) {
      options.put(DhcpMessage.WANTED, WANTED);
    }
    if (!holds && !wanted.equals(IpAddress.ANY_V4)) {
      options.put(DhcpMessage.REQUESTED, wanted.toBytes());
    }
    if (!holds && type != DhcpMessage.Type.DISCOVER) {
      options.put(DhcpMessage.SERVER, server.toBytes());
    }
    IpAddress own = holds ? lease.address().address() : IpAddress.ANY_V4;
    int seconds = (int) Math.min((now - startedAt) / SECOND, 0xffff);
    wire.send(
        new DhcpMessage(false, transaction, seconds, own, IpAddress.ANY_V4, mac, options), own, to);
  }
}
