/**
 * Links in real time. Start at {@link io.handfast.link.TunLink}, the way to the kernel of the same
 * machine; {@link io.handfast.link.NetInterface} configures the kernel's side of it, {@link
 * io.handfast.link.Poller} waits for its packets. {@link io.handfast.link.MemoryWire} joins two
 * stacks without a kernel. {@link io.handfast.link.SegmentingLink} and {@link
 * io.handfast.link.FaultLink} decorate any link.
 */
package io.handfast.link;
