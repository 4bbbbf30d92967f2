/**
 * Evidence that the stack does what RFC 9293 says, by other means than examples: a model written
 * from its text alone, an explorer of all interleavings, random networks, and a comparison with the
 * Linux kernel. The method and its limits stand in docs/proof.md.
 */
package io.handfast.sim.proof;
