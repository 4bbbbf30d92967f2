/**
 * TCP (RFC 9293), one file for each concern, without address family or device.
 *
 * <p>Start here: {@link io.handfast.tcp.Tcp#receive} finds whom a segment is for; {@code Arrival}
 * checks it in the order of RFC 9293 section 3.10.7.4; {@code Sender} and {@code Receiver} are the
 * two halves of a connection; {@code Teardown} ends it. {@link io.handfast.tcp.Lifecycle} is the
 * state diagram as one table, {@link io.handfast.tcp.TcpSocket} what an application holds.
 */
package io.handfast.tcp;
