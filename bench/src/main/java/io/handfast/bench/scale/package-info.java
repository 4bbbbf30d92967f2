/** What a million connections, TIME-WAIT entries and timers cost. */
package io.handfast.bench.scale;
