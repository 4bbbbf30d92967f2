package io.handfast.bench.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Jetty as a plain program: HTTP/1.1, with its defaults. */
public final class JettyHello {
  private static final byte[] TEXT = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

  private JettyHello() {}

  /** Serves at this address and port until the process ends. */
  public static void main(String[] arguments) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost(arguments[0]);
    connector.setPort(Integer.parseInt(arguments[1]));
    server.addConnector(connector);
    server.setHandler(new Answer());
    server.start();
    System.out.println("ready");
  }

  private static final class Answer extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, TEXT.length);
      response.write(true, ByteBuffer.wrap(TEXT), callback);
      return true;
    }
  }
}
