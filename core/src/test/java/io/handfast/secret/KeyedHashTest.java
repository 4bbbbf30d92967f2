package io.handfast.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** SipHash-2-4 against the reference vectors of its paper, where they are 40 bytes long. */
class KeyedHashTest {
  @Test
  void theVectorOfFortyBytesIsTheReferencesOne() {
    // Key 00 01 … 0f and message 00 01 … 27, little endian, as in the reference implementation.
    KeyedHash hash = new KeyedHash(0x0706_0504_0302_0100L, 0x0f0e_0d0c_0b0a_0908L);
    long value =
        hash.hash(
            0x0706_0504_0302_0100L,
            0x0f0e_0d0c_0b0a_0908L,
            0x1716_1514_1312_1110L,
            0x1f1e_1d1c_1b1a_1918L,
            0x2726_2524_2322_2120L);
    assertThat(value).isEqualTo(reference(40));
  }

  /** The same function written for bytes, from the paper's description. */
  private static long reference(int length) {
    byte[] message = new byte[length];
    for (int i = 0; i < length; i++) {
      message[i] = (byte) i;
    }
    long[] v = {
      0x0706_0504_0302_0100L ^ 0x736f6d6570736575L,
      0x0f0e_0d0c_0b0a_0908L ^ 0x646f72616e646f6dL,
      0x0706_0504_0302_0100L ^ 0x6c7967656e657261L,
      0x0f0e_0d0c_0b0a_0908L ^ 0x7465646279746573L
    };
    for (int at = 0; at <= length; at += 8) {
      long word = at == length - length % 8 ? (long) length << 56 : 0;
      for (int i = 0; i < 8 && at + i < length; i++) {
        word |= (message[at + i] & 0xffL) << 8 * i;
      }
      v[3] ^= word;
      rounds(v, 2);
      v[0] ^= word;
    }
    v[2] ^= 0xff;
    rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
  }

  private static void rounds(long[] v, int count) {
    for (int i = 0; i < count; i++) {
      v[0] += v[1];
      v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
      v[0] = Long.rotateLeft(v[0], 32);
      v[2] += v[3];
      v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
      v[0] += v[3];
      v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
      v[2] += v[1];
      v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
      v[2] = Long.rotateLeft(v[2], 32);
    }
  }

  /** Vector of 15 bytes printed in the paper: shows that the reference above is SipHash-2-4. */
  @Test
  void theReferenceOfThisTestGivesThePapersVector() {
    assertThat(reference(15)).isEqualTo(0xa129_ca61_49be_45e5L);
  }
}
