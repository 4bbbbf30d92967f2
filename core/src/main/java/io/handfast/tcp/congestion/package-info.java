/** Congestion control behind one interface. */
package io.handfast.tcp.congestion;
