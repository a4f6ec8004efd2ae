// SPDX-License-Identifier: MIT
// The Testing view: what redgreen ran, with messages at the failing line and the call chain. Tests
// are not looked for: those that ran are there, and can be run again from there.
import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import { isInside, lineOfTest, Place, RunResult, Told, verdictsOf } from "./failures";

/** A run that is under way. */
interface Live {
  run: vscode.TestRun;
  hasOutput: boolean;
}

export class Testing implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController("redgreen", "redgreen");
  private readonly roots = new WeakMap<vscode.TestItem, string>();
  private readonly live = new Map<string, Live>(); // by root
  private readonly requests = new Map<string, vscode.TestRunRequest>(); // from the view, by root

  constructor() {
    this.controller.createRunProfile(
      "Run with redgreen", vscode.TestRunProfileKind.Run,
      (request) => this.runAgain(request), true,
    );
  }

  dispose(): void {
    this.controller.dispose();
  }

  /** A command begins that runs these tests: they are under way, with what they print. */
  async begin(root: string, tests: readonly string[]): Promise<void> {
    const items = await Promise.all(tests.map((test) => this.itemOf(root, test)));
    this.end(root);
    const run = this.controller.createTestRun(
      this.requests.get(root) ?? new vscode.TestRunRequest(items),
    );
    this.live.set(root, { run, hasOutput: false });
    run.token.onCancellationRequested(() =>
      vscode.commands.executeCommand("redgreen.stop", { root }),
    );
    items.forEach((item) => run.started(item));
  }

  append(root: string, text: string): void {
    const live = this.live.get(root);
    if (live) {
      live.hasOutput = true;
      live.run.appendOutput(forTerminal(text));
    }
  }

  end(root: string): void {
    this.live.get(root)?.run.end();
    this.live.delete(root);
  }

  /** What a command's result says of tests; nothing where it says nothing. */
  async show(root: string, result: RunResult | undefined): Promise<void> {
    const verdicts = verdictsOf(result);
    const live = this.live.get(root);
    if (verdicts.length === 0) {
      return;
    }
    this.live.delete(root);
    const items = await Promise.all(verdicts.map((verdict) => this.itemOf(root, verdict.test)));
    const known = [...this.controller.items].map(([, item]) => item)
      .filter((item) => this.roots.get(item) === root);
    const run = live?.run ?? this.controller.createTestRun(new vscode.TestRunRequest(items));
    const milliseconds = items.length === 1 && result?.run?.seconds != null
      ? result.run.seconds * 1000
      : undefined;
    verdicts.forEach((verdict, n) => {
      const item = items[n];
      if (!item) {
        return;
      }
      if (verdict.state === "passed") {
        run.passed(item, milliseconds);
        known.filter(({ label }) => isInside(label, verdict.test))
          .forEach((inside) => run.passed(inside));
      } else {
        run[verdict.state](item, verdict.told.map((told) => message(root, told)), milliseconds);
      }
    });
    if (!live?.hasOutput && result?.run?.log) {
      const log = await fs.readFile(path.resolve(root, result.run.log), "utf8").catch(() => "");
      run.appendOutput(forTerminal(log));
    }
    run.end();
  }

  private async itemOf(root: string, test: string): Promise<vscode.TestItem> {
    const id = `${root}::${test}`;
    const file = path.resolve(root, test.split("::")[0] ?? test);
    const item = this.controller.items.get(id) ??
      this.controller.createTestItem(id, test, vscode.Uri.file(file));
    const line = lineOfTest(await fs.readFile(file, "utf8").catch(() => ""), test);
    item.range = line === undefined ? undefined : new vscode.Range(line, 0, line, 0);
    this.controller.items.add(item);
    this.roots.set(item, root);
    return item;
  }

  /** The command shows its result itself, and stops when the run of the view does. */
  private async runAgain(request: vscode.TestRunRequest): Promise<void> {
    const wanted = request.include ?? [...this.controller.items].map(([, item]) => item);
    const tests = new Map<string, string[]>();
    for (const item of wanted) {
      const root = this.roots.get(item);
      if (root !== undefined && !request.exclude?.includes(item)) {
        tests.set(root, [...(tests.get(root) ?? []), item.label]);
      }
    }
    for (const [root, names] of tests) {
      this.requests.set(root, request);
      try {
        await vscode.commands.executeCommand("redgreen.runTest", { root, tests: names });
      } finally {
        this.requests.delete(root);
      }
    }
  }
}

function forTerminal(text: string): string {
  return text.replaceAll(/\r?\n/g, "\r\n");
}

function location(root: string, place: Place): vscode.Location {
  const uri = vscode.Uri.file(path.resolve(root, place.path));
  return new vscode.Location(uri, new vscode.Position(place.line, 0));
}

function message(root: string, told: Told): vscode.TestMessage {
  const made = told.sides
    ? vscode.TestMessage.diff(told.text, told.sides.expected, told.sides.actual)
    : new vscode.TestMessage(told.text);
  if (told.place) {
    made.location = location(root, told.place);
  }
  made.stackTrace = told.stack.map(({ label, place }) => {
    const at = place && location(root, place);
    return new vscode.TestMessageStackFrame(label, at?.uri, at?.range.start);
  });
  return made;
}
