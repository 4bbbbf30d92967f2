/** How loss, delay and reordering cost goodput, in virtual time. */
package io.handfast.bench.recovery;
