package io.handfast.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.handfast.event.Counter;
import io.handfast.host.Host;
import io.handfast.link.LinkException;
import io.handfast.link.NetNamespace;
import io.handfast.nio.Hosts;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import redis.clients.jedis.Jedis;

/** Drivers, unmodified, against real servers on the kernel's side of a TUN. */
@Tag("net")
@Timeout(120)
@EnabledIf(value = "isPossible", disabledReason = "needs root and /dev/net/tun")
class RealServersNetTest {
  private static final String KERNEL = "10.7.0.1";
  private static final int RECORDS = 1_000;
  private static final String TEXT = "x".repeat(1_000);

  private final NetNamespace namespace = NetNamespace.create();
  private final List<Process> started = new ArrayList<>();
  private Path directory;
  private Host host;

  static boolean isPossible() {
    if (!Files.isReadable(Path.of("/dev/net/tun"))) {
      return false;
    }
    try (NetNamespace namespace = NetNamespace.create()) {
      return namespace.call(() -> true);
    } catch (LinkException e) {
      return false;
    }
  }

  @BeforeEach
  void openHost() throws IOException {
    OwnSockets.install();
    directory = Files.createTempDirectory("handfast-compat");
    host = namespace.call(() -> Host.builder().address("10.7.0.2/24").open());
  }

  @AfterEach
  void end() throws Exception {
    for (Process each : started) {
      each.destroy();
      if (!each.waitFor(10, TimeUnit.SECONDS)) {
        each.destroyForcibly().waitFor();
      }
    }
    run("rm", "-rf", directory.toString());
    host.close();
    namespace.close();
  }

  private void run(String... command) throws Exception {
    Process process = start(command);
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }

  private Process start(String... command) {
    Process process =
        namespace.call(() ->
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
    started.add(process);
    return process;
  }

  /** The server has said so in its log. */
  private void await(String sign) throws Exception {
    for (int i = 0; i < 200; i++) {
      if (Files.readString(directory.resolve("log")).contains(sign)) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError(Files.readString(directory.resolve("log")));
  }

  private long opened() {
    host.driver().lock();
    try {
      return host.stack().counters().get(Counter.TCP_ACTIVE_OPENS);
    } finally {
      host.driver().unlock();
    }
  }

  private void startRedis() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/redis-server")), "redis-server is not there");
    start(
        "redis-server",
        "--bind",
        "0.0.0.0",
        "--protected-mode",
        "no",
        "--save",
        "",
        "--dir",
        directory.toString());
    await("Ready to accept connections");
  }

  @Test
  void jedis() throws Exception {
    startRedis();
    String value = "x".repeat(100_000);
    String got =
        Hosts.call(
            host,
            () -> {
              try (Jedis jedis = new Jedis(KERNEL, 6379)) {
                jedis.set("key", value);
                return jedis.get("key");
              }
            });
    assertThat(got.equals(value)).isTrue();
    assertThat(opened()).isPositive();
  }

  @Test
  void lettuce() throws Exception {
    startRedis();
    String got =
        Hosts.call(
            host,
            () -> {
              RedisClient client = RedisClient.create("redis://" + KERNEL);
              try (StatefulRedisConnection<String, String> connection = client.connect()) {
                connection.sync().set("key", "value");
                return connection.sync().get("key");
              } finally {
                client.shutdown();
              }
            });
    assertThat(got).isEqualTo("value");
    assertThat(opened()).isPositive();
  }

  @Test
  void postgresql() throws Exception {
    Path programs = postgres();
    run("chown", "postgres", directory.toString());
    String data = directory.resolve("data").toString();
    run(
        "runuser",
        "-u",
        "postgres",
        "--",
        programs.resolve("initdb").toString(),
        "-D",
        data,
        "-A",
        "trust");
    Files.writeString(Path.of(data, "pg_hba.conf"), "host all all 10.7.0.0/24 trust\n");
    start(
        "runuser",
        "-u",
        "postgres",
        "--",
        programs.resolve("postgres").toString(),
        "-D",
        data,
        "-h",
        "0.0.0.0",
        "-k",
        directory.toString());
    await("ready to accept connections");
    long sum =
        Hosts.call(
            host,
            () -> {
              String url = "jdbc:postgresql://" + KERNEL + "/postgres?user=postgres";
              try (Connection connection = DriverManager.getConnection(url);
                  ResultSet rows =
                      connection
                          .createStatement()
                          .executeQuery("select generate_series(1, 50000)")) {
                long total = 0;
                while (rows.next()) {
                  total += rows.getLong(1);
                }
                return total;
              }
            });
    assertThat(sum).isEqualTo(50_000L * 50_001 / 2);
    assertThat(opened()).isPositive();
  }

  @Test
  void kafka() throws Exception {
    Path settings = directory.resolve("server.properties");
    Files.writeString(
        settings,
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:9093
        listeners=PLAINTEXT://0.0.0.0:9092,CONTROLLER://127.0.0.1:9093
        advertised.listeners=PLAINTEXT://%s:9092
        controller.listener.names=CONTROLLER
        log.dirs=%s
        offsets.topic.replication.factor=1
        group.initial.rebalance.delay.ms=0
        """
            .formatted(KERNEL, directory.resolve("data")));
    String id = Uuid.randomUuid().toString();
    run(broker("kafka.tools.StorageTool", "format", "-t", id, "-c", settings.toString()));
    start(broker("kafka.Kafka", settings.toString()));
    Hosts.call(
        host,
        () -> {
          produce();
          consume();
          return null;
        });
    assertThat(opened()).isPositive();
  }

  /** A JVM of its own, on the kernel's sockets. */
  private static String[] broker(String main, String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    Stream<String> command = Stream.of(java, "-Xmx400m", "-cp", classes, main);
    return Stream.concat(command, Stream.of(arguments)).toArray(String[]::new);
  }

  private static void produce() throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", KERNEL + ":9092");
    var text = new StringSerializer();
    try (var producer = new KafkaProducer<>(settings, text, text)) {
      List<Future<?>> sent = new ArrayList<>();
      for (int i = 0; i < RECORDS; i++) {
        sent.add(producer.send(new ProducerRecord<>("topic", Integer.toString(i), TEXT + i)));
      }
      for (Future<?> each : sent) {
        each.get();
      }
    }
  }

  private static void consume() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", KERNEL + ":9092",
            "group.id", "group",
            "auto.offset.reset", "earliest");
    var text = new StringDeserializer();
    List<String> got = new ArrayList<>();
    try (var consumer = new KafkaConsumer<>(settings, text, text)) {
      consumer.subscribe(List.of("topic"));
      while (got.size() < RECORDS) {
        consumer.poll(Duration.ofSeconds(1)).forEach(each -> got.add(each.value()));
      }
    }
    assertThat(got).hasSize(RECORDS).startsWith(TEXT + 0).endsWith(TEXT + (RECORDS - 1));
  }

  private static Path postgres() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    assumeTrue(Files.isDirectory(versions), "postgresql is not installed");
    try (Stream<Path> all = Files.list(versions)) {
      return all.sorted().reduce((_, last) -> last).orElseThrow().resolve("bin");
    }
  }
}
