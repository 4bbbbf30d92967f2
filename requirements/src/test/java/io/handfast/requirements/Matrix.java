package io.handfast.requirements;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of all RFCs against the tests that name them. */
final class Matrix {
  /** A test that a sentence names: {@code SomeTest}, {@code SomeTest.method}, or both in code. */
  private static final Pattern NAMED_TEST =
      Pattern.compile("`(?!NetTest`)([A-Z]\\w*Test)(?:\\.(\\w+))?`");

  private final List<Rfc> rfcs;
  private final List<TestMethod> tests;
  private final Map<String, List<TestMethod>> evidence = new TreeMap<>();
  private final Set<String> names = new TreeSet<>();

  Matrix(List<Rfc> rfcs, List<TestMethod> tests) {
    this.rfcs = rfcs;
    this.tests = tests;
    for (TestMethod test : tests) {
      names.add(test.type());
      names.add(test.toString());
      for (String key : test.shows()) {
        evidence.computeIfAbsent(key, unused -> new ArrayList<>()).add(test);
      }
    }
  }

  List<Rfc> rfcs() {
    return rfcs;
  }

  /** The tests that name a row, ordered by file. */
  List<TestMethod> testsOf(Rfc rfc, Row row) {
    return evidence.getOrDefault(rfc.key(row), Collections.emptyList());
  }

  /** What is wrong, one sentence each; empty when the build may pass. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Set<String> known = new TreeSet<>();
    for (Rfc rfc : rfcs) {
      for (Row row : rfc.rows()) {
        if (!known.add(rfc.key(row))) {
          problems.add(rfc.key(row) + " is there twice.");
        }
        judge(rfc, row, problems);
        problems.addAll(unknownTests(rfc.key(row), row.note()));
      }
    }
    for (TestMethod test : tests) {
      judge(test, known, problems);
    }
    return problems;
  }

  private void judge(Rfc rfc, Row row, List<String> problems) {
    List<TestMethod> shown = testsOf(rfc, row);
    String key = rfc.key(row);
    if (row.status() == Row.Status.SHOWN) {
      if (shown.isEmpty()) {
        problems.add(key + " has neither a test nor a reason.");
      } else if (shown.stream().noneMatch(TestMethod::byDefault)) {
        problems.add(key + " has no test that the default build runs.");
      }
      return;
    }
    if (row.note().isBlank()) {
      problems.add(key + " is \"" + row.status().words + "\" without a reason.");
    }
    if (!shown.isEmpty()) {
      problems.add(key + " is \"" + row.status().words + "\", but " + shown + " show it.");
    }
    if (row.isMust() && !mayStayOpen(rfc, row)) {
      problems.add(key + " is a MUST and cannot be \"" + row.status().words + "\".");
    }
  }

  /** Where a file says so every MUST is shown or does not apply. */
  private static boolean mayStayOpen(Rfc rfc, Row row) {
    return switch (row.status()) {
      case SHOWN, DOES_NOT_APPLY -> true;
      case DECLINED, NOT_YET -> !rfc.noOpenMust();
    };
  }

  private void judge(TestMethod test, Set<String> known, List<String> problems) {
    for (String key : test.shows()) {
      if (!known.contains(key)) {
        problems.add(test + " names " + key + ", which is no row.");
      }
    }
    if (!test.runs()) {
      problems.add(test + " names requirements, but is no test.");
    }
  }

  /** Tests that a text names and that do not exist. */
  List<String> unknownTests(String where, String text) {
    List<String> problems = new ArrayList<>();
    Matcher matcher = NAMED_TEST.matcher(text);
    while (matcher.find()) {
      String method = matcher.group(2);
      String name = method == null ? matcher.group(1) : matcher.group(1) + "." + method;
      if (!names.contains(name)) {
        problems.add(where + " names the test " + name + ", which does not exist.");
      }
    }
    return problems;
  }
}
