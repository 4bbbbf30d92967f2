package io.handfast.host.gateway;

import io.handfast.tcp.TcpFlowRequest;
import io.handfast.wire.Unreachable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;

/**
 * How an upstream failed to connect, and what the client is told: what it would have seen there.
 */
enum UpstreamFailure {
  REFUSED {
    @Override
    void answer(TcpFlowRequest request, long now) {
      request.refuse(now);
    }
  },
  TIMED_OUT {
    @Override
    void answer(TcpFlowRequest request, long now) {
      request.ignore(now);
    }
  },
  NO_HOST {
    @Override
    void answer(TcpFlowRequest request, long now) {
      request.unreachable(Unreachable.HOST, now);
    }
  },
  NO_NET {
    @Override
    void answer(TcpFlowRequest request, long now) {
      request.unreachable(Unreachable.NET, now);
    }
  },
  FORBIDDEN {
    @Override
    void answer(TcpFlowRequest request, long now) {
      request.unreachable(Unreachable.PROHIBITED, now);
    }
  },
  /** For a reason of this process: the client tries again. */
  OURS {
    @Override
    void answer(TcpFlowRequest request, long now) {
      request.ignore(now);
    }
  };

  abstract void answer(TcpFlowRequest request, long now);

  /** The JDK has no class for each errno, so that the message has to tell some of them apart. */
  static UpstreamFailure of(IOException why) {
    if (why instanceof Socks5Greeting.Refusal refusal) {
      return refusal.failure();
    }
    String message = why.getMessage() == null ? "" : why.getMessage().toLowerCase(Locale.ROOT);
    if (message.contains("network is unreachable")) {
      return NO_NET;
    }
    if (why instanceof NoRouteToHostException) {
      return NO_HOST;
    }
    if (message.contains("timed out")) {
      return TIMED_OUT;
    }
    if (message.contains("permission denied") || message.contains("not permitted")) {
      return FORBIDDEN;
    }
    return why instanceof ConnectException || message.contains("reset") ? REFUSED : OURS;
  }
}
