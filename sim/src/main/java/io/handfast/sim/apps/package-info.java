/**
 * Small programs that scenarios bring along, so that what is said over TCP is real: a web server
 * and client (HTTP/1.0, 1.1, pipelined, HTTP/2), a name server and one who asks it, and heartbeats.
 * They are made to be watched: each step is told to a {@link io.handfast.sim.apps.Notebook}. Start
 * at {@link io.handfast.sim.apps.Browser}.
 */
package io.handfast.sim.apps;
