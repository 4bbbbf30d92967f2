/**
 * Servers and measurements of speed. It calls native code: run with {@code
 * --enable-native-access=io.handfast.bench}.
 */
module io.handfast.bench {
  requires transitive io.handfast.host;
  requires transitive io.handfast.sim;
  requires io.netty.buffer;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport;
  requires java.management;
  requires java.net.http;
  requires jdk.httpserver;
  requires jdk.management;
  requires org.eclipse.jetty.http;
  requires org.eclipse.jetty.server;
  requires org.eclipse.jetty.util;

  exports io.handfast.bench.flood;
  exports io.handfast.bench.http;
  exports io.handfast.bench.load;
  exports io.handfast.bench.kernel;
  exports io.handfast.bench.recovery;
  exports io.handfast.bench.scale;
  exports io.handfast.bench.speed;
  exports io.handfast.bench.spike;
}
