package io.handfast.cli;

import io.handfast.host.HostException;
import io.handfast.link.LinkException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into one line on standard error and an exit code. */
final class Failures {
  private Failures() {}

  static int onWrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    PrintWriter err = command.getErr();
    err.println("handfast: " + e.getMessage().lines().findFirst().orElse("wrong usage"));
    err.println("Try '" + name + " --help'.");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  static int onFailure(Exception e, CommandLine command, ParseResult parsed) {
    command.getErr().println("handfast: " + sentence(e));
    if (System.getenv("HANDFAST_DEBUG") != null) {
      e.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** What to tell a person; the class of an exception only when it is a defect of ours. */
  static String sentence(Throwable e) {
    return switch (e) {
      case HostException _, LinkException _, Failure _ -> e.getMessage();
      case NoSuchFileException missing -> "no such file: " + missing.getFile();
      case AccessDeniedException denied -> "access denied: " + denied.getFile();
      case ConnectException refused -> refusal(refused);
      case IOException io -> io.getMessage() == null ? io.toString() : io.getMessage();
      default -> e + " (a defect of handfast; HANDFAST_DEBUG=1 shows where)";
    };
  }

  private static String refusal(ConnectException e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof UnresolvedAddressException) {
        return "the host name is not known";
      }
      if (each.getMessage() != null) {
        return each.getMessage();
      }
    }
    return "cannot connect";
  }

  /** A failure that is told in one sentence. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }

    Failure(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
