package io.handfast.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Captures of transfers over a rough link, and a program that prints one digest of several. */
final class CaptureDigest {
  private static final Impairment ROUGH =
      Impairment.NONE
          .withDelay(10_000_000)
          .withJitter(2_000_000)
          .withLoss(0.05)
          .withDuplicates(0.02)
          .withReordering(0.05, 5_000_000)
          .withCorruption(0.01);

  private CaptureDigest() {}

  /** Prints the digest of the captures of so many seeds from 0 on. */
  public static void main(String[] args) throws IOException {
    System.out.println(digest(Integer.parseInt(args[0])));
  }

  /** SHA-256 over the captures of so many seeds from 0 on. */
  static String digest(int seeds) throws IOException {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (int seed = 0; seed < seeds; seed++) {
        sha.update(capture(seed, 10_000));
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] capture(long seed, int bytes) throws IOException {
    Transfer transfer = new Transfer(seed, ROUGH, bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SimCapture _ = new SimCapture(transfer.simulation, transfer.client, out, "test")) {
      transfer.run();
    }
    return out.toByteArray();
  }
}
