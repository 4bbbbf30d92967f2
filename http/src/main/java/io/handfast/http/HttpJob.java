package io.handfast.http;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What to fetch, and how.
 *
 * @param uri of scheme http or https
 * @param requests how often, 1 to 10,000
 * @param timeout for connecting, and for each answer
 * @param insecure whether any certificate will do
 * @param body takes the first answer's body in pieces
 */
public record HttpJob(
    URI uri,
    HttpMode mode,
    int requests,
    Duration timeout,
    boolean insecure,
    Consumer<byte[]> body) {
  /** Most requests of one job. */
  public static final int MAX_REQUESTS = 10_000;

  /**
   * Checks what can be checked.
   *
   * @throws IllegalArgumentException when the URI is not of http or https or has no host, or the
   *     number of requests is out of range
   */
  public HttpJob {
    String scheme = uri.getScheme();
    if (uri.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException("not an http URL: " + uri);
    }
    if (requests < 1 || requests > MAX_REQUESTS) {
      throw new IllegalArgumentException(requests + " requests are not 1 to " + MAX_REQUESTS);
    }
  }

  /** One or more requests whose bodies nobody wants. */
  public static HttpJob of(URI uri, HttpMode mode, int requests) {
    return new HttpJob(uri, mode, requests, Duration.ofSeconds(30), false, _ -> {});
  }

  /** True for https. */
  public boolean isSecure() {
    return uri.getScheme().equals("https");
  }

  /** Port of the URI or of its scheme. */
  public int port() {
    return uri.getPort() >= 0 ? uri.getPort() : isSecure() ? 443 : 80;
  }

  /** Host without the brackets of an IPv6 address. */
  public String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Path and query as they go into the request. */
  public String target() {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }
}
