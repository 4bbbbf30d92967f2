/**
 * The shared engine of all drivers: who drives a stack, who waits, who is woken.
 *
 * <p>Start at {@link io.handfast.nio.driver.DriverDomain}. A host implements {@link
 * io.handfast.nio.driver.Pump} over its links and its clock, and hands the domain out as its {@link
 * io.handfast.stack.Driver}.
 */
package io.handfast.nio.driver;
