package io.handfast.link;

import io.handfast.stack.Link;
import io.handfast.stack.LinkDecorator;
import io.handfast.stack.OutPacket;

/**
 * Gives a link without offload the looks of one with full offload: cuts super-segments and
 * completes checksums in software before they reach it. With it a sender always takes the same
 * path.
 */
public final class SegmentingLink extends LinkDecorator {
  private final Offload below;
  private final Segmenter segmenter = new Segmenter();

  /** Decorates {@code link}; what the link can do itself is left to it. */
  public SegmentingLink(Link link) {
    super(link);
    this.below = link.offload();
  }

  @Override
  public Offload offload() {
    return Offload.FULL;
  }

  @Override
  public boolean send(OutPacket packet) {
    if (Segmenter.needsCut(packet) && !below.segmentation()) {
      return segmenter.cut(packet, link);
    }
    if (!below.checksum()) {
      Segmenter.complete(packet);
    }
    return link.send(packet);
  }
}
