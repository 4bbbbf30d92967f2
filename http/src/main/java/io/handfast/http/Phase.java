package io.handfast.http;

/**
 * A part of the way from URL to page.
 *
 * @param name as browsers' developer tools have it
 * @param detail for people; may be empty
 * @param start in nanoseconds of the host's driver
 * @param end the same
 */
public record Phase(String name, String detail, long start, long end) {}
