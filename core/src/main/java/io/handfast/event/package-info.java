/** What a stack tells: counters, events with reasons, results and readiness. */
package io.handfast.event;
