package io.handfast.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Counters;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReassemblerTest {
  private static final long SECOND = 1_000_000_000L;

  private final BufferPool pool = new BufferPool();
  private final Counters counters = new Counters();
  private final Reassembler reassembler = new Reassembler(pool, counters);

  private record Piece(int offset, byte[] bytes, boolean more) {}

  private Packet add(int id, Piece piece, long now) {
    Reassembler.Key key = new Reassembler.Key(1, 2, 3, 4, id, 17);
    MemorySegment memory = MemorySegment.ofArray(piece.bytes);
    return reassembler.add(key, memory, 0, piece.bytes.length, piece.offset, piece.more, now);
  }

  private static List<Piece> cut(byte[] whole, int size) {
    List<Piece> pieces = new ArrayList<>();
    for (int at = 0; at < whole.length; at += size) {
      int end = Math.min(whole.length, at + size);
      pieces.add(new Piece(at, Arrays.copyOfRange(whole, at, end), end < whole.length));
    }
    return pieces;
  }

  @Test
  void fragmentsInAnyOrderMakeTheWhole() {
    Random random = new Random(4);
    for (int round = 0; round < 200; round++) {
      byte[] whole = new byte[1 + random.nextInt(8_000)];
      random.nextBytes(whole);
      List<Piece> pieces = cut(whole, 8 * (20 + random.nextInt(200)));
      Collections.shuffle(pieces, random);
      Packet result = null;
      for (Piece piece : pieces) {
        assertThat(result).isNull();
        result = add(round, piece, SECOND);
      }
      assertThat(result).isNotNull();
      assertThat(result.length).isEqualTo(whole.length);
      byte[] actual = result.memory().asSlice(0, result.length).toArray(ValueLayout.JAVA_BYTE);
      assertThat(actual).isEqualTo(whole);
      result.release();
    }
    assertThat(pool.bytesInUse()).isZero();
    assertThat(counters.get(Counter.IP_REASM_OKS)).isEqualTo(200);
  }

  @Test
  void anExactDuplicateDoesNoHarm() {
    List<Piece> pieces = cut(new byte[3_000], 1_480);
    add(1, pieces.get(0), SECOND);
    add(1, pieces.get(0), SECOND);
    add(1, pieces.get(1), SECOND);
    assertThat(add(1, pieces.get(2), SECOND)).isNotNull();
  }

  @Test
  void anOverlapDropsTheWholeSet() {
    add(1, new Piece(0, new byte[160], true), SECOND);
    add(1, new Piece(80, new byte[160], true), SECOND);
    assertThat(reassembler.size()).isZero();
    assertThat(counters.get(Counter.IP_REASM_FAILS)).isEqualTo(1);
    assertThat(pool.bytesInUse()).isZero();
  }

  @Test
  void aDatagramBeyond65535BytesIsRefused() {
    assertThat(add(1, new Piece(65_528, new byte[8], false), SECOND)).isNull();
    assertThat(counters.get(Counter.IP_REASM_FAILS)).isEqualTo(1);
    assertThat(reassembler.size()).isZero();
  }

  @Test
  void aMiddleFragmentIsAMultipleOfEightBytes() {
    assertThat(add(1, new Piece(0, new byte[13], true), SECOND)).isNull();
    assertThat(reassembler.size()).isZero();
  }

  @Test
  void twoEndsThatContradictDropTheSet() {
    add(1, new Piece(80, new byte[80], false), SECOND);
    add(1, new Piece(160, new byte[80], true), SECOND);
    assertThat(reassembler.size()).isZero();
  }

  @Test
  void incompleteSetsGoAfterThirtySeconds() {
    add(1, new Piece(0, new byte[80], true), SECOND);
    add(2, new Piece(0, new byte[80], true), 32 * SECOND);
    assertThat(reassembler.size()).isEqualTo(1);
    assertThat(counters.get(Counter.IP_REASM_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void aMillionFirstFragmentsHoldBoundedMemory() {
    for (int id = 0; id < 1_000_000; id++) {
      add(id, new Piece(0, new byte[8], true), SECOND);
    }
    assertThat(reassembler.size()).isLessThanOrEqualTo(64);
    assertThat(pool.bytesInUseMax()).isLessThan(5L << 20);
  }
}
