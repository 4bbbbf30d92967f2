/**
 * Handfast, the kernel and gVisor side by side, in one run: who serves, what is measured, what it
 * has to reach. Start at {@link io.handfast.bench.speed.SpeedBench}.
 */
package io.handfast.bench.speed;
