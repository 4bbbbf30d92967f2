/**
 * The same sequences of segments and calls for our stack and for a socket of the Linux kernel
 * behind a TUN, and what each answers. Start at {@code DifferentialNetTest}.
 */
package io.handfast.sim.proof.kernel;
