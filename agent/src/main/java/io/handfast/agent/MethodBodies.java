package io.handfast.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodTransform;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.function.Consumer;

/** Gives the methods of one name in one loaded class another body. */
final class MethodBodies implements ClassFileTransformer {
  private final Class<?> owner;
  private final String method;
  private final Consumer<CodeBuilder> body;

  private MethodBodies(Class<?> owner, String method, Consumer<CodeBuilder> body) {
    this.owner = owner;
    this.method = method;
    this.body = body;
  }

  static void replace(
      Instrumentation instrumentation, Class<?> owner, String method, Consumer<CodeBuilder> body)
      throws UnmodifiableClassException {
    MethodBodies rewriter = new MethodBodies(owner, method, body);
    instrumentation.addTransformer(rewriter, true);
    try {
      instrumentation.retransformClasses(owner);
    } finally {
      instrumentation.removeTransformer(rewriter);
    }
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> present, ProtectionDomain domain, byte[] bytes) {
    if (present != owner) {
      return null;
    }
    MethodTransform replaced =
        (builder, element) -> {
          if (element instanceof CodeModel) {
            builder.withCode(body);
          } else {
            builder.with(element);
          }
        };
    ClassFile format = ClassFile.of();
    return format.transformClass(
        format.parse(bytes),
        ClassTransform.transformingMethods(
            each -> each.methodName().equalsString(method), replaced));
  }
}
