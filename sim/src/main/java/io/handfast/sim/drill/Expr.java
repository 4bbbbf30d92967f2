package io.handfast.sim.drill;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An argument or a result of a system call. */
sealed interface Expr {
  /** {@code ...}: whatever the runner puts there. */
  record Ellipsis() implements Expr {}

  /** A number. */
  record Num(long value) implements Expr {}

  /** A symbol. */
  record Name(String name) implements Expr {}

  /** A string. */
  record Text(String value) implements Expr {}

  /** Bits joined by {@code |}. */
  record Or(List<Expr> parts) implements Expr {}

  /** {@code [a, b]}. */
  record Sequence(List<Expr> items) implements Expr {}

  /** {@code {name = value, ...}}. */
  record Struct(List<Field> fields) implements Expr {
    /** The value of a field. */
    Optional<Expr> field(String name) {
      return fields.stream().filter(f -> f.name.equals(name)).map(Field::value).findFirst();
    }
  }

  /** A field of a structure; its name is empty when it stands by position. */
  record Field(String name, Expr value) {}

  /** A function, such as {@code htons(80)}. */
  record Function(String name, List<Expr> arguments) implements Expr {}

  /** The expression as a script writes it. */
  default String text() {
    return switch (this) {
      case Ellipsis _ -> "...";
      case Num(long value) -> Long.toString(value);
      case Name(String name) -> name;
      case Text(String value) -> '"' + value + '"';
      case Or(List<Expr> parts) -> join(parts, "|");
      case Sequence(List<Expr> items) -> "[" + join(items, ", ") + "]";
      case Struct(List<Field> fields) ->
          fields.stream()
              .map(f -> (f.name.isEmpty() ? "" : f.name + "=") + f.value.text())
              .collect(Collectors.joining(", ", "{", "}"));
      case Function(String name, List<Expr> arguments) -> name + "(" + join(arguments, ", ") + ")";
    };
  }

  private static String join(List<Expr> parts, String by) {
    return parts.stream().map(Expr::text).collect(Collectors.joining(by));
  }
}
