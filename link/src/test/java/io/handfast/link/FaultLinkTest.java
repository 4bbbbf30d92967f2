package io.handfast.link;

import static io.handfast.link.TestPackets.emptyPacket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link.Offload;
import io.handfast.stack.OutPacket;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultLinkTest {
  private static final FaultPlan CALM = FaultPlan.NONE;

  private long now;

  private static OutPacket numbered(int number) {
    OutPacket packet =
        TestPackets.echoRequest(
            TestPackets.STACK_V4, TestPackets.KERNEL_V4, new byte[] {(byte) number, 7, 7, 7});
    return packet;
  }

  private static MemoryWire wire() {
    return new MemoryWire(1500, Offload.NONE, 4096);
  }

  private static List<Integer> received(io.handfast.stack.Link link) {
    List<Integer> numbers = new ArrayList<>();
    Packet into = emptyPacket();
    while (link.receive(into)) {
      numbers.add((int) TestPackets.bytes(into)[28]);
    }
    return numbers;
  }

  private List<Integer> sentThrough(FaultPlan plan, long seed, int count) {
    MemoryWire wire = wire();
    FaultLink faulty = new FaultLink(wire.left(), plan, CALM, seed, () -> now);
    IntStream.range(0, count).forEach(i -> faulty.send(numbered(i)));
    return received(wire.right());
  }

  @Test
  void withoutFaultsEverythingArrivesInOrder() {
    assertThat(sentThrough(CALM, 1, 50)).isEqualTo(IntStream.range(0, 50).boxed().toList());
  }

  @Test
  void aSeedRepeatsAndAnotherOneDiffers() {
    FaultPlan plan = CALM.withLoss(0.3).withDuplication(0.2).withReordering(0.2, 3, 1_000);

    assertThat(sentThrough(plan, 5, 100)).isEqualTo(sentThrough(plan, 5, 100));
    assertThat(sentThrough(plan, 5, 100)).isNotEqualTo(sentThrough(plan, 6, 100));
  }

  @Test
  void certainLossLosesAll() {
    assertThat(sentThrough(CALM.withLoss(1), 1, 20)).isEmpty();
  }

  @Test
  void aThirdOfThePacketsIsAboutAThird() {
    assertThat(sentThrough(CALM.withLoss(1 / 3.0), 1, 3000).size()).isBetween(1850, 2150);
  }

  @Test
  void aDuplicateFollowsItsOriginal() {
    assertThat(sentThrough(CALM.withDuplication(1), 1, 3)).containsExactly(0, 0, 1, 1, 2, 2);
  }

  @Test
  void aPacketHeldBackComesAfterTheGivenNumberOfOthers() {
    FaultLane lane = new FaultLane(CALM.withReordering(1, 2, 1_000_000), 1, new LinkCounters());
    FaultLane open = new FaultLane(CALM, 1, new LinkCounters());
    lane.offer(new byte[] {1}, 0);
    open.offer(new byte[] {2}, 0);

    assertThat(lane.poll(999_999)).isNull();
    assertThat(lane.poll(1_000_000)).containsExactly(1);
    assertThat(open.poll(0)).containsExactly(2);
  }

  @Test
  void reorderingLosesNothing() {
    MemoryWire wire = wire();
    FaultPlan plan = CALM.withReordering(0.3, 3, 1_000_000);
    FaultLink faulty = new FaultLink(wire.left(), plan, CALM, 9, () -> now);
    IntStream.range(0, 100).forEach(i -> faulty.send(numbered(i)));
    now = 2_000_000;
    faulty.receive(emptyPacket());

    List<Integer> numbers = received(wire.right());
    assertThat(numbers).isNotEqualTo(IntStream.range(0, 100).boxed().toList());
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList());
    assertThat(faulty.counters().get(LinkCounter.FAULT_REORDERED)).isBetween(10L, 50L);
  }

  @Test
  void damageIsOneBit() {
    MemoryWire wire = wire();
    FaultLink faulty = new FaultLink(wire.left(), CALM.withCorruption(1), CALM, 3, () -> now);
    faulty.send(numbered(5));
    Packet into = emptyPacket();
    wire.right().receive(into);

    BitSet difference = BitSet.valueOf(TestPackets.bytes(into));
    difference.xor(BitSet.valueOf(TestPackets.bytes(numbered(5))));
    assertThat(difference.cardinality()).isEqualTo(1);
  }

  @Test
  void theReceivingDirectionHasItsOwnPlan() {
    MemoryWire wire = wire();
    FaultLink faulty = new FaultLink(wire.left(), CALM.withLoss(1), CALM, 3, () -> now);
    wire.right().send(numbered(1));
    assertThat(received(faulty)).containsExactly(1);

    FaultLink deaf = new FaultLink(wire.left(), CALM, CALM.withLoss(1), 3, () -> now);
    wire.right().send(numbered(1));
    assertThat(received(deaf)).isEmpty();
    assertThat(deaf.counters().get(LinkCounter.FAULT_LOST)).isEqualTo(1);
  }

  @Test
  void aLinkWithOffloadIsRefused() {
    MemoryWire wire = new MemoryWire();
    assertThatThrownBy(() -> new FaultLink(wire.left(), CALM, CALM, 1, () -> now))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLaneHoldsNoMoreThanItsLimit() {
    LinkCounters counters = new LinkCounters();
    FaultLane lane = new FaultLane(CALM.withReordering(1, 1_000, 1_000), 1, counters);
    for (int i = 0; i <= FaultLane.HELD_MAX; i++) {
      lane.offer(new byte[] {1}, 0);
    }

    assertThat(counters.get(LinkCounter.FAULT_REORDERED)).isEqualTo(FaultLane.HELD_MAX);
    assertThat(counters.get(LinkCounter.FAULT_HOLD_LIMIT)).isEqualTo(1);
  }
}
