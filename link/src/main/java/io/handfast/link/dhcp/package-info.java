/**
 * The client of the Dynamic Host Configuration Protocol (RFC 2131), without clock, random source
 * and I/O of its own. Start at {@link io.handfast.link.dhcp.DhcpClient}.
 */
package io.handfast.link.dhcp;
