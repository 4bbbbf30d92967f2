/**
 * Other people's HTTP servers and clients on Handfast and on the kernel's stack, side by side.
 * Start at {@link io.handfast.bench.http.HttpBench}; the programs that are measured ({@link
 * io.handfast.bench.http.JettyHello} and so on) know nothing of Handfast.
 */
package io.handfast.bench.http;
