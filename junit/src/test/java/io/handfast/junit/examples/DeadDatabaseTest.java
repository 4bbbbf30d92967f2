package io.handfast.junit.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.handfast.junit.Host;
import io.handfast.junit.Network;
import io.handfast.junit.TestHost;
import io.handfast.junit.TestNetwork;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The PostgreSQL driver, and a database whose machine loses its power between two queries. */
@Network
class DeadDatabaseTest {
  private static final String URL =
      "jdbc:postgresql://10.0.0.2/shop?user=ann&sslmode=disable&gssEncMode=disable"
          + "&preferQueryMode=simple&socketFactory=io.handfast.junit.ScopedSocketFactory";

  @Test
  void aSocketTimeoutBoundsTheWait(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    Duration waited = queryOfADeadDatabase(network, client, server, URL + "&socketTimeout=30");
    assertThat(waited).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
  }

  /** The driver's default is no timeout, and TCP tries for 15 minutes (tcp_retries2). */
  @Test
  void withoutOneTheQueryHangsForAQuarterOfAnHour(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    Duration waited = queryOfADeadDatabase(network, client, server, URL);
    assertThat(waited).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(20));
  }

  private static Duration queryOfADeadDatabase(
      TestNetwork network, TestHost client, TestHost server, String url) throws Exception {
    TinyPostgres.start(server);
    try (Connection connection = client.call(() -> DriverManager.getConnection(url));
        Statement statement = connection.createStatement()) {
      try (ResultSet answer = statement.executeQuery("SELECT 42")) {
        assertThat(answer.next()).isTrue();
        assertThat(answer.getInt(1)).isEqualTo(42);
      }
      server.crash();
      Duration before = network.elapsed();
      SQLException failure =
          catchThrowableOfType(SQLException.class, () -> statement.executeQuery("SELECT 43"));
      assertThat(failure.getSQLState()).isEqualTo("08006"); // connection_failure
      assertThat(failure.getCause() instanceof SocketTimeoutException)
          .isEqualTo(url.contains("socketTimeout"));
      return network.elapsed().minus(before);
    }
  }
}
