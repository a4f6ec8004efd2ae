// SPDX-License-Identifier: MIT
// The Testing view: what redgreen ran, with messages at the failing line and the call chain. Tests
// are not looked for: those that ran are there, and can be run again from there.
import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import { lineOfTest, Place, RunResult, Told, verdictsOf } from "./failures";

export class Testing implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController("redgreen", "redgreen");
  private readonly roots = new WeakMap<vscode.TestItem, string>();

  constructor() {
    this.controller.createRunProfile(
      "Run with redgreen", vscode.TestRunProfileKind.Run,
      (request, token) => this.runAgain(request, token), true,
    );
  }

  dispose(): void {
    this.controller.dispose();
  }

  /** What a command's result says of tests; nothing where it says nothing. */
  async show(root: string, result: RunResult | undefined): Promise<void> {
    const verdicts = verdictsOf(result);
    if (verdicts.length === 0) {
      return;
    }
    const items = await Promise.all(verdicts.map((verdict) => this.itemOf(root, verdict.test)));
    const run = this.controller.createTestRun(new vscode.TestRunRequest(items));
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
      } else {
        run[verdict.state](item, verdict.told.map((told) => message(root, told)), milliseconds);
      }
    });
    await this.appendLog(run, root, result?.run?.log);
    run.end();
  }

  private async appendLog(
    run: vscode.TestRun, root: string, log: string | null | undefined,
  ): Promise<void> {
    if (log) {
      const text = await fs.readFile(path.resolve(root, log), "utf8").catch(() => "");
      run.appendOutput(text.replaceAll(/\r?\n/g, "\r\n"));
    }
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

  /** The command shows its result itself; here is only which tests, and that one may stop them. */
  private async runAgain(
    request: vscode.TestRunRequest, token: vscode.CancellationToken,
  ): Promise<void> {
    const wanted = request.include ?? [...this.controller.items].map(([, item]) => item);
    const tests = new Map<string, string[]>();
    for (const item of wanted) {
      const root = this.roots.get(item);
      if (root !== undefined && !request.exclude?.includes(item)) {
        tests.set(root, [...(tests.get(root) ?? []), item.label]);
      }
    }
    for (const [root, names] of tests) {
      const stop = token.onCancellationRequested(() =>
        vscode.commands.executeCommand("redgreen.stop", { root }),
      );
      await vscode.commands.executeCommand("redgreen.runTest", { root, tests: names });
      stop.dispose();
    }
  }
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
