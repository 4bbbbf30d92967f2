package io.handfast.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class, or one test, a simulated network of its own. Tests may run at the
 * same time: no two share a host, an address or a port. An annotation at a method replaces that of
 * its class.
 *
 * <pre>{@code
 * @Network
 * class ShopTest {
 *   @Test
 *   void survivesALostSynAck(
 *       TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server) {
 *     network.rule(Rule.drop().first(SYN_ACK));
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>What is not to be said in an annotation, {@link NetworkExtension#builder()} can say.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(NetworkExtension.class)
public @interface Network {
  /** For {@link #seed()}: another one in each run; the report of a failure says which. */
  long RANDOM_SEED = Long.MIN_VALUE;

  /**
   * Names of the hosts. Two are joined by a link; more of them, each by a link of its own, to a
   * switch. The first has the addresses 10.0.0.1 and fd00::1, and so on.
   */
  String[] hosts() default {"client", "server"};

  /** Decides everything random: what is lost, port numbers, initial sequence numbers. */
  long seed() default 1;

  /** How time passes. */
  Time time() default Time.VIRTUAL;

  /** With {@link Time#REAL}: so many times as fast as real time, above 0. */
  double speed() default 1;

  /** Delay of each link, each way, in ms. */
  long delayMillis() default 10;

  /** Loss on each link, each way: a probability from 0 to 1. */
  double loss() default 0;

  /** When the network is reported. */
  Report report() default Report.ON_FAILURE;
}
