package io.handfast.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import java.util.List;
import java.util.Map;

/**
 * The heads of a request and of its answer.
 *
 * @param request headers as they were sent, in their order
 * @param reason words behind the status, empty in HTTP/2
 * @param response headers as they came, in their order
 */
public record HttpHeads(
    List<Map.Entry<String, String>> request,
    String reason,
    List<Map.Entry<String, String>> response) {
  /** What Netty adds to the headers of HTTP/2 for itself. */
  private static final String NETTYS_OWN = "x-http2-";

  /** Copies the lists. */
  public HttpHeads {
    request = List.copyOf(request);
    response = List.copyOf(response);
  }

  static HttpHeads of(HttpMessage request, HttpResponse response) {
    boolean worded = response.headers().names().stream().noneMatch(HttpHeads::isNettys);
    return new HttpHeads(
        lines(request.headers()),
        worded ? response.status().reasonPhrase() : "",
        lines(response.headers()));
  }

  private static boolean isNettys(String name) {
    return name.startsWith(NETTYS_OWN);
  }

  private static List<Map.Entry<String, String>> lines(HttpHeaders headers) {
    return headers.entries().stream()
        .filter(each -> !isNettys(each.getKey()))
        .map(each -> Map.entry(each.getKey(), each.getValue()))
        .toList();
  }

  /** The first value of a header of the answer, whatever the case of its name; empty without. */
  public String answered(String name) {
    return response.stream()
        .filter(each -> each.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
