/**
 * What lies on the wire, and nothing else: no connection, no time, no state.
 *
 * <p>Each header has a <em>view</em> for the hot path ({@link io.handfast.wire.TcpView}: a mutable
 * flyweight over memory, one length check at the door, after which no getter can fail) and a
 * <em>value</em> for everybody else ({@link io.handfast.wire.TcpHeader}: a record with {@code
 * parse} and {@code emit}, where {@code parse(emit(x)).equals(x)}).
 *
 * <p>Start at {@link io.handfast.wire.Ipv4View} and {@link io.handfast.wire.TcpView}; to make a
 * packet, at {@link io.handfast.wire.IpPackets}.
 */
package io.handfast.wire;
