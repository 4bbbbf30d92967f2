package io.handfast.requirements;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads the test methods out of sources, with the JDK's own parser. */
final class TestSources {
  /** Annotations that make a method a test; ours stand for one of the others. */
  private static final Set<String> TESTS =
      Set.of(
          "Test",
          "ParameterizedTest",
          "RepeatedTest",
          "TestFactory",
          "Property",
          "Example",
          "AtEveryEdge");

  /** What keeps a test out of the default build. */
  private static final Set<String> LEFT_OUT = Set.of("NetTest", "Tag", "Disabled");

  private TestSources() {}

  /** All test methods below the root of the project, ordered by file. */
  static List<TestMethod> read(Path root) {
    try (Stream<Path> modules = Files.list(root)) {
      List<Path> sources = new ArrayList<>();
      for (Path module : modules.sorted().toList()) {
        addSources(module.resolve("src/test/java"), sources);
      }
      return parse(root, sources);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addSources(Path folder, List<Path> sources) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
      }
    }
  }

  private static List<TestMethod> parse(Path root, List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      List<TestMethod> found = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        Path file = Path.of(unit.getSourceFile().toUri());
        String path = root.toAbsolutePath().normalize().relativize(file).toString();
        unit.accept(new Scanner(path.replace('\\', '/'), found), null);
      }
      return found;
    }
  }

  private static final class Scanner extends TreeScanner<Void, Void> {
    private final String path;
    private final List<TestMethod> found;
    private final Deque<ClassTree> types = new ArrayDeque<>();

    Scanner(String path, List<TestMethod> found) {
      this.path = path;
      this.found = found;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      types.push(type);
      super.visitClass(type, null);
      types.pop();
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      Set<String> marks = marks(method.getModifiers());
      boolean runs = marks.stream().anyMatch(TESTS::contains);
      List<String> shows = requirements(method.getModifiers());
      if (runs || !shows.isEmpty()) {
        Set<String> all = new TreeSet<>(marks);
        types.forEach(type -> all.addAll(marks(type.getModifiers())));
        boolean byDefault = all.stream().noneMatch(LEFT_OUT::contains);
        String type = types.peek().getSimpleName().toString();
        found.add(new TestMethod(path, type, method.getName().toString(), runs, byDefault, shows));
      }
      return super.visitMethod(method, null);
    }

    private static Set<String> marks(ModifiersTree modifiers) {
      Set<String> names = new TreeSet<>();
      for (AnnotationTree annotation : modifiers.getAnnotations()) {
        names.add(nameOf(annotation));
      }
      return names;
    }

    private static String nameOf(AnnotationTree annotation) {
      String name = annotation.getAnnotationType().toString();
      return name.substring(name.lastIndexOf('.') + 1);
    }

    private static List<String> requirements(ModifiersTree modifiers) {
      List<String> values = new ArrayList<>();
      for (AnnotationTree annotation : modifiers.getAnnotations()) {
        if (nameOf(annotation).equals("Requirement")) {
          annotation.accept(
              new TreeScanner<Void, Void>() {
                @Override
                public Void visitLiteral(LiteralTree literal, Void unused) {
                  values.add(String.valueOf(literal.getValue()));
                  return null;
                }
              },
              null);
        }
      }
      return values;
    }
  }
}
