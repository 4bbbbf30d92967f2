/**
 * Puts a whole JVM on Handfast by one flag: {@code -javaagent:handfast.jar=tun=hf0}. Start at
 * {@link io.handfast.agent.Agent}.
 */
package io.handfast.agent;
