/** Servers and measurements of speed. */
module io.handfast.bench {
  requires transitive io.handfast.host;
  requires transitive io.handfast.sim;
  requires jdk.management;

  exports io.handfast.bench.flood;
  exports io.handfast.bench.load;
  exports io.handfast.bench.recovery;
  exports io.handfast.bench.scale;
}
