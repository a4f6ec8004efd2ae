// SPDX-License-Identifier: MIT
// What the server says, as VS Code's notifications. Of what is only told the newest is enough: an
// older one that still stands goes to the bell first, so that they never pile up over the code. One
// that asks something stays.
import * as vscode from "vscode";
import {
  LanguageClient,
  MessageType,
  ShowMessageNotification,
  ShowMessageRequest,
} from "vscode-languageclient/node";

/** For how long VS Code shows one that nobody closes and that has no button. */
const STANDS_MS = 15_000;

type Show = <T extends vscode.MessageItem>(
  text: string, ...items: T[]
) => Thenable<T | undefined>;

function showOf(type: MessageType): Show {
  switch (type) {
    case MessageType.Error:
      return vscode.window.showErrorMessage;
    case MessageType.Warning:
      return vscode.window.showWarningMessage;
    default:
      return vscode.window.showInformationMessage;
  }
}

export class Messages {
  private standsUntil = -Infinity; // the newest that was only told
  private readonly asked = new Set<string>(); // questions that stand

  constructor(private readonly output: vscode.LogOutputChannel) {}

  /** Takes the place of what vscode-languageclient does with them. */
  serve(client: LanguageClient): void {
    client.onNotification(ShowMessageNotification.type, ({ type, message }) => {
      void this.tell(type, message);
    });
    client.onRequest(ShowMessageRequest.type, async ({ type, message, actions }) =>
      (await this.ask(type, message, actions ?? [])) ?? null,
    );
  }

  /** What stopped something stands until it was read, whole: VS Code cuts what has no button. */
  async tell(type: MessageType, text: string): Promise<void> {
    if (this.asked.has(text)) {
      return; // it is said already, with something to press
    }
    if (this.asked.size === 0) {
      await this.clear();
    }
    if (type >= MessageType.Info) {
      this.standsUntil = Date.now() + STANDS_MS;
      void showOf(type)(text);
      return;
    }
    this.standsUntil = Infinity;
    if (await showOf(type)(text, { title: "Show output" })) {
      this.output.show();
    }
  }

  async ask<T extends vscode.MessageItem>(
    type: MessageType, text: string, answers: readonly T[],
  ): Promise<T | undefined> {
    const isAlone = this.asked.size === 0;
    this.asked.add(text);
    try {
      if (isAlone) {
        await this.clear();
      }
      return await showOf(type)(text, ...answers);
    } finally {
      this.asked.delete(text);
    }
  }

  private async clear(): Promise<void> {
    if (Date.now() < this.standsUntil) {
      this.standsUntil = -Infinity;
      await vscode.commands.executeCommand("notifications.hideToasts");
    }
  }
}
