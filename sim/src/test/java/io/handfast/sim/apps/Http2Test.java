package io.handfast.sim.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames and header blocks as RFC 9113 and RFC 7541 have them. */
class Http2Test {
  private static final byte[] TEXT = "hello".getBytes(StandardCharsets.US_ASCII);

  /** Length 5, DATA, END_STREAM, stream 3. */
  @Test
  void aFrameByteByByte() {
    byte[] frame = Http2Frames.frame(Http2Frames.DATA, Http2Frames.END_STREAM, 3, TEXT);
    assertThat(HexFormat.of().formatHex(frame))
        .isEqualTo("000005" + "00" + "01" + "00000003" + "68656c6c6f");
  }

  @Test
  void framesAreTakenWhereverTheStreamIsCut() {
    byte[] both =
        Bytes.join(
            Http2Frames.frame(Http2Frames.DATA, 0, 1, TEXT),
            Http2Frames.frame(Http2Frames.SETTINGS, Http2Frames.ACK, 0, new byte[0]));
    for (int cut = 0; cut <= both.length; cut++) {
      Http2Frames frames = new Http2Frames();
      List<Http2Frames.Frame> taken = new ArrayList<>(frames.take(Arrays.copyOf(both, cut)));
      taken.addAll(frames.take(Arrays.copyOfRange(both, cut, both.length)));
      assertThat(taken).hasSize(2);
      assertThat(taken.getFirst().payload()).isEqualTo(TEXT);
      assertThat(taken.getLast().has(Http2Frames.ACK)).isTrue();
    }
  }

  /** Static table: GET is 2, http is 6, :path 4, :authority 1; :status 200 is 8, 404 is 13. */
  @Test
  void headersUseTheStaticTable() {
    byte[] request = Hpack.request("b", "/a");
    assertThat(HexFormat.of().formatHex(request)).isEqualTo("8286" + "04022f61" + "010162");
    assertThat(Hpack.path(request)).isEqualTo("/a");
    byte[] response = Hpack.response(true, 12);
    assertThat(HexFormat.of().formatHex(response)).isEqualTo("88" + "0f0d023132");
    assertThat(Hpack.status(response)).isEqualTo("200");
    assertThat(Hpack.status(Hpack.response(false, 0))).isEqualTo("404");
  }
}
