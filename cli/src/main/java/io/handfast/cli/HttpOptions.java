package io.handfast.cli;

import io.handfast.http.HttpMode;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How {@code get} speaks HTTP, and what it shows of it. */
final class HttpOptions {
  @Option(
      names = "--http",
      paramLabel = "1.0|1.1|2",
      converter = Version.class,
      description = "version of HTTP (default: 1.1)")
  String version;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "ask N times: on new connections (1.0), on one (1.1), in streams (2)")
  Integer requests;

  @Option(names = "--pipeline", description = "send all requests at once (1.1)")
  boolean pipeline;

  @Option(
      names = "--timeline",
      description = {
        "show every phase from the name to the close, with the number of its packets",
        "(-v: with the packets), and the variables of 'curl -w'"
      })
  boolean timeline;

  @Option(names = "--har", paramLabel = "FILE", description = "write the phases as an HTTP archive")
  Path har;

  @Option(
      names = {"-k", "--insecure"},
      description = "take any certificate")
  boolean insecure;

  /** True when the phases are to be measured. */
  boolean measured() {
    return version != null || requests != null || pipeline || timeline || har != null || insecure;
  }

  HttpMode mode() {
    String wanted = version == null ? "1.1" : version;
    return switch (wanted) {
      case "1.0" -> HttpMode.HTTP_1_0;
      case "2" -> HttpMode.HTTP_2;
      default -> pipeline ? HttpMode.PIPELINED : HttpMode.HTTP_1_1;
    };
  }

  static final class Version implements picocli.CommandLine.ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!text.equals("1.0") && !text.equals("1.1") && !text.equals("2")) {
        throw new TypeConversionException("'" + text + "' is none of 1.0, 1.1 and 2");
      }
      return text;
    }
  }
}
