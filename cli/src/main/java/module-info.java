/** The {@code handfast} command. */
module io.handfast.cli {
  requires transitive io.handfast.bench;
  requires transitive io.handfast.host;
  requires transitive io.handfast.http;
  requires transitive io.handfast.sim;
  requires info.picocli;
  requires java.net.http;
  requires jdk.httpserver;
  requires jdk.unsupported;

  opens io.handfast.cli to
      info.picocli;
}
