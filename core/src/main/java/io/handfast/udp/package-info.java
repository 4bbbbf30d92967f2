/** UDP sockets (RFC 768). */
package io.handfast.udp;
