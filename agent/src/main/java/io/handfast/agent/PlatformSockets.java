package io.handfast.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import io.handfast.nio.JavaNet;
import io.handfast.nio.socket.KernelSockets;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.net.SocketImpl;
import java.nio.channels.DatagramChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Takes the place of what the JDK has behind {@code Socket}, {@code ServerSocket} and {@code
 * DatagramSocket}: the methods that make it are given another body. So the factories of {@code
 * java.net} stay free for the program, and what the JDK puts in front of its own sockets, SOCKS and
 * HTTP proxies, is in front of these.
 */
final class PlatformSockets {
  private static final String STREAMS = "createPlatformSocketImpl";
  private static final String DATAGRAMS = "openUninterruptibleDatagramChannel";
  private static final int PUBLIC_FINAL = ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL;
  private static final ClassDesc PROVIDER = describe(SelectorProvider.class);

  /** The JDK tells its own implementations from those of a program's factory by this interface. */
  private static final ClassDesc MARKER = ClassDesc.of("sun.net.PlatformSocketImpl");

  private PlatformSockets() {}

  /** False when this JDK is built otherwise; then nothing has changed. */
  static boolean installStreams(Instrumentation instrumentation) {
    try {
      MethodHandle listener = marked("PlatformListener", JavaNet.LISTENER);
      MethodHandle stream = marked("PlatformStream", JavaNet.STREAM);
      IntFunction<SocketImpl> maker = server -> make(server == 0 ? stream : listener);
      ClassDesc hook = hook("HandfastStreams", IntFunction.class, maker);
      MethodTypeDesc apply = MethodTypeDesc.of(CD_Object, CD_int);
      MethodBodies.replace(
          instrumentation,
          SocketImpl.class,
          STREAMS,
          code ->
              code.getstatic(hook, "maker", describe(IntFunction.class))
                  .iload(0)
                  .invokeinterface(describe(IntFunction.class), "apply", apply)
                  .checkcast(describe(SocketImpl.class))
                  .areturn());
      Method made = SocketImpl.class.getDeclaredMethod(STREAMS, boolean.class);
      made.setAccessible(true);
      return JavaNet.STREAM.isInstance(made.invoke(null, false));
    } catch (ReflectiveOperationException | UnmodifiableClassException | LinkageError e) {
      return false;
    }
  }

  /** False when this JDK is built otherwise; then nothing has changed. */
  static boolean installDatagrams(Instrumentation instrumentation) {
    try {
      Class<?> owner = Class.forName("sun.nio.ch.SelectorProviderImpl");
      owner.getMethod(DATAGRAMS);
      Supplier<DatagramChannel> maker = JavaNet::uninterruptibleDatagramChannel;
      ClassDesc hook = hook("HandfastDatagrams", Supplier.class, maker);
      MethodBodies.replace(
          instrumentation,
          owner,
          DATAGRAMS,
          code ->
              code.getstatic(hook, "maker", describe(Supplier.class))
                  .invokeinterface(describe(Supplier.class), "get", MethodTypeDesc.of(CD_Object))
                  .checkcast(describe(DatagramChannel.class))
                  .areturn());
      return true;
    } catch (ReflectiveOperationException | UnmodifiableClassException | LinkageError e) {
      return false;
    }
  }

  private static ClassDesc describe(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  private static SocketImpl make(MethodHandle constructor) {
    try {
      return KernelSockets.areAccepting()
          ? KernelSockets.platformImpl(false)
          : (SocketImpl) constructor.invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("no socket could be made", e);
    }
  }

  /** The constructor of a subclass that bears the JDK's mark, whose name javac refuses to us. */
  private static MethodHandle marked(String name, Class<? extends SocketImpl> parent)
      throws ReflectiveOperationException {
    ClassDesc superclass = describe(parent);
    MethodTypeDesc ofProvider = MethodTypeDesc.of(CD_void, PROVIDER);
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(PlatformSockets.class.getPackageName(), name),
                type ->
                    type.withSuperclass(superclass)
                        .withFlags(PUBLIC_FINAL)
                        .withInterfaceSymbols(MARKER)
                        .withMethodBody(
                            INIT_NAME,
                            ofProvider,
                            ClassFile.ACC_PUBLIC,
                            code ->
                                code.aload(0)
                                    .aload(1)
                                    .invokespecial(superclass, INIT_NAME, ofProvider)
                                    .return_()));
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodType type = MethodType.methodType(void.class, SelectorProvider.class);
    return lookup.findConstructor(lookup.defineClass(bytes), type).bindTo(JavaNet.provider());
  }

  /** A class beside the JDK's own, of whose field {@code maker} its methods can read the value. */
  private static ClassDesc hook(String name, Class<?> type, Object maker)
      throws ReflectiveOperationException {
    ClassDesc hook = ClassDesc.of(SocketImpl.class.getPackageName(), name);
    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC | ClassFile.ACC_VOLATILE;
    byte[] bytes =
        ClassFile.of()
            .build(
                hook,
                builder ->
                    builder.withFlags(PUBLIC_FINAL).withField("maker", describe(type), flags));
    MethodHandles.privateLookupIn(SocketImpl.class, MethodHandles.lookup())
        .defineClass(bytes)
        .getField("maker")
        .set(null, maker);
    return hook;
  }
}
