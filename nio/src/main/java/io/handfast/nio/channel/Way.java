package io.handfast.nio.channel;

import io.handfast.nio.BuiltInProvider;
import io.handfast.nio.Routing;
import io.handfast.stack.Driver;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;

/**
 * The channel behind a routed one: ours, until the first address to which it binds or connects says
 * that it is to be the kernel's. Then it is one of the JDK's, with the options set so far.
 *
 * @param <C> kind of channel
 */
final class Way<C extends SelectableChannel & NetworkChannel> implements SelectableEndpoint {
  /** Opens a channel of the JDK's own provider. */
  interface Opener<C> {
    C open(SelectorProvider builtIn) throws IOException;
  }

  /** A call of a channel. */
  interface Call<C, T> {
    T on(C channel) throws IOException;
  }

  private interface Setting<C> {
    void apply(C channel) throws IOException;
  }

  private final C ours;
  private final SelectableEndpoint endpoint;
  private final Opener<C> opener;
  private final KeyList keys;
  private final List<Setting<C>> settings = new ArrayList<>();
  private volatile C kernels;
  private boolean decided;
  private boolean anyPortWillDo;

  /** Of a channel that is ours so far; {@code ours} and {@code endpoint} are the same object. */
  Way(C ours, SelectableEndpoint endpoint, Opener<C> opener) {
    this.ours = ours;
    this.endpoint = endpoint;
    this.opener = opener;
    this.keys = endpoint.keys();
  }

  /** Of a channel that is the kernel's from the beginning. */
  Way(C kernels) {
    this.ours = null;
    this.endpoint = null;
    this.opener = null;
    this.keys = new KeyList();
    this.kernels = kernels;
    this.decided = true;
  }

  C present() {
    C moved = kernels;
    return moved != null ? moved : ours;
  }

  boolean isKernels() {
    return kernels != null;
  }

  /** Moves to the kernel when the address is the kernel's and nothing was decided before. */
  synchronized void decide(SocketAddress target, boolean isLast) throws IOException {
    if (decided || !(target instanceof InetSocketAddress internet) || internet.isUnresolved()) {
      return;
    }
    InetAddress address = internet.getAddress();
    if (address.isAnyLocalAddress() && !isLast) {
      anyPortWillDo = internet.getPort() == 0;
      return; // a bind to every address says nothing yet
    }
    if (Routing.isKernels(address)) {
      move();
    }
    decided = true;
  }

  private void move() throws IOException {
    SelectorProvider builtIn =
        BuiltInProvider.find()
            .orElseThrow(
                () -> new IOException("the JDK's own channels are out of reach without the agent"));
    C fresh = opener.open(builtIn);
    try {
      for (Setting<C> each : settings) {
        each.apply(fresh);
      }
      SocketAddress bound = ours.getLocalAddress();
      ours.close();
      if (bound instanceof InetSocketAddress local && local.getPort() > 0) {
        bind(fresh, local.getPort());
      }
      fresh.configureBlocking(ours.isBlocking());
    } catch (IOException | RuntimeException e) {
      fresh.close();
      throw e;
    }
    kernels = fresh;
    keys.movedToKernel();
  }

  /** To the port that it had so far; if it was one of our choice and is taken there, to another. */
  private void bind(C fresh, int port) throws IOException {
    try {
      fresh.bind(new InetSocketAddress(port));
    } catch (BindException e) {
      if (!anyPortWillDo) {
        throw e;
      }
      fresh.bind(new InetSocketAddress(0));
    }
  }

  /** What is not open any more below, closed by an interrupt or a failed connect, is not above. */
  <T> T call(Call<C, T> call, SelectableChannel above) throws IOException {
    C present = present();
    try {
      return call.on(present);
    } catch (IOException e) {
      if (!present.isOpen() && present == present()) {
        above.close();
      }
      throw e;
    }
  }

  synchronized <T> void setOption(SocketOption<T> name, T value) throws IOException {
    present().setOption(name, value);
    if (!decided) {
      settings.add(channel -> channel.setOption(name, value));
    }
  }

  /** Keys that were cancelled give the channel free before the JDK asks. */
  synchronized void configureBlocking(boolean block) throws IOException {
    keys.releaseCancelled();
    present().configureBlocking(block);
  }

  synchronized void close() throws IOException {
    decided = true;
    present().close();
  }

  @Override
  public Driver driver() {
    return kernels != null ? null : endpoint.driver();
  }

  @Override
  public int readyOps() {
    return kernels != null ? 0 : endpoint.readyOps();
  }

  @Override
  public KeyList keys() {
    return keys;
  }

  @Override
  public SelectableChannel kernelChannel() {
    return kernels;
  }
}
