// SPDX-License-Identifier: MIT
// The item in VS Code's status bar, and the context keys that hide what is not possible from the
// palette: those of the repository that the user is in.
import * as vscode from "vscode";
import { contextKey, lineAt, rootAround, Status } from "./status";

export class StatusLine implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "redgreen.status", vscode.StatusBarAlignment.Left, 10,
  );
  private readonly latest = new Map<string, { status: Status; at: number }>();
  private readonly editors = vscode.window.onDidChangeActiveTextEditor(() => this.show());
  private clock: NodeJS.Timeout | undefined;

  /** commands are the ids of all commands of the server. */
  constructor(private readonly commands: readonly string[]) {
    this.item.name = "redgreen";
  }

  take(status: Status): void {
    this.latest.set(status.root, { status, at: Date.now() });
    this.show();
  }

  /** The server has started or is gone: nothing is known, nothing is ruled out. */
  forget(): void {
    this.latest.clear();
    this.show();
  }

  dispose(): void {
    clearInterval(this.clock);
    this.editors.dispose();
    this.item.dispose();
  }

  private here(): { status: Status; at: number } | undefined {
    const document = vscode.window.activeTextEditor?.document;
    const file = document?.uri.scheme === "file" ? document.uri.fsPath : undefined;
    const root = rootAround(file, [...this.latest.keys()]);
    return root === undefined ? undefined : this.latest.get(root);
  }

  private show(): void {
    const here = this.here();
    const possible = here && new Set(here.status.possible);
    for (const command of this.commands) {
      void vscode.commands.executeCommand(
        "setContext", contextKey(command), possible?.has(command) ?? true,
      );
    }
    this.draw();
    clearInterval(this.clock);
    this.clock = here?.status.session ? setInterval(() => this.draw(), 1000) : undefined;
  }

  private draw(): void {
    const here = this.here();
    const text = here ? lineAt(here.status, (Date.now() - here.at) / 1000) : "";
    if (!here || text === "") {
      this.item.hide();
      return;
    }
    const { next } = here.status;
    this.item.text = here.status.activity ? `$(loading~spin) ${text}` : text;
    this.item.accessibilityInformation = { label: text };
    this.item.tooltip = next ? `Next: ${next.title}` : undefined;
    this.item.command = next
      ? { title: next.title, command: next.command, arguments: next.arguments ?? [] }
      : undefined;
    this.item.show();
  }
}
