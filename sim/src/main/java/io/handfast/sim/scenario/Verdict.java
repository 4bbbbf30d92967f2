package io.handfast.sim.scenario;

/**
 * Whether an expectation was met.
 *
 * @param sentence the expectation for people
 * @param actual what came instead; empty when it was met
 * @param line of the file
 */
public record Verdict(boolean met, Bilingual sentence, String actual, int line) {}
