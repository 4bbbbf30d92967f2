package io.handfast.junit;

/** When a test's network is reported. */
public enum Report {
  /** When the test failed. The default. */
  ON_FAILURE,
  /** After every test. */
  ALWAYS,
  /** Not at all. */
  NEVER
}
