package io.handfast.bench.speed;

import io.handfast.bench.speed.Measure.Mode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Command lines of the servers.
 *
 * @param handfast what starts {@code handfast} in another JVM: {@code java}, its flags, the class
 * @param gvisor the program that serves on gVisor
 */
record Commands(List<String> handfast, Path gvisor) {
  List<String> of(Contender contender, Mode mode, String tun, String address) {
    boolean offload = mode != Mode.RAW;
    if (contender == Contender.GVISOR) {
      return List.of(gvisor.toString(), "-tun", tun, "-address", address, "-offload=" + offload);
    }
    List<String> command = new ArrayList<>(handfast);
    command.addAll(List.of("bench", "serve", "--supervised", "--api", api(contender)));
    if (contender != Contender.KERNEL) {
      command.addAll(List.of("--tun", tun, "--address", address + "/24"));
      command.addAll(List.of("--offload", offload ? "on" : "off"));
    }
    if (mode == Mode.POLL) {
      command.addAll(List.of("--sysctl", "net.core.busy_poll=1000000"));
    }
    return command;
  }

  private static String api(Contender contender) {
    return switch (contender) {
      case INLINE -> "inline";
      case NIO -> "nio";
      case BLOCKING -> "blocking";
      case KERNEL -> "kernel";
      case SPIKE -> "spike";
      case GVISOR -> throw new IllegalArgumentException("a program of its own");
    };
  }
}
