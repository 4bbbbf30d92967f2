/**
 * A SYN proxy between two TUNs in real time. Start at {@link io.handfast.host.shield.ShieldHost}.
 */
package io.handfast.host.shield;
