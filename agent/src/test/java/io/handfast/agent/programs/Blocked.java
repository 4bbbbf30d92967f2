package io.handfast.agent.programs;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Prints what becomes of each blocked call when its thread is interrupted, and when another thread
 * closes what it is blocked in: on platform threads and on virtual ones. Knows nothing of Handfast.
 */
public final class Blocked {
  private static final long SOON_MILLIS = 1_000;
  private static final List<Setting> SETTINGS =
      List.of(
          Scenes::channelRead,
          Scenes::channelWrite,
          Scenes::channelAccept,
          Scenes::channelConnect,
          Scenes::adaptorRead,
          Scenes::adaptorAccept,
          Scenes::adaptorConnect,
          Scenes::select,
          Scenes::socketRead,
          Scenes::socketWrite,
          Scenes::socketAccept,
          Scenes::socketConnect,
          Scenes::datagramChannelReceive,
          Scenes::datagramAdaptorReceive,
          Scenes::datagramSocketReceive,
          Scenes::pipeRead);

  /** A call that may take long. */
  interface Call {
    Object run() throws Exception;
  }

  /**
   * A call that blocks, on something that can be closed, which another call lets go on; what is
   * asked of it afterwards, and what else is to be closed in the end.
   */
  record Scene(
      String name, Call call, Closeable victim, Call rescue, Call after, List<Closeable> rest) {}

  /** Makes a scene anew. */
  interface Setting {
    Scene open() throws Exception;
  }

  private Blocked() {}

  /** Prints the stories, which all run at the same time. */
  public static void main(String[] arguments) throws Exception {
    List<CompletableFuture<String>> stories = new ArrayList<>();
    for (Setting setting : SETTINGS) {
      for (boolean virtual : new boolean[] {false, true}) {
        for (boolean interrupt : new boolean[] {true, false}) {
          CompletableFuture<String> story = new CompletableFuture<>();
          stories.add(story);
          Thread.ofPlatform().start(() -> complete(story, setting, virtual, interrupt));
        }
      }
    }
    for (CompletableFuture<String> story : stories) {
      System.out.println(story.get());
    }
  }

  private static void complete(
      CompletableFuture<String> story, Setting setting, boolean virtual, boolean interrupt) {
    try {
      story.complete(play(setting.open(), virtual, interrupt));
    } catch (Exception e) {
      story.completeExceptionally(e);
    }
  }

  private static String play(Scene scene, boolean virtual, boolean interrupt) throws Exception {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    Runnable body = () -> outcome.complete(tell(scene.call) + interrupted());
    Thread thread = virtual ? Thread.startVirtualThread(body) : Thread.ofPlatform().start(body);
    Thread.sleep(SOON_MILLIS);
    String story = scene.name + (virtual ? ", virtual" : "");
    if (outcome.isDone()) {
      story += ", did not block";
    } else if (interrupt) {
      story += ", interrupted";
      thread.interrupt();
    } else {
      story += ", closed";
      scene.victim.close();
    }
    story += ": " + await(outcome, scene) + "; then " + tell(scene.after);
    scene.victim.close();
    for (Closeable each : scene.rest) {
      each.close();
    }
    return story;
  }

  private static String await(CompletableFuture<String> outcome, Scene scene) throws Exception {
    try {
      return outcome.get(2 * SOON_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      scene.rescue.run();
      return "stays blocked, at last " + outcome.get(10, TimeUnit.SECONDS);
    }
  }

  private static String interrupted() {
    return Thread.currentThread().isInterrupted() ? " (interrupted)" : "";
  }

  /** What comes of a call, as a sentence. */
  static String tell(Call call) {
    try {
      return String.valueOf(call.run());
    } catch (Exception e) {
      return e.getClass().getName() + ": " + e.getMessage();
    }
  }
}
