package io.handfast.trace;

/**
 * The signs that a diagram is drawn with; each takes one column.
 *
 * @param shaft of an arrow
 * @param headRight of an arrow to the right
 * @param headLeft of an arrow to the left
 * @param lost where a packet ends that never arrives
 * @param line of time of a node
 * @param broken line of time across what is left out
 * @param start of a line of time
 * @param end of a line of time
 * @param noteRight before the note on an arrow to the right
 * @param noteLeft behind the note on an arrow to the left
 * @param bullet beside what happens inside a node
 * @param ellipsis around what is left out
 */
public record DiagramStyle(
    char shaft,
    char headRight,
    char headLeft,
    char lost,
    char line,
    char broken,
    char start,
    char end,
    char noteRight,
    char noteLeft,
    char bullet,
    char ellipsis) {
  /** Box-drawing signs. */
  public static final DiagramStyle UNICODE =
      new DiagramStyle('─', '▶', '◀', '✗', '│', '┊', '┬', '┴', '↳', '↲', '◦', '…');

  /** For terminals and mails that know ASCII only. */
  public static final DiagramStyle ASCII =
      new DiagramStyle('-', '>', '<', 'X', '|', ':', '+', '+', '^', '^', '*', '~');
}
