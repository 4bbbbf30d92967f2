package io.handfast.shield;

/**
 * What the SYN-ACKs of a server say, which the shield has to say before it has seen one: guessed at
 * first, later what the server said last.
 */
record ServerOptions(int mss, int windowScale, boolean sack, boolean timestamps) {
  private static final int GUESSED_SCALE = 7;

  static ServerOptions guess(boolean v4) {
    return new ServerOptions(v4 ? 1_460 : 1_440, GUESSED_SCALE, true, true);
  }
}
