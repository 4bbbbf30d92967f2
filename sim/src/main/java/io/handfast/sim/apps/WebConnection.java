package io.handfast.sim.apps;

import io.handfast.event.Errno;

/** A connection of a client, in one version of HTTP. */
abstract class WebConnection implements Stream.Reader {
  final WebClient client;
  Stream stream;
  private boolean open;

  WebConnection(WebClient client) {
    this.client = client;
  }

  abstract void begin();

  @Override
  public void opened() {
    open = true;
    client.connected();
    begin();
  }

  @Override
  public void failed(Errno why) {
    client.failed(why, open ? "request" : "connect");
  }
}
