package io.handfast.sim.scenario;

/**
 * What a call of a program gave.
 *
 * @param outcome {@code ok}, {@code end} (of the stream) or the name of an error
 * @param at in ns since the start
 */
record Outcome(String host, String socket, String call, String outcome, long at) {}
