// SPDX-License-Identifier: MIT
// Results of runs as the Testing view wants them: a message at the failing line, the call chain,
// and the two sides of a comparison.

export interface Frame {
  path: string | null;
  line: number;
  function: string | null;
  inWorkspace: boolean;
}

export interface Failure {
  test: string;
  type: string | null;
  message: string | null;
  frames: Frame[];
}

/** Of a command's result what says how tests went. */
export interface RunResult {
  summary: string;
  run?: { tests: string[]; outcome: string; seconds: number | null; log: string | null } | null;
  failures?: Failure[];
}

export interface Place {
  path: string;
  line: number; // 0-based
}

/** What is told of a failing test. Innermost frame first, as VS Code lists them. */
export interface Told {
  text: string;
  place: Place | undefined;
  stack: { label: string; place: Place | undefined }[];
  sides: { expected: string; actual: string } | undefined;
}

export interface Verdict {
  test: string;
  state: "passed" | "failed" | "errored";
  told: Told[];
}

function placeOf(frame: Frame): Place | undefined {
  return frame.path !== null && frame.line > 0
    ? { path: frame.path, line: frame.line - 1 }
    : undefined;
}

/** "assert ACTUAL == EXPECTED", where it is that alone and pytest has shortened neither. */
export function sidesOf(message: string): Told["sides"] {
  const [, compared] = /^assert (.+)$/m.exec(message.split("\n")[0] ?? "") ?? [];
  const sides = compared?.split(" == ") ?? [];
  const [actual, expected] = sides;
  return sides.length === 2 && actual && expected && !compared?.includes("...")
    ? { expected, actual }
    : undefined;
}

export function toldOf(failure: Failure): Told {
  const stack = [...failure.frames].reverse();
  const innermost = stack.find((frame) => frame.inWorkspace && placeOf(frame)) ?? stack[0];
  const message = failure.message ?? "";
  return {
    text: [failure.type, message].filter(Boolean).join(": "),
    place: innermost && placeOf(innermost),
    stack: stack.map((frame) => ({
      label: frame.function ?? frame.path ?? "?",
      place: placeOf(frame),
    })),
    sides: sidesOf(message),
  };
}

/** Whether a test is one of a file, of a class, or of a parametrized function. */
export function isInside(test: string, whole: string): boolean {
  return test.startsWith(`${whole}::`) || test.startsWith(`${whole}[`);
}

/** How the tests of a run went: each that failed, and those that were asked for. */
export function verdictsOf(result: RunResult | undefined): Verdict[] {
  const run = result?.run;
  if (!result || !run || run.outcome === "stopped") {
    return [];
  }
  const verdicts = new Map<string, Verdict>();
  for (const failure of result.failures ?? []) {
    const verdict = verdicts.get(failure.test) ??
      { test: failure.test, state: "failed" as const, told: [] };
    verdict.told.push(toldOf(failure));
    verdicts.set(failure.test, verdict);
  }
  for (const test of run.tests) {
    if ([...verdicts.keys()].some((id) => id === test || isInside(id, test))) {
      continue;
    }
    verdicts.set(test, run.outcome === "passed"
      ? { test, state: "passed", told: [] }
      : { test, state: "errored", told: [
        { text: result.summary, place: undefined, stack: [], sides: undefined },
      ] });
  }
  return [...verdicts.values()];
}

/** The 0-based line at which a test's function begins, in the text of its file; or undefined. */
export function lineOfTest(text: string, test: string): number | undefined {
  const name = /([^:]+?)(\[.*)?$/s.exec(test)?.[1] ?? "";
  const begin = new RegExp(`^\\s*(async\\s+)?(def|class)\\s+${name.replaceAll(/\W/g, "\\$&")}\\b`);
  const found = text.split(/\r\n|\r|\n/).findIndex((line) => begin.test(line));
  return found < 0 ? undefined : found;
}
