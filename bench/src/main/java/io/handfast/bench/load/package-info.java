/** Servers for load tools, once on the stack's thread and once on java.nio. */
package io.handfast.bench.load;
