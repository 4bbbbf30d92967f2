/** The timer wheel: all deadlines of a stack, exact to the nanosecond. */
package io.handfast.timer;
