package io.handfast.names;

import io.handfast.names.LookupStep.Kind;
import io.handfast.nio.NetworkHost;

/** Tells one lookup's listener and the counters what happens, with the host's time. */
record Steps(NetworkHost host, NameCounters counters, LookupListener listener) {
  long now() {
    return host.driver().now();
  }

  void tell(Kind kind, String detail) {
    listener.on(new LookupStep(now(), kind, detail));
  }

  void tell(Kind kind, NameCounter counter, String detail) {
    counters.add(counter);
    tell(kind, detail);
  }

  void ignored(NameServer server, Refusal reason) {
    counters.add(reason);
    tell(Kind.IGNORED, "a datagram from " + server + ": " + reason.english());
  }
}
