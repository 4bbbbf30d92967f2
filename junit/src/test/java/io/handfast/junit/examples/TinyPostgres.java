package io.handfast.junit.examples;

import io.handfast.junit.TestHost;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks as much of PostgreSQL's protocol 3 as a driver in simple mode needs: one row, one text.
 */
final class TinyPostgres {
  private static final int TEXT = 25;

  private final DataInputStream in;
  private final DataOutputStream out;

  private TinyPostgres(Socket socket) throws IOException {
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  static void start(TestHost host) throws IOException {
    ServerSocket listener = host.serverSocketFactory().createServerSocket(5432);
    host.start(() -> {
      while (true) {
        try (Socket socket = listener.accept()) {
          new TinyPostgres(socket).serve();
        }
      }
    });
  }

  private void serve() throws IOException {
    in.skipNBytes(in.readInt() - 4); // the startup message
    send('R', 0);
    for (String each :
        new String[] {
          "server_version\0" + "16.0", "client_encoding\0UTF8", "DateStyle\0ISO, MDY"
        }) {
      send('S', each + "\0");
    }
    send('Z', "I");
    for (int type = in.read(); type == 'Q'; type = in.read()) {
      byte[] query = in.readNBytes(in.readInt() - 4);
      answer(new String(query, StandardCharsets.UTF_8));
    }
  }

  private void answer(String query) throws IOException {
    boolean select = query.regionMatches(true, 0, "select", 0, 6);
    if (select) {
      send('T', (short) 1, "answer\0", 0, (short) 0, TEXT, (short) -1, -1, (short) 0);
      send('D', (short) 1, 2, "42");
    }
    send('C', select ? "SELECT 1\0" : "SET\0");
    send('Z', "I");
  }

  private void send(char type, Object... fields) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    for (Object field : fields) {
      switch (field) {
        case Integer number -> data.writeInt(number);
        case Short number -> data.writeShort(number);
        default -> data.write(field.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    out.write(type);
    out.writeInt(4 + body.size());
    out.write(body.toByteArray());
    out.flush();
  }
}
