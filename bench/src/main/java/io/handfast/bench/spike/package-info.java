/**
 * The ceiling of one thread on a TUN: a responder that answers the load of the benchmark without
 * being a TCP. What a stack loses against it is the price of being one.
 */
package io.handfast.bench.spike;
