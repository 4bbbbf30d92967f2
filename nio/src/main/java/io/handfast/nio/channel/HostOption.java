package io.handfast.nio.channel;

import java.net.SocketException;
import java.net.SocketOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A socket option and how the stack's socket takes it.
 *
 * @param <S> the stack's socket
 * @param <T> the option's value
 */
record HostOption<S, T>(
    SocketOption<T> name, BiConsumer<S, T> setter, Function<S, T> getter, Predicate<T> acceptable) {

  void set(S socket, T value) {
    setter.accept(socket, value);
  }

  T get(S socket) {
    return getter.apply(socket);
  }

  /** Of an option that can only be read: trying to set it is refused. */
  static <S, T> HostOption<S, T> readOnly(SocketOption<T> name, T value) {
    return new HostOption<>(name, null, _ -> value, _ -> true);
  }

  /** The value, checked; {@code Object} because callers from before generics exist. */
  T check(Object value) throws SocketException {
    if (!name.type().isInstance(value)) {
      throw new IllegalArgumentException("invalid value '" + value + "' for " + name);
    }
    if (setter == null) {
      throw new SocketException("Attempt to set read only option " + name);
    }
    T typed = name.type().cast(value);
    if (!acceptable.test(typed)) {
      throw new IllegalArgumentException("invalid value '" + value + "' for " + name);
    }
    return typed;
  }

  static <S> Map<SocketOption<?>, HostOption<S, ?>> table(Collection<HostOption<S, ?>> options) {
    Map<SocketOption<?>, HostOption<S, ?>> table = new LinkedHashMap<>();
    options.forEach(option -> table.put(option.name(), option));
    return java.util.Collections.unmodifiableMap(table);
  }

  /**
   * Finds an option of a channel.
   *
   * @throws UnsupportedOperationException when the channel does not have it
   */
  @SuppressWarnings("unchecked") // the table maps each name to an option of the same type
  static <S, T> HostOption<S, T> find(
      Map<SocketOption<?>, HostOption<S, ?>> table, SocketOption<T> name) {
    HostOption<S, ?> option = table.get(Objects.requireNonNull(name));
    if (option == null) {
      throw new UnsupportedOperationException("'" + name + "' not supported");
    }
    return (HostOption<S, T>) option;
  }
}
