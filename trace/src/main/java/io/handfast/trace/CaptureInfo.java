package io.handfast.trace;

import io.handfast.wire.IpAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a capture file says of itself.
 *
 * @param application program that wrote it, for example {@code handfast 1.0}
 * @param hardware machine, or empty to say nothing
 * @param os operating system, or empty to say nothing
 * @param comments of the whole file: a title, a link
 * @param names of addresses, shown by readers that resolve names
 */
public record CaptureInfo(
    String application,
    String hardware,
    String os,
    List<String> comments,
    SortedMap<IpAddress, String> names) {
  /** Says only which program wrote the file. */
  public static final CaptureInfo DEFAULT =
      new CaptureInfo(nameAndVersion(), "", "", List.of(), new TreeMap<>());

  /** Copies the collections; names come out ordered by address, so that files repeat. */
  public CaptureInfo {
    comments = List.copyOf(comments);
    names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
  }

  private static String nameAndVersion() {
    String version = CaptureInfo.class.getPackage().getImplementationVersion();
    return version == null ? "handfast" : "handfast " + version;
  }

  /** The same with these comments. */
  public CaptureInfo withComments(String... comments) {
    return new CaptureInfo(application, hardware, os, List.of(comments), names);
  }

  /** The same with these names. */
  public CaptureInfo withNames(Map<IpAddress, String> names) {
    return new CaptureInfo(application, hardware, os, comments, new TreeMap<>(names));
  }

  /** The same, written by another program. */
  public CaptureInfo withApplication(String application) {
    return new CaptureInfo(application, hardware, os, comments, names);
  }
}
