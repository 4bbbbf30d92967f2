/** The events that a stack writes to Flight Recorder. */
package io.handfast.observe.jfr;
