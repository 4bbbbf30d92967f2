package io.handfast.shield;

/**
 * What a shield holds at this moment.
 *
 * @param mode as configured
 * @param proxying whether SYNs are answered by the shield now
 * @param halfOpen half-open connections it knows of
 * @param translated connections with other numbers on either side
 */
public record ShieldStatus(ShieldMode mode, boolean proxying, int halfOpen, int translated) {}
