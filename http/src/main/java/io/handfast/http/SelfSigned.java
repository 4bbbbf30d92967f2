package io.handfast.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A certificate that vouches for itself, made by the JDK's keytool. */
public final class SelfSigned {
  private SelfSigned() {}

  /**
   * Writes a PKCS #12 file with a new key and a certificate of a year.
   *
   * @param file not there yet
   * @param password at least six characters
   * @param addresses IP addresses that the certificate names
   * @throws IOException when keytool does not do it, with what it says
   */
  public static void create(Path file, String password, List<String> addresses) throws IOException {
    String names = addresses.stream().map(each -> "ip:" + each).collect(Collectors.joining(","));
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "handfast",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=handfast",
            "-ext",
            "SAN=dns:localhost," + names,
            "-validity",
            "365",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass:env",
            "HANDFAST_STORE_PASSWORD");
    keytool.environment().put("HANDFAST_STORE_PASSWORD", password);
    Process process = keytool.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool was at work", e);
    }
  }
}
