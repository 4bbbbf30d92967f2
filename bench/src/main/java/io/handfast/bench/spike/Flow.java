package io.handfast.bench.spike;

/** Addresses and ports of one connection, as numbers. */
record Flow(int own, int ownPort, int peer, int peerPort) {}
