/**
 * Ties tests to the requirements of the RFCs. Start at {@link
 * io.handfast.requirements.Requirement}; the rows are in {@code src/test/resources/rfc}, the
 * documents made of both in {@code docs/rfc9293.md} and {@code docs/rfc}.
 */
package io.handfast.requirements;
