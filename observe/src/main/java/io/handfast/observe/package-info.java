/** Flight Recorder events, an MXBean, log lines and meters of a stack. */
package io.handfast.observe;
