package io.handfast.http;

import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Serves a directory by Jetty: HTTP/1.0, 1.1 and, without TLS to those who know (h2c, RFC 9113
 * section 3.3), HTTP/2; with TLS by ALPN.
 */
public final class FileServer implements AutoCloseable {
  private static final String LOG_FORMAT = "%{client}a %m %U %H %s %O %{us}T us";

  private final Server server;

  private FileServer(Server server) {
    this.server = server;
  }

  /** A directory served on a host; opened by {@link Settings#start}. */
  public static Settings of(NetworkHost host, Path directory) {
    return new Settings(host, directory);
  }

  /** What a server is made of. Mutable. */
  public static final class Settings {
    private final NetworkHost host;
    private final Path directory;
    private int port = 80;
    private int securePort;
    private Path keyStore;
    private String password = "";
    private PrintWriter log;

    private Settings(NetworkHost host, Path directory) {
      this.host = host;
      this.directory = directory;
    }

    /** Port without TLS, 80 by default; 0 for none. */
    public Settings port(int number) {
      port = number;
      return this;
    }

    /** Port with TLS and the PKCS #12 file that holds key and certificate; none by default. */
    public Settings secure(int number, Path file, String filePassword) {
      securePort = number;
      keyStore = file;
      password = filePassword;
      return this;
    }

    /** Takes a line for each request; nobody by default. */
    public Settings log(PrintWriter writer) {
      log = writer;
      return this;
    }

    /**
     * Starts to serve.
     *
     * @throws java.net.BindException when a port is taken
     */
    public FileServer start() throws Exception {
      Server server = new Server();
      if (port > 0) {
        server.addConnector(plain(server));
      }
      if (securePort > 0) {
        server.addConnector(secure(server));
      }
      server.setHandler(files(directory));
      if (log != null) {
        server.setRequestLog(new CustomRequestLog(this::line, LOG_FORMAT));
      }
      return startOn(host, server);
    }

    private void line(String text) {
      log.println(text);
      log.flush();
    }

    private ServerConnector plain(Server server) {
      HttpConfiguration configuration = new HttpConfiguration();
      configuration.setSendServerVersion(false);
      ServerConnector connector =
          new StackConnector(
              server,
              new HttpConnectionFactory(configuration),
              new HTTP2CServerConnectionFactory(configuration));
      connector.setPort(port);
      return connector;
    }

    private ServerConnector secure(Server server) {
      HttpConfiguration configuration = new HttpConfiguration();
      configuration.setSendServerVersion(false);
      SecureRequestCustomizer customizer = new SecureRequestCustomizer();
      customizer.setSniHostCheck(false);
      configuration.addCustomizer(customizer);
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStorePath(keyStore.toString());
      tls.setKeyStorePassword(password);
      ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
      alpn.setDefaultProtocol("http/1.1");
      ConnectionFactory[] factories = {
        new SslConnectionFactory(tls, alpn.getProtocol()),
        alpn,
        new HTTP2ServerConnectionFactory(configuration),
        new HttpConnectionFactory(configuration)
      };
      ServerConnector connector = new StackConnector(server, factories);
      connector.setPort(securePort);
      return connector;
    }
  }

  private static ResourceHandler files(Path directory) {
    ResourceHandler files = new ResourceHandler();
    files.setBaseResource(ResourceFactory.root().newResource(directory));
    files.setDirAllowed(true);
    return files;
  }

  private static FileServer startOn(NetworkHost host, Server server) throws Exception {
    try {
      return Hosts.call(
          host,
          () -> {
            server.start();
            return new FileServer(server);
          });
    } catch (Exception e) {
      server.stop();
      throw bindFailure(e);
    }
  }

  private static Exception bindFailure(Exception e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof java.net.BindException bind) {
        return bind;
      }
    }
    return e;
  }

  /** Ends all connections and gives the ports back. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server did not stop", e);
    }
  }
}
