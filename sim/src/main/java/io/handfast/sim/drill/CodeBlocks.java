package io.handfast.sim.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The code blocks of a script: looked at the socket at their time, judged at the end. */
final class CodeBlocks {
  private record Block(int line, String text, Map<String, Long> snapshot) {}

  private final List<Block> blocks = new ArrayList<>();
  private final Map<String, Long> shared = new TreeMap<>();

  void add(int line, String text, Map<String, Long> snapshot) {
    blocks.add(new Block(line, text, snapshot));
  }

  /** Runs the blocks in order; throws at the first assertion that does not hold. */
  void judge() {
    for (Block block : blocks) {
      try {
        new Evaluator(block.text, name -> lookUp(block, name), shared).run();
      } catch (DrillStop stop) {
        throw stop.at(block.line);
      }
    }
  }

  private Long lookUp(Block block, String name) {
    Long own = shared.get(name);
    Long seen = own != null ? own : block.snapshot.get(name);
    return seen != null ? seen : Constants.value(name);
  }
}
