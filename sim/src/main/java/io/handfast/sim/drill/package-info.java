/**
 * A runner for packetdrill scripts in virtual time: system calls on one socket, packets of a
 * scripted peer, and what the stack has to say in between. Start at {@link
 * io.handfast.sim.drill.Drill}.
 *
 * <p>The way of a script: text → {@code ScriptParser} → {@code Script} → {@code Interpreter}, which
 * hands packets of the peer to {@code Injection}, packets of the stack to {@code Expectation}, and
 * calls to {@code SystemCalls}.
 */
package io.handfast.sim.drill;
