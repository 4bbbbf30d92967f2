/**
 * Networks for tests: start at {@link io.handfast.junit.Network}, which gives each test hosts of
 * its own, and at {@link io.handfast.junit.TestHost}, on which the programs under test then run.
 */
package io.handfast.junit;
