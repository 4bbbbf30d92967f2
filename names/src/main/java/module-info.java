import io.handfast.names.HandfastResolverProvider;
import java.net.spi.InetAddressResolverProvider;

/**
 * Names on Handfast: a DNS client on the stack's own UDP and TCP, and the resolver that puts {@code
 * java.net.InetAddress} on it.
 *
 * <p>Start at {@link io.handfast.names.Resolver}.
 */
module io.handfast.names {
  requires transitive io.handfast.nio;

  exports io.handfast.names;
  exports io.handfast.names.message;

  provides InetAddressResolverProvider with
      HandfastResolverProvider;
}
