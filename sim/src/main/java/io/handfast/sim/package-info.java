/**
 * Networks in virtual time. Start at {@link io.handfast.sim.Simulation}: hosts, links between them,
 * and a clock that jumps from event to event. The same seed gives the same bytes.
 */
package io.handfast.sim;
