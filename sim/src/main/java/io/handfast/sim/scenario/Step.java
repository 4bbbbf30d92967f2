package io.handfast.sim.scenario;

import java.time.Duration;

/**
 * One line of a script.
 *
 * @param who a host's name, or {@code network}
 * @param socket name of a socket of that host; {@code main} when none is given
 * @param text as written, for people
 */
record Step(Duration at, String who, String socket, Call call, String text, int line) {}
