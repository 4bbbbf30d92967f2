/**
 * HTTP as the tutorials tell it, by libraries on the stack: a client that measures every phase
 * (Netty), and a server of files (Jetty). No HTTP of our own.
 *
 * <p>Start at {@link io.handfast.http.HttpRun} and {@link io.handfast.http.FileServer}.
 */
module io.handfast.http {
  requires transitive io.handfast.names;
  requires transitive io.handfast.trace;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.codec.http2;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires org.eclipse.jetty.alpn.java.server;
  requires org.eclipse.jetty.alpn.server;
  requires org.eclipse.jetty.http2.server;
  requires org.eclipse.jetty.io;
  requires org.eclipse.jetty.server;
  requires org.slf4j.nop;

  exports io.handfast.http;
}
