/**
 * Packets seen from outside: captures written and read, packets as lines, connections as diagrams.
 *
 * <p>Start at {@link io.handfast.trace.CapturingLink} to record a link, at {@link
 * io.handfast.trace.PcapReader} to read a file, and at {@link io.handfast.trace.SequenceDiagram} to
 * draw a connection. Nothing here has a clock: times are arguments, and equal calls write equal
 * bytes.
 */
package io.handfast.trace;
