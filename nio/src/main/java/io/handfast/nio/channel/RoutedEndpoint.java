package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.nio.channels.SelectableChannel;

/** A routed channel as a selector sees it: the one behind it that its {@link Way} leads to. */
interface RoutedEndpoint extends SelectableEndpoint {
  /** Where it leads. */
  Way<?> way();

  @Override
  default Driver driver() {
    return way().driver();
  }

  @Override
  default int readyOps() {
    return way().readyOps();
  }

  @Override
  default KeyList keys() {
    return way().keys();
  }

  @Override
  default SelectableChannel kernelChannel() {
    return way().kernelChannel();
  }
}
