/**
 * Servers and measurements of speed. It calls native code: run with {@code
 * --enable-native-access=io.handfast.bench}.
 */
module io.handfast.bench {
  requires transitive io.handfast.host;
  requires transitive io.handfast.sim;
  requires java.management;
  requires jdk.management;

  exports io.handfast.bench.flood;
  exports io.handfast.bench.load;
  exports io.handfast.bench.kernel;
  exports io.handfast.bench.recovery;
  exports io.handfast.bench.scale;
  exports io.handfast.bench.speed;
  exports io.handfast.bench.spike;
}
