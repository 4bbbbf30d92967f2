/** Measurements of floods and of large numbers, on links in memory. */
package io.handfast.bench.flood;
