package io.handfast.nio.channel;

import java.nio.channels.Pipe;
import java.nio.channels.spi.SelectorProvider;

/** A pipe inside this process. */
final class HandfastPipe extends Pipe {
  private final SourceChannel source;
  private final SinkChannel sink;

  HandfastPipe(SelectorProvider provider) {
    PipeBuffer buffer = new PipeBuffer();
    source = new PipeSource(provider, buffer);
    sink = new PipeSink(provider, buffer);
  }

  @Override
  public SourceChannel source() {
    return source;
  }

  @Override
  public SinkChannel sink() {
    return sink;
  }
}
