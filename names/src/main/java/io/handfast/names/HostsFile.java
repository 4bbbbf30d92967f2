package io.handfast.names;

import io.handfast.names.message.DnsFormatException;
import io.handfast.names.message.DnsName;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A hosts file as hosts(5) describes it: an address and its names on each line. Lines that are not
 * so are passed over. Read again when its time of change is another.
 */
public final class HostsFile {
  /** Larger files are read up to here, in bytes. */
  public static final int MAX_BYTES = 16 << 20;

  private record Content(
      FileTime changed, Map<DnsName, List<IpAddress>> byName, Map<IpAddress, DnsName> byAddress) {}

  private static final Content EMPTY = new Content(FileTime.fromMillis(0), Map.of(), Map.of());

  /** No file: knows no name. */
  public static final HostsFile NONE = new HostsFile(null);

  private final Path file;
  private volatile Content content = EMPTY;

  private HostsFile(Path file) {
    this.file = file;
  }

  /** A file, which need not be there. */
  public static HostsFile of(Path file) {
    return new HostsFile(file);
  }

  /** From text, which does not change. */
  public static HostsFile ofText(String text) {
    HostsFile hosts = new HostsFile(null);
    hosts.content = parse(text, EMPTY.changed);
    return hosts;
  }

  /** Addresses of a name in the order of the file; empty when it has none. */
  public List<IpAddress> addresses(DnsName name) {
    return current().byName.getOrDefault(name, List.of());
  }

  /** First name on the first line of an address. */
  public Optional<DnsName> name(IpAddress address) {
    return Optional.ofNullable(current().byAddress.get(address));
  }

  private Content current() {
    if (file == null) {
      return content;
    }
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      if (!changed.equals(content.changed)) {
        content = parse(text(), changed);
      }
    } catch (NoSuchFileException _) {
      content = EMPTY;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return content;
  }

  private String text() throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }

  private static Content parse(String text, FileTime changed) {
    Content parsed = new Content(changed, new HashMap<>(), new HashMap<>());
    text.lines().map(HostsFile::withoutComment).forEach(line -> add(line, parsed));
    return parsed;
  }

  private static String withoutComment(String line) {
    int comment = line.indexOf('#');
    return (comment < 0 ? line : line.substring(0, comment)).strip();
  }

  private static void add(String line, Content into) {
    String[] words = line.split("\\s+");
    try {
      IpAddress address = IpAddress.parse(words[0]);
      for (int i = 1; i < words.length; i++) {
        DnsName name = DnsName.of(words[i]);
        into.byAddress.putIfAbsent(address, name);
        List<IpAddress> known = into.byName.computeIfAbsent(name, _ -> new ArrayList<>());
        if (!known.contains(address)) {
          known.add(address);
        }
      }
    } catch (DnsFormatException _) {
      // What stood before the bad name on its line counts.
    } catch (IllegalArgumentException _) {
      // A line that does not begin with an address says nothing.
    }
  }
}
