package io.handfast.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code handfast} command: without a subcommand it prints its help. */
@Command(
    name = "handfast",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "handfast 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    description = "A complete TCP/IP stack in pure Java.",
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:it failed, one line says why", "2:wrong usage"},
    subcommands = {
      DemoCommand.class,
      PlayCommand.class,
      DrillCommand.class,
      ServeCommand.class,
      GetCommand.class,
      CompareHttpCommand.class,
      RunCommand.class,
      GatewayCommand.class,
      ShieldCommand.class,
      NcCommand.class,
      ResolveCommand.class,
      SsCommand.class,
      NetstatCommand.class,
      SysctlCommand.class,
      TopCommand.class,
      BenchCommand.class,
      HelpCommand.class,
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The command with its handling of errors, for {@link #main} and for tests. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(Failures::onWrongUsage)
        .setExecutionExceptionHandler(Failures::onFailure);
  }

  /** A gateway's channels are the kernel's: they are what its flows go on through. */
  private static boolean standsOnTheKernel(String[] args) {
    return args.length > 0 && args[0].equals("gateway");
  }

  /** Runs the command and ends the JVM with its exit code (0 done, 1 failed, 2 wrong usage). */
  public static void main(String[] args) {
    // Read once, when this JVM opens its first channel: our channels live on hosts we open first.
    if (!standsOnTheKernel(args)) {
      System.setProperty(
          "java.nio.channels.spi.SelectorProvider", "io.handfast.nio.HandfastSelectorProvider");
    }
    System.exit(commandLine().execute(args));
  }
}
