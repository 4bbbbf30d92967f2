package io.handfast.host;

import io.handfast.stack.Link;
import io.handfast.trace.Capture;
import io.handfast.trace.CaptureInfo;
import io.handfast.trace.CapturingLink;
import io.handfast.trace.PcapngWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Captures a link to a file, stamped with the time of day. */
final class FileCapture {
  private static final Logger LOGGER = System.getLogger(FileCapture.class.getPackageName());
  private static final int BUFFER = 1 << 20;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private FileCapture() {}

  static Link over(Link link, Path file, String device, String host, Capture.Cut cut) {
    // One anchor, so that time in the file never goes back when the clock is set.
    long origin = wallNanos() - System.nanoTime();
    CapturingLink capturing =
        new CapturingLink(
            link,
            () -> origin + System.nanoTime(),
            trouble -> LOGGER.log(Level.WARNING, file + ": " + trouble));
    capturing.start(open(file, device, host, cut));
    return capturing;
  }

  private static Capture open(Path file, String device, String host, Capture.Cut cut) {
    try {
      BufferedOutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
      return new Capture(new PcapngWriter(out, CaptureInfo.DEFAULT), device, host, cut);
    } catch (IOException e) {
      throw new HostException("cannot write the capture " + file + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException _ -> "its directory does not exist";
      case java.nio.file.AccessDeniedException _ -> "access denied";
      default -> e.getMessage();
    };
  }

  private static long wallNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
  }
}
