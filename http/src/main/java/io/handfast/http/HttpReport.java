package io.handfast.http;

import io.handfast.names.Lookup;
import io.handfast.names.LookupStep;
import java.util.List;

/**
 * What a run did, and when, in nanoseconds of the host's driver.
 *
 * @param steps of the lookup
 * @param resolved when the address was known
 * @param requests in their order
 */
public record HttpReport(
    HttpJob job,
    long started,
    Lookup lookup,
    List<LookupStep> steps,
    long resolved,
    List<ConnectionTiming> connections,
    List<RequestTiming> requests,
    long ended) {
  /** Keeps the lists as they are now. */
  public HttpReport {
    steps = List.copyOf(steps);
    connections = List.copyOf(connections);
    requests = List.copyOf(requests);
  }

  /** The connection of a request. */
  public ConnectionTiming connectionOf(RequestTiming request) {
    return connections.get(request.connection());
  }
}
