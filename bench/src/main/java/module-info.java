/** Servers and measurements of speed. */
module io.handfast.bench {
  requires transitive io.handfast.host;
  requires transitive io.handfast.sim;

  exports io.handfast.bench.load;
}
